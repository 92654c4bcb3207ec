package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The code that comes with the module, which processors it is for, and that none is made use of that computes
/// something else.
class MachineCodeTest {
    private static final Path SOURCES = Path.of("src", "main", "asm");

    @Test
    void isKeptWithTheHashesOfItsSourcesAndItsOwn() throws Exception {
        Map<String, String> expected = new TreeMap<>();
        for (Path source : sources()) {
            // Git may have checked a text out with other line ends.
            String text = Files.readString(source).replace("\r\n", "\n");
            expected.put(source.getFileName().toString(), hash(text.getBytes(StandardCharsets.UTF_8)));
        }
        expected.put("x86-64.bin", hash(MachineCode.code()));

        Map<String, String> kept = new TreeMap<>();
        for (String line : resource("x86-64.sha256").strip().split("\n", -1)) {
            String[] hashAndName = line.split(" +", -1);
            kept.put(hashAndName[1], hashAndName[0]);
        }

        assertThat(kept).as("src/main/asm/build.sh has to be run again").isEqualTo(expected);
    }

    @Test
    void isWhatTheAssemblerMakesOfItsSources(@TempDir Path folder) throws Exception {
        Optional<String> assembler = output("as", "--version");
        assumeThat(assembler).as("an assembler on this machine").isPresent();
        assumeThat(assembler.get()).as("which is GNU's for this processor").contains("GNU", "x86_64-linux");

        Optional<String> made = output("sh", SOURCES.resolve("build.sh").toString(), folder.toString());

        assertThat(made).contains("");
        assertThat(Files.readAllBytes(folder.resolve("x86-64.bin")))
                .as("the code of %s", assembler.get().lines().findFirst().orElse(""))
                .isEqualTo(MachineCode.code());
        assertThat(Files.readString(folder.resolve("x86-64.sha256"))).isEqualTo(resource("x86-64.sha256"));
    }

    @Test
    void beginsWithATableOfItsFunctions() throws IOException {
        byte[] code = MachineCode.code();
        CodeTable.Name[] functions = CodeTable.Name.values();
        for (CodeTable.Name function : functions) {
            int offset = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * function.ordinal());

            assertThat(offset)
                    .as(function.name())
                    .isBetween(4 * functions.length, code.length - 1)
                    .matches(o -> o % 64 == 0, "begins a line of the cache");
        }
    }

    @Test
    void namesItsFunctionsInTheOrderOfTheTable() throws IOException {
        List<String> table = Files.readAllLines(SOURCES.resolve("x86-64.S")).stream()
                .map(String::strip)
                .filter(line -> line.matches("\\.long +[a-z]\\w*"))
                .map(line -> line.substring(".long".length()).strip())
                .toList();

        assertThat(Stream.of(CodeTable.Name.values()).map(name -> name.name().toLowerCase(Locale.ROOT)))
                .isEqualTo(table);
    }

    @Test
    void computesWhatItsScalarTwinsDo() {
        for (MachineCode code : MachineCode.forThisProcessor()) {
            assertThat(code.fault()).as(code.name()).isEmpty();
        }
    }

    /// Constants of the code, each doubled: what keys are scaled by, the maximum of a byte, and what scales are
    /// inverted from.
    @ParameterizedTest
    @CsvSource({
        "2^56, 0x1p56, keys_f16",
        "127, 127, multiply_q4",
        "1, 1, multiply_rounded",
    })
    void isNotMadeUseOfWhereItComputesSomethingElse(String what, float constant, String function) throws Exception {
        byte[] code = MachineCode.code();
        change(code, Float.floatToRawIntBits(constant));
        List<MachineCode> broken = brokenCode(code);
        assumeThat(broken).as("machine code for this processor").isNotEmpty();

        for (int lanes : new int[] {8, 16}) {
            MachineCode.Choice choice = MachineCode.choose(broken, lanes);

            assertThat(choice.code()).as(what).isNull();
            for (String refusal : choice.refusals()) {
                assertThat(refusal).contains("'" + function + "' differs from the scalar twin");
                assertThat(choice.name()).contains(refusal);
            }
        }
        assertThat(MachineCode.choose(broken, broken.getFirst().lanes()).refusals())
                .isNotEmpty();
    }

    @Test
    void takesTheNextWhereTheFastestComputesSomethingElse() throws Exception {
        List<MachineCode> good = MachineCode.forThisProcessor();
        byte[] code = MachineCode.code();
        change(code, Float.floatToRawIntBits(127));
        List<MachineCode> broken = brokenCode(code);
        assumeThat(good).as("machine code for this processor").isNotEmpty();

        MachineCode.Choice choice = MachineCode.choose(
                List.of(broken.getFirst(), good.getFirst()), good.getFirst().lanes());

        assertThat(choice.code()).isSameAs(good.getFirst());
        assertThat(choice.name()).startsWith(", " + good.getFirst().name() + " (not ");
    }

    @Test
    void isNamedAloneWhereNothingIsRefused() {
        List<MachineCode> all = MachineCode.forThisProcessor();
        assumeThat(all).as("machine code for this processor").isNotEmpty();

        MachineCode.Choice choice = MachineCode.choose(all, all.getFirst().lanes());

        assertThat(choice.name()).isEqualTo(", " + all.getFirst().name());
        assertThat(MachineCode.choose(all, 4).name()).isEmpty();
    }

    @Test
    void readsWhatLinuxSaysOfTheFirstProcessor(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(
                folder.resolve("cpuinfo"),
                "processor\t: 0\nflags\t\t: fpu avx512f  amx_tile\n\nprocessor\t: 1\nflags\t\t: fpu\n");

        assertThat(ProcessorFeatures.of(list)).containsExactlyInAnyOrder("fpu", "avx512f", "amx_tile");
    }

    @Test
    void knowsNoFeaturesWhereNothingIsSaid(@TempDir Path folder) throws IOException {
        assertThat(ProcessorFeatures.of(folder.resolve("missing"))).isEmpty();
        assertThat(ProcessorFeatures.of(Files.writeString(folder.resolve("arm"), "Features : fp asimd\n")))
                .isEmpty();
    }

    private static List<MachineCode> brokenCode(byte[] code) throws LinuxMemory.Refused {
        return MachineCode.forThisProcessor().isEmpty()
                ? List.of()
                : MachineCode.find(code, ProcessorFeatures.ofThisMachine());
    }

    /// Doubles a constant of the code, which stands among the last bytes.
    private static void change(byte[] code, int bits) {
        ByteBuffer constants = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        for (int at = code.length - 256; at < code.length; at += 4) {
            if (constants.getInt(at) == bits) {
                constants.putInt(at, bits + (1 << 23));
                found++;
            }
        }
        assertThat(found).as("constants with bits %x", bits).isEqualTo(1);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".S")).toList();
        }
    }

    /// What a command prints, or nothing where there is no such command.
    private static Optional<String> output(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return Optional.empty();
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Optional.of(process.waitFor() == 0 ? output : output + "\nfailed");
    }

    private static String hash(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = MachineCode.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
