package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every function of the machine code is refused memory that ends too early, by whatever code this processor has: it
/// would be read or written beyond its end.
class CodeSizesTest {
    /// A call with memory that is just as large as it has to be.
    ///
    /// @param sizes bytes of each chunk of memory
    private record Case(String name, List<Long> sizes, Consumer<MemorySegment[]> call) {
        MemorySegment[] memory() {
            return sizes.stream()
                    .map(size -> MemorySegment.ofArray(new byte[Math.toIntExact(size)]))
                    .toArray(MemorySegment[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        List<MachineCode> codes = MachineCode.forThisProcessor();
        assumeThat(codes).as("machine code for this processor").isNotEmpty();
        return codes.stream().flatMap(code -> cases(code).stream());
    }

    private static List<Case> cases(MachineCode code) {
        var cases = new ArrayList<Case>();
        long lanes = code.lanes();
        long q4Rows = 4 * lanes;
        long panelRows = lanes == 8 ? 16 : 64;
        long bytes = code.q4().numberBytes();
        long read = code.name().equals("AMX") ? 16 : 5;
        Q4Code q4 = code.q4();
        cases.add(new Case(
                code.name() + " multiply_q4",
                List.of(18 * q4Rows * 3, read * 96 * bytes, 4L * (2 * 7 + 5), 4L * (2 * 7 + 5), 4 * 5 * q4Rows, (long)
                        Q4Code.WORK_BYTES),
                m -> q4.multiply(m[0], new Q4Code.Rows(m[1], m[2], m[3], 7), m[4], m[5], 3, 5)));
        cases.add(new Case(
                code.name() + " dot_q4",
                List.of(18 * q4Rows * 3, lanes == 8 ? 192L : 384L, 12L, 12L, 4 * q4Rows),
                m -> q4.dot(m[0], new Q4Code.Rows(m[1], m[2], m[3], 1), m[4], 3)));
        cases.add(new Case(
                code.name() + " quantize_rows",
                List.of(4 * 500L + 384, 5 * 96 * bytes, 4L * (2 * 7 + 5), 4L * (2 * 7 + 5)),
                m -> q4.quantizeRows(m[0], 500, new Q4Code.Rows(m[1], m[2], m[3], 7), 3, 5)));
        cases.add(new Case(
                code.name() + " quantize_row",
                List.of(384L, lanes == 8 ? 192L : 384L, 12L, 12L),
                m -> q4.quantizeRow(m[0], new Q4Code.Rows(m[1], m[2], m[3], 1), 3)));
        if (q4.packs()) {
            cases.add(new Case(code.name() + " pack_q4", List.of(64 * 54L, 64 * 54L), m -> q4.pack(m[0], m[1], 3)));
        }
        cases.add(new Case(
                code.name() + " dot_q8",
                List.of(34 * panelRows * 3, 384L, 4 * panelRows),
                m -> code.q8().dot(m[0], m[1], m[2], 3)));
        RoundedCode rounded = code.rounded();
        long roundedPanel = 2 * panelRows * 80 + 4 * panelRows * 2;
        cases.add(new Case(
                code.name() + " round_rows",
                List.of(3 * 400L + 320, 2 * 4 * 80L + 4 * 4 * 2),
                m -> rounded.roundRows(m[0], m[1], 4, 80, 400)));
        for (boolean bf16 : new boolean[] {false, true}) {
            cases.add(new Case(
                    code.name() + " round_panel" + (bf16 ? "_bf16" : "_f16"),
                    List.of(2 * panelRows * 80, roundedPanel),
                    m -> rounded.roundPanel(m[0], m[1], 80, bf16, 0)));
        }
        cases.add(new Case(
                code.name() + " multiply_rounded",
                List.of(2 * 4 * 80L + 4 * 4 * 2, roundedPanel, 3 * 300 + 4 * panelRows),
                m -> rounded.multiply(m[0], m[1], m[2], 4, 80, 300)));
        CacheCode cache = code.cache();
        cases.add(new Case(
                code.name() + " keys_f16",
                List.of(256L, 128 * lanes * 3, 4 * lanes * 3),
                m -> cache.keysF16(m[0], m[1], m[2], 3)));
        cases.add(new Case(
                code.name() + " values_f16", List.of(20L, 128 * 5L, 256L), m -> cache.valuesF16(m[0], m[1], m[2], 5)));
        cases.add(new Case(
                code.name() + " keys_q8",
                List.of(256L, 64 * lanes * 3, 2 * lanes * 3, 2 * lanes * 3, 4 * lanes * 3),
                m -> cache.keysQ8(m[0], m[1], m[2], m[3], m[4], 3)));
        cases.add(new Case(
                code.name() + " values_q8",
                List.of(20L, 20L, 64 * 5L, 256L),
                m -> cache.valuesQ8(m[0], m[1], m[2], m[3], 5)));
        code.split()
                .ifPresent(split -> cases.addAll(List.of(
                        new Case(
                                "split_rows",
                                List.of(4 * 500L + 256, 5 * 256L),
                                m -> split.splitRows(m[0], m[1], 5, 64, 500)),
                        new Case("split_panel", List.of(256 * 6L, 256 * 6L), m -> split.splitPanel(m[0], m[1], 6)),
                        new Case(
                                "split_panel_f16",
                                List.of(128 * 6L, 256 * 6L),
                                m -> split.splitPanelF16(m[0], m[1], 6, 0)),
                        new Case(
                                "multiply_split",
                                List.of(4 * 32 * 64L, 256 * 64L, 31 * 300L + 128),
                                m -> split.multiply(m[0], m[1], m[2], 32, 64, 32, 300)))));
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesMemoryThatEndsTooEarly(Case known) {
        known.call.accept(known.memory());
        for (int i = 0; i < known.sizes.size(); i++) {
            MemorySegment[] memory = known.memory();
            memory[i] = memory[i].asSlice(0, memory[i].byteSize() - 1);

            assertThatIllegalArgumentException()
                    .as("argument %d", i)
                    .isThrownBy(() -> known.call.accept(memory))
                    .withMessageContaining("expected at least");
        }
    }

    @ParameterizedTest
    @MethodSource("codes")
    void refusesCountsThatItsLoopsDoNotEndWith(MachineCode code) {
        MemorySegment memory = MemorySegment.ofArray(new byte[1 << 16]);

        for (int none : new int[] {0, -1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> code.q8().dot(memory, memory, memory, none));
            assertThatIllegalArgumentException().isThrownBy(() -> code.cache().valuesF16(memory, memory, memory, none));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> code.rounded().multiply(memory, memory, memory, 4, 8, 256))
                .withMessage("'multiply_rounded" + (code.lanes() == 8 ? "_avx2" : "")
                        + "': columns are 8, expected a positive multiple of 16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> code.rounded().multiply(memory, memory, memory, 6, 16, 256));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> code.rounded().roundRows(memory, memory, 4, 16, -64))
                .withMessageContaining("-64 bytes apart");
    }

    static Stream<MachineCode> codes() {
        List<MachineCode> codes = MachineCode.forThisProcessor();
        assumeThat(codes).as("machine code for this processor").isNotEmpty();
        return codes.stream();
    }
}
