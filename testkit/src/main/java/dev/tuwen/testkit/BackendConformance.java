package dev.tuwen.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Probe;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every backend must do. A backend extends this with its id; where the device is missing, all is skipped with its
/// reason.
///
/// See also [BackendLifecycle], the suite for runs, misuse and cancelling.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendConformance {
    private final Backend reference = new ReferenceBackend();
    private Backend backend = reference;

    /// For a subclass.
    protected BackendConformance() {}

    /// Opens the backend under test, or skips.
    protected abstract Backend open();

    /// How far it may be from the reference.
    protected abstract Tolerances tolerances();

    /// Operations to try.
    protected Stream<OpCase> cases() {
        return OpCases.all();
    }

    /// Types the backend can keep keys and values in.
    protected Set<DType> cacheTypes() {
        return Set.of(DType.F32, DType.F16);
    }

    private Stream<OpCase> supportedCases() {
        return cases().filter(opCase ->
                opCase.program().buffers().stream().allMatch(ref -> cacheTypes().contains(ref.type())));
    }

    /// Opens the first device of a provider, or skips with its reason.
    public static Backend openOrSkip(String id, BackendOptions options) {
        for (Backends.Found found : Backends.probeAll()) {
            if (found.provider().id().equals(id)) {
                return switch (found.probe()) {
                    case Probe.Ready ready ->
                        found.provider().open(ready.devices().getFirst(), options);
                    case Probe.Unavailable unavailable -> Assumptions.abort(unavailable.reason());
                };
            }
        }
        return Assumptions.abort("no backend '" + id + "' on the module path");
    }

    @BeforeAll
    final void openBackend() {
        backend = open();
    }

    @AfterAll
    final void closeBackend() {
        backend.close();
        reference.close();
    }

    /// The backend under test.
    protected final Backend backend() {
        return backend;
    }

    @ParameterizedTest
    @MethodSource("supportedCases")
    final void agreesWithTheReference(OpCase opCase) {
        Map<String, float[]> expected = opCase.run(reference).numbers();

        Map<String, float[]> actual = opCase.run(backend).numbers();

        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        double bound = opCase.program().ops().stream()
                .mapToDouble(op -> tolerances().bound(op, opCase.packed(), bufferType(opCase)))
                .max()
                .orElseThrow();
        expected.forEach((name, numbers) -> assertThat(
                        Tolerances.normalizedError(numbers, Objects.requireNonNull(actual.get(name))))
                .as("normalised mean squared error of %s", name)
                .isLessThanOrEqualTo(bound));
    }

    @ParameterizedTest
    @MethodSource("layers")
    final void agreesOverWholeLayers(OpCase opCase) {
        Map<String, float[]> expected = opCase.run(reference).numbers();

        Map<String, float[]> actual = opCase.run(backend).numbers();

        double bound = opCase.program().ops().stream()
                .mapToDouble(op -> tolerances().bound(op, opCase.packed(), bufferType(opCase)))
                .max()
                .orElseThrow();
        // Errors of one operation feed the next.
        expected.forEach((name, numbers) -> assertThat(
                        Tolerances.normalizedError(numbers, Objects.requireNonNull(actual.get(name))))
                .as("normalised mean squared error of %s", name)
                .isLessThanOrEqualTo(100 * bound));
    }

    /// Whole-layer programs to try.
    protected Stream<OpCase> layers() {
        return cacheTypes().stream().sorted().flatMap(cacheType -> {
            var model = new TinyModel(cacheType);
            return Stream.of(
                    model.decoding(7, 0, null),
                    model.decoding(1, 7, null),
                    model.decoding(64, 3, DType.F32),
                    model.decoding(1, 130, DType.F32),
                    model.decoding(2, 5, DType.Q8_0),
                    model.decoding(1, 5, DType.Q4_0),
                    model.encoding(130, DType.F32),
                    model.encoding(49, null));
        });
    }

    @Test
    final void runsTheSameTwice() {
        OpCase opCase = new TinyModel(DType.F16).decoding(7, 11, DType.Q4_0);

        Map<String, float[]> once = opCase.run(backend).numbers();
        Map<String, float[]> again = opCase.run(backend).numbers();

        once.forEach((name, numbers) -> assertThat(again.get(name)).as(name).isEqualTo(numbers));
    }

    @Test
    final void allocatesZeroedRows() {
        try (Buffer buffer = backend.allocate(new BufferRef("zeroes", DType.F16, 7), 5)) {
            MemorySegment rows = RandomCases.segment(new RandomCases().normal(35, 1));

            buffer.download(0, rows);

            assertThat(RandomCases.floats(rows)).containsOnly(0);
        }
    }

    @Test
    final void roundsUploadedRowsToTheTypeOfTheBuffer() {
        var ref = new BufferRef("halves", DType.F16, 3);
        float[] numbers = {1, 1.0003f, 65504, -0.1f, 1e-7f, 0};
        try (Buffer buffer = backend.allocate(ref, 4)) {
            buffer.upload(1, RandomCases.segment(numbers));

            MemorySegment rows = RandomCases.segment(new float[6]);
            buffer.download(1, rows);

            float[] actual = RandomCases.floats(rows);
            for (int i = 0; i < numbers.length; i++) {
                assertThat(actual[i]).isEqualTo(Float.float16ToFloat(Float.floatToFloat16(numbers[i])));
            }
        }
    }

    @Test
    final void copiesRowsToOtherRowsOfALargerBuffer() {
        var ref = new BufferRef("rows", DType.F16, 5);
        float[] numbers = sequence(20);
        try (Buffer small = backend.allocate(ref, 4);
                Buffer large = backend.allocate(new BufferRef("grown", DType.F16, 5), 9)) {
            small.upload(0, RandomCases.segment(numbers));

            large.copyRows(small, 1, 6, 2);

            MemorySegment rows = RandomCases.segment(new float[45]);
            large.download(0, rows);
            var expected = new float[45];
            System.arraycopy(numbers, 5, expected, 30, 10);
            assertThat(RandomCases.floats(rows)).isEqualTo(expected);
        }
    }

    @Test
    final void copiesPositionsOfHeadsAndLeavesTheirNeighbours() {
        var heads = new Heads(2, 2, 40);
        for (DType type : cacheTypes()) {
            for (BufferRef ref :
                    List.of(BufferRef.keys("keys", type, heads), BufferRef.values("values", type, heads))) {
                float[] numbers = new RandomCases().normal(45 * 80, 1);
                try (Buffer small = backend.allocate(ref, 45);
                        Buffer large = backend.allocate(ref, 77)) {
                    small.upload(0, RandomCases.segment(numbers));
                    // the same rows, rows as far apart as lanes may be, and any other
                    for (int row : new int[] {3, 35, 0, 8, 38}) {
                        large.upload(0, RandomCases.segment(new RandomCases().normal(77 * 80, 1)));
                        float[] before = rows(large, 77 * 80);
                        float[] source = rows(small, 45 * 80);

                        large.copyRows(small, 3, row, 38);

                        float[] after = rows(large, 77 * 80);
                        System.arraycopy(source, 3 * 80, before, row * 80, 38 * 80);
                        assertThat(after).as("%s, to row %d", ref, row).isEqualTo(before);
                    }
                }
            }
        }
    }

    private static float[] rows(Buffer buffer, int count) {
        MemorySegment rows = RandomCases.segment(new float[count]);
        buffer.download(0, rows);
        return RandomCases.floats(rows);
    }

    @Test
    final void refusesRowsThatDoNotFit() {
        var ref = new BufferRef("rows", DType.F32, 5);
        try (Buffer buffer = backend.allocate(ref, 4);
                Buffer other = backend.allocate(new BufferRef("other", DType.F16, 5), 4);
                Buffer narrow = backend.allocate(new BufferRef("narrow", DType.F32, 4), 4);
                Buffer shorter = backend.allocate(ref, 2)) {
            MemorySegment two = RandomCases.segment(new float[10]);
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.upload(3, two));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.download(-1, two));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.upload(0, two.asSlice(0, 16)));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(other, 0, 0, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(narrow, 0, 0, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(shorter, 1, 1, 2));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(shorter, -1, 0, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(shorter, 0, -1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> buffer.copyRows(shorter, 0, 3, 2));
            buffer.copyRows(shorter, 2, 4, 0);
            assertThatIllegalArgumentException().isThrownBy(() -> backend.allocate(ref, 0));
        }
    }

    @Test
    final void refusesWeightsThatWereNotLoaded() {
        var model = new TinyModel(DType.F32);
        OpCase opCase = model.encoding(3, null);
        try (var store =
                backend.load(model.weights(), java.util.List.of(), dev.tuwen.compute.spi.LoadOptions.asStored())) {
            assertThatThrownBy(() -> backend.compile(opCase.program(), store).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("layers.0");
        }
    }

    private static float[] sequence(int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i + 1;
        }
        return numbers;
    }

    private static @org.jspecify.annotations.Nullable DType bufferType(OpCase opCase) {
        return opCase.program().buffers().stream()
                .map(BufferRef::type)
                .max(java.util.Comparator.naturalOrder())
                .orElse(null);
    }
}
