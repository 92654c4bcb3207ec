package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.Run;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.ReferenceBackend;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import dev.tuwen.vision.image.Patches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class VisionModelTest {

    private final Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of("v2"));
    private final CountingBackend backend = new CountingBackend();
    private final VisionModel vision =
            VisionModel.open(backend, files.weights(), VisionConfig.of(files).orElseThrow(), LoadOptions.asStored());

    @AfterEach
    void close() {
        vision.close();
        backend.close();
        files.close();
    }

    /// The reference backend, noting which programs are open.
    private static final class CountingBackend implements Backend {
        private final Backend reference = new ReferenceBackend();
        private final List<String> open = new ArrayList<>();
        private int compiled;

        @Override
        public Device device() {
            return reference.device();
        }

        @Override
        public WeightStore load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
            return reference.load(source, wanted, options);
        }

        @Override
        public Buffer allocate(BufferRef ref, int rows) {
            return reference.allocate(ref, rows);
        }

        @Override
        public Executable compile(Program program, WeightStore weights) {
            Executable executable = reference.compile(program, weights);
            open.add(program.name());
            compiled++;
            return new Executable() {
                @Override
                public Program program() {
                    return program;
                }

                @Override
                public Run submit(Bindings bindings) {
                    return executable.submit(bindings);
                }

                @Override
                public void close() {
                    executable.close();
                    open.remove(program.name());
                }
            };
        }

        @Override
        public void close() {
            reference.close();
        }
    }

    private static Patches patches(int rows, int columns) {
        int width = columns * 14;
        int height = rows * 14;
        return new PatchLayout(14).patches(new Bitmap(width, height, new byte[width * height * 3]));
    }

    @Test
    void keepsTheProgramsUsedLastAndClosesTheOthers() {
        for (int columns = 1; columns <= 4; columns++) {
            vision.encode(patches(1, columns), new Cancellation());
        }

        vision.encode(patches(1, 1), new Cancellation());
        vision.encode(patches(2, 1), new Cancellation());

        assertThat(backend.compiled).isEqualTo(5);
        assertThat(backend.open)
                .containsExactlyInAnyOrder("vision 1 x 1", "vision 1 x 3", "vision 1 x 4", "vision 2 x 1");
    }

    @Test
    void closesEveryProgram() {
        vision.encode(patches(1, 2), new Cancellation());
        vision.encode(patches(3, 2), new Cancellation());

        vision.close();

        assertThat(backend.open).isEmpty();
    }

    @Test
    void encodesNothingOnceCancelled() {
        var cancellation = new Cancellation();
        cancellation.cancel();

        assertThatThrownBy(() -> vision.encode(patches(1, 1), cancellation)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() ->
                        vision.encode(new Bitmap(90, 90, new byte[90 * 90 * 3]), EncodingProgress.SILENT, cancellation))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void refusesPatchesOfAnotherSize() {
        Patches small = new PatchLayout(7).patches(new Bitmap(7, 7, new byte[147]));

        assertThatIllegalArgumentException().isThrownBy(() -> vision.encode(small, new Cancellation()));
    }

    @Test
    void refusesToWorkOnceClosed() {
        vision.close();

        assertThatIllegalStateException().isThrownBy(() -> vision.encode(patches(1, 1), new Cancellation()));
    }
}
