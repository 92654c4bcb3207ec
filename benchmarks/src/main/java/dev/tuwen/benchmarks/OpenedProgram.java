package dev.tuwen.benchmarks;

import dev.tuwen.compute.Program;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import java.util.List;

/// A program on a device, with its weights, ready to run again and again. Made and closed by a benchmark, which closes
/// it before the backend.
final class OpenedProgram implements AutoCloseable {
    private final Bindings bindings = new Bindings();
    private final WeightStore weights;
    private final Executable executable;

    /// @param source of every weight the program reads
    OpenedProgram(Backend backend, Program program, WeightSource source, LoadOptions options) {
        weights = backend.load(source, List.copyOf(program.weights()), options);
        executable = backend.compile(program, weights);
    }

    /// What the runs read and write.
    Bindings bindings() {
        return bindings;
    }

    /// One run, from submission to its end.
    void run() {
        executable.submit(bindings).await();
    }

    @Override
    public void close() {
        executable.close();
        weights.close();
    }
}
