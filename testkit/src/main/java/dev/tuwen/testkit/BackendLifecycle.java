package dev.tuwen.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.Run;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How every backend treats runs, misuse, cancelling and closing; extended like [BackendConformance].
public abstract class BackendLifecycle {
    private Backend backend = new ReferenceBackend();
    private final TinyModel model = new TinyModel(DType.F32);

    /// For a subclass.
    protected BackendLifecycle() {}

    /// Opens the backend under test, or skips.
    protected abstract Backend open();

    /// Whether runs go on after `submit` has returned, so that there is something to cancel.
    protected boolean runsAsynchronously() {
        return true;
    }

    @BeforeEach
    final void openBackend() {
        backend = open();
    }

    @AfterEach
    final void closeBackend() {
        backend.close();
    }

    /// The backend under test.
    protected final Backend backend() {
        return backend;
    }

    private final class Decoding implements AutoCloseable {
        final Program program;
        final Executable executable;
        final Map<BufferRef, Buffer> caches = new HashMap<>();
        final Bindings bindings = new Bindings();
        final Value ids;
        final Value logits;
        final MemorySegment result;

        Decoding(int rows, WeightStore store, int cacheRows) {
            this.program = model.decoder(rows);
            this.executable = backend.compile(program, store);
            for (BufferRef ref : program.buffers()) {
                Buffer buffer = backend.allocate(ref, cacheRows);
                caches.put(ref, buffer);
                bindings.buffer(ref, buffer);
            }
            this.ids = program.inputs().getFirst();
            this.logits = program.outputs().getFirst();
            this.result = RandomCases.segment(new float[logits.columns()]);
            bindings.output(logits, result).set(TinyModel.PAST, 0);
        }

        float[] logits(int past, int... tokens) {
            bindings.input(ids, RandomCases.segment(tokens)).set(TinyModel.PAST, past);
            executable.submit(bindings).await();
            return RandomCases.floats(result);
        }

        @Override
        public void close() {
            executable.close();
            caches.values().forEach(Buffer::close);
        }
    }

    private WeightStore store() {
        return backend.load(model.weights(), model.decoder(1).weights(), LoadOptions.packed(DType.F32));
    }

    @Test
    final void continuesFromACacheThatGrew() {
        int[] tokens = model.tokens(9);
        try (WeightStore store = store();
                var whole = new Decoding(9, store, 9);
                var first = new Decoding(8, store, 8);
                var next = new Decoding(1, store, 20)) {
            float[] expected = whole.logits(0, tokens);
            first.logits(0, java.util.Arrays.copyOf(tokens, 8));
            next.caches.forEach(
                    (ref, buffer) -> buffer.copyRows(Objects.requireNonNull(first.caches.get(ref)), 0, 0, 8));

            float[] actual = next.logits(8, tokens[8]);

            assertThat(Tolerances.normalizedError(expected, actual)).isLessThan(1e-4);
        }
    }

    @Test
    final void reusesBindingsWithOtherParameters() {
        try (WeightStore store = store();
                var decoding = new Decoding(1, store, 5)) {
            float[] first = decoding.logits(0, 5);
            float[] second = decoding.logits(1, 6);
            float[] alone = decoding.logits(0, 6);
            float[] again = decoding.logits(0, 5);

            assertThat(second).isNotEqualTo(alone);
            assertThat(again).isEqualTo(first);
        }
    }

    @Test
    final void doesNotCopyOutputsThatAreNotBound() {
        try (WeightStore store = store();
                var decoding = new Decoding(2, store, 5)) {
            Bindings partly = new Bindings()
                    .input(decoding.ids, RandomCases.segment(new int[] {1, 2}))
                    .set(TinyModel.PAST, 0);
            decoding.caches.forEach(partly::buffer);

            Run run = decoding.executable.submit(partly);
            run.await();

            assertThat(run.isDone()).isTrue();
            assertThat(RandomCases.floats(decoding.result)).containsOnly(0);
        }
    }

