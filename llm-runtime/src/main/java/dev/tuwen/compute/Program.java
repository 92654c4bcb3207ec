package dev.tuwen.compute;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;

/// An immutable, checked list of operations with concrete shapes. Made by [ProgramBuilder]; compiled by a backend.
///
/// @param name for listings and error messages
/// @param inputs values the caller binds before a run, in order of recording
/// @param ops operations in order; each reads only inputs and earlier results
/// @param outputs values the caller may bind to receive after a run; never empty unless a buffer is written
/// @param probes names given to intermediate values that were asked for; each is among the outputs
/// @param valueCount one more than the largest value number
public record Program(
        String name, List<Value> inputs, List<Op> ops, List<Value> outputs, Map<String, Value> probes, int valueCount) {
    /// Copies the collections.
    public Program {
        inputs = List.copyOf(inputs);
        ops = List.copyOf(ops);
        outputs = List.copyOf(outputs);
        probes = Map.copyOf(probes);
    }

    /// All weights the program reads, without repetition.
    public SequencedSet<WeightRef> weights() {
        return all(Op::weights);
    }

    /// The buffers the program reads or writes, without repetition.
    public SequencedSet<BufferRef> buffers() {
        return all(op -> op.bufferRows().stream().map(BufferRows::buffer).toList());
    }

    /// The integers the program reads at run time, without repetition.
    public SequencedSet<Param> params() {
        return all(Op::params);
    }

    private <T> SequencedSet<T> all(Function<Op, List<T>> part) {
        var all = new LinkedHashSet<T>();
        ops.forEach(op -> all.addAll(part.apply(op)));
        return all;
    }
}
