package dev.tuwen.compute.cpu;

import dev.tuwen.compute.BufferRows;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import java.util.List;

/// Checks the parameters of a run before anything is read or written.
///
/// @param params none of which may be negative
/// @param ranges of rows that must lie within their buffers
record ParameterCheck(List<Param> params, List<BufferRows> ranges) implements Step {
    /// Of all operations of a program.
    static ParameterCheck of(Program program) {
        List<BufferRows> ranges = program.ops().stream()
                .map(Op::bufferRows)
                .flatMap(List::stream)
                .distinct()
                .toList();
        return new ParameterCheck(List.copyOf(program.params()), ranges);
    }

    @Override
    public int chunks(CpuRun run) {
        return 1;
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        for (int i = 0; i < params.size(); i++) {
            int value = run.param(params.get(i));
            if (value < 0) {
                throw new IllegalArgumentException(
                        "parameter '" + params.get(i).name() + "' is " + value + ", expected at least 0");
            }
        }
        for (int i = 0; i < ranges.size(); i++) {
            BufferRows range = ranges.get(i);
            int row = run.param(range.first());
            int available = run.buffer(range.buffer()).rows();
            if (row > available - range.count()) {
                throw new IllegalArgumentException(
                        "parameter '" + range.first().name() + "' is " + row + ": rows " + row + " to "
                                + ((long) row + range.count() - 1) + " of buffer '"
                                + range.buffer().name() + "', which has " + available);
            }
        }
    }
}