    @Test
    final void namesWhatIsNotBound() {
        try (WeightStore store = store();
                var decoding = new Decoding(1, store, 5)) {
            assertThatThrownBy(() -> decoding.executable.submit(decoding.bindings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ids");
            Bindings withoutParameter = new Bindings().input(decoding.ids, RandomCases.segment(new int[] {1}));
            decoding.caches.forEach(withoutParameter::buffer);
            assertThatThrownBy(() -> decoding.executable.submit(withoutParameter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("past");
            Bindings withoutCache = new Bindings()
                    .input(decoding.ids, RandomCases.segment(new int[] {1}))
                    .set(TinyModel.PAST, 0);
            assertThatThrownBy(() -> decoding.executable.submit(withoutCache))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keys.0");
        }
    }

    @Test
    final void refusesTokensAndRowsOutOfRange() {
        try (WeightStore store = store();
                var decoding = new Decoding(2, store, 5)) {
            float[] expected = decoding.logits(0, 7, 8);

            assertThatThrownBy(() -> decoding.logits(0, 7, 101)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> decoding.logits(0, -1, 7)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> decoding.logits(4, 7, 8)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> decoding.logits(-1, 7, 8)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> decoding.logits(Integer.MAX_VALUE, 7, 8))
                    .isInstanceOf(IllegalArgumentException.class);

            assertThat(decoding.logits(0, 7, 8)).isEqualTo(expected);
        }
    }

    @Test
    final void refusesSegmentsOfTheWrongSize() {
        Program program = model.decoder(2);
        Value ids = program.inputs().getFirst();

        assertThatThrownBy(() -> new Bindings().input(ids, RandomCases.segment(new int[3])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void runsTwoExecutablesThatShareAStore() {
        try (WeightStore store = store();
                var one = new Decoding(1, store, 5);
                var two = new Decoding(2, store, 5)) {
            float[] expectedOne = one.logits(0, 3);
            float[] expectedTwo = two.logits(0, 4, 5);

            Run first = one.executable.submit(one.bindings.input(one.ids, RandomCases.segment(new int[] {3})));
            Run second = two.executable.submit(two.bindings.input(two.ids, RandomCases.segment(new int[] {4, 5})));
            second.await();
            first.await();

            assertThat(RandomCases.floats(one.result)).isEqualTo(expectedOne);
            assertThat(RandomCases.floats(two.result)).isEqualTo(expectedTwo);
        }
    }

    @Test
    final void tellsOfEachWeightAndStopsLoadingWhenCancelled() {
        var told = new ArrayList<WeightRef>();
        List<WeightRef> wanted = List.copyOf(model.decoder(1).weights());

        backend.load(model.weights(), wanted, new LoadOptions(DType.Q8_0, told::add, () -> false))
                .close();
        assertThat(told).containsExactlyElementsOf(wanted);

        told.clear();
        var options = new LoadOptions(DType.Q8_0, told::add, () -> told.size() == 3);
        assertThatThrownBy(() -> backend.load(model.weights(), wanted, options))
                .isInstanceOf(CancellationException.class);
        assertThat(told).hasSize(3);
    }

    @Test
    final void refusesBuffersOfAnotherTypeWidthOrUse() {
        var heads = new Heads(2, 2, 32);
        BufferRef keys = BufferRef.keys("cache", DType.F16, heads);
        List<BufferRef> others = List.of(
                BufferRef.keys("cache", DType.F32, heads),
                BufferRef.keys("cache", DType.F16, new Heads(1, 1, 32)),
                BufferRef.keys("cache", DType.F16, new Heads(1, 1, 64)),
                BufferRef.values("cache", DType.F16, heads),
                new BufferRef("cache", DType.F16, 64));
        try (Buffer buffer = backend.allocate(keys, 4)) {
            new Bindings().buffer(BufferRef.keys("any name", DType.F16, heads), buffer);
            for (BufferRef ref : others) {
                assertThatThrownBy(() -> new Bindings().buffer(ref, buffer))
                        .as("%s bound to %s", keys, ref)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("cache");
            }
        }
    }

    @Test
    final void refusesWeightsTheSourceDoesNotHave() {
        List<WeightRef> missing = List.of(WeightRef.matrix("nowhere", 3, 3));
        List<WeightRef> misshapen = List.of(WeightRef.matrix("layers.0.out", 72, 71));

        assertThatThrownBy(() -> backend.load(model.weights(), missing, LoadOptions.asStored()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> backend.load(model.weights(), misshapen, LoadOptions.asStored()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void stopsBeforeTheLastOperationWhenCancelled() {
        org.junit.jupiter.api.Assumptions.assumeTrue(runsAsynchronously(), "runs end before submit returns");
        try (WeightStore store = backend.load(large(), largeProgram().weights(), LoadOptions.packed(DType.F32));
                Executable executable = backend.compile(largeProgram(), store);
                Buffer written = backend.allocate(LAST, 1)) {
            float[] row = new float[LARGE];
            Arrays.fill(row, Float.NaN);
            written.upload(0, RandomCases.segment(row));
            Bindings bindings = new Bindings()
                    .input(executable.program().inputs().getFirst(), largeInput())
                    .buffer(LAST, written)
                    .set(LAST_ROW, 0);
            Run run = executable.submit(bindings);
            sleep(Duration.ofMillis(20));
            assertThatThrownBy(() -> executable.submit(bindings)).isInstanceOf(IllegalStateException.class);

            run.cancel();
            assertThatThrownBy(run::await).isInstanceOf(CancellationException.class);

            MemorySegment last = RandomCases.segment(new float[LARGE]);
            written.download(0, last);
            assertThat(RandomCases.floats(last)).containsOnly(Float.NaN);
        }
    }

    @Test
    final void survivesClosingWithThingsLeft() {
        WeightStore store = store();
        var left = new Decoding(1, store, 5);
        left.logits(0, 1);

        backend.close();

        left.close();
        store.close();
        backend.close();
    }

    private static final int LARGE = 1024;
    private static final int LARGE_OPERATIONS = 400;
    private static final BufferRef LAST = new BufferRef("last", DType.F32, LARGE);
    private static final Param LAST_ROW = new Param("last.row");

    private static MemoryWeights large() {
        float[] numbers = new RandomCases().normal(LARGE * LARGE, 0.03);
        return new MemoryWeights().add("large", DType.F32, LARGE, LARGE, numbers);
    }

    private static Program largeProgram() {
        var p = new ProgramBuilder("large");
        Value x = p.input("x", 512, LARGE);
        for (int i = 0; i < LARGE_OPERATIONS; i++) {
            x = p.linear(x, WeightRef.matrix("large", LARGE, LARGE));
        }
        p.writeRows(p.lastRow(x), LAST, LAST_ROW);
        p.output(x);
        return p.build();
    }

    private static MemorySegment largeInput() {
        return RandomCases.segment(new RandomCases().normal(512 * LARGE, 1));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
