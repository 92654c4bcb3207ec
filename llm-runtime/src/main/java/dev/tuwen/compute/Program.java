package dev.tuwen.compute;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

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
        var weights = new LinkedHashSet<WeightRef>();
        for (Op op : ops) {
            switch (op) {
                case Op.Embed embed -> weights.add(embed.table());
                case Op.RmsNorm norm -> weights.add(norm.gain());
                case Op.LayerNorm norm -> {
                    weights.add(norm.gain());
                    weights.add(norm.bias());
                }
                case Op.Linear linear -> {
                    weights.add(linear.weight());
                    addIfPresent(weights, linear.bias());
                }
                case Op.LinearAdd linear -> {
                    weights.add(linear.weight());
                    addIfPresent(weights, linear.bias());
                }
                case Op.GatedLinear linear -> {
                    weights.add(linear.gate());
                    weights.add(linear.up());
                }
                case Op.ReadRows _, Op.WriteRows _, Op.Rope _, Op.Attention _, Op.Add _, Op.Scale _, Op.LastRow _ -> {}
            }
        }
        return weights;
    }

    private static void addIfPresent(
            LinkedHashSet<WeightRef> weights, @org.jspecify.annotations.Nullable WeightRef ref) {
        if (ref != null) {
            weights.add(ref);
        }
    }

    /// The buffers the program reads or writes, without repetition.
    public SequencedSet<BufferRef> buffers() {
        var buffers = new LinkedHashSet<BufferRef>();
        for (Op op : ops) {
            switch (op) {
                case Op.ReadRows read -> buffers.add(read.buffer());
                case Op.WriteRows write -> buffers.add(write.buffer());
                case Op.Attention attention -> {
                    if (attention.keyValues() instanceof KeyValues.Cached cached) {
                        buffers.add(cached.keys());
                        buffers.add(cached.values());
                    }
                }
                case Op.Embed _,
                        Op.RmsNorm _,
                        Op.LayerNorm _,
                        Op.Linear _,
                        Op.LinearAdd _,
                        Op.GatedLinear _,
                        Op.Rope _,
                        Op.Add _,
                        Op.Scale _,
                        Op.LastRow _ -> {}
            }
        }
        return buffers;
    }

    /// The integers the program reads at run time, without repetition.
    public SequencedSet<Param> params() {
        var params = new LinkedHashSet<Param>();
        for (Op op : ops) {
            switch (op) {
                case Op.ReadRows read -> params.add(read.row());
                case Op.WriteRows write -> params.add(write.row());
                case Op.Rope rope -> params.add(rope.position());
                case Op.Attention attention -> {
                    if (attention.keyValues() instanceof KeyValues.Cached cached) {
                        params.add(cached.past());
                    }
                }
                case Op.Embed _,
                        Op.RmsNorm _,
                        Op.LayerNorm _,
                        Op.Linear _,
                        Op.LinearAdd _,
                        Op.GatedLinear _,
                        Op.Add _,
                        Op.Scale _,
                        Op.LastRow _ -> {}
            }
        }
        return params;
    }
}
