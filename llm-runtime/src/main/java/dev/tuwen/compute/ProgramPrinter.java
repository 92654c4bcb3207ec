package dev.tuwen.compute;

import java.util.stream.Collectors;

/// A stable text listing of a program, one operation a line, for tests and reports of faults.
public final class ProgramPrinter {
    private ProgramPrinter() {}

    /// Lists inputs, operations, outputs and probes.
    public static String print(Program program) {
        var text = new StringBuilder("program ").append(program.name()).append('\n');
        for (Value input : program.inputs()) {
            text.append("  input ").append(input).append('\n');
        }
        for (Op op : program.ops()) {
            Value result = op.result();
            text.append("  ");
            if (result != null) {
                text.append('%').append(result.number()).append(" = ");
            }
            text.append(op.getClass().getSimpleName())
                    .append(op.operands().stream()
                            .map(v -> "%" + v.number())
                            .collect(Collectors.joining(", ", "(", ")")));
            details(op, text);
            if (result != null) {
                text.append(" : ").append(result.type()).append(result.shape());
            }
            text.append('\n');
        }
        for (Value output : program.outputs()) {
            text.append("  output %").append(output.number()).append('\n');
        }
        program.probes().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(e -> text.append("  probe ")
                        .append(e.getKey())
                        .append(" %")
                        .append(e.getValue().number())
                        .append('\n'));
        return text.toString();
    }

    private static void details(Op op, StringBuilder text) {
        switch (op) {
            case Op.Embed embed ->
                text.append(" '").append(embed.table().name()).append("' x ").append(embed.scale());
            case Op.ReadRows read -> buffer(text, read.buffer(), read.row());
            case Op.WriteRows write -> buffer(text, write.buffer(), write.row());
            case Op.RmsNorm norm -> weight(text, norm.gain());
            case Op.LayerNorm norm -> weight(text, norm.gain());
            case Op.Linear linear -> weight(text, linear.weight()).append(' ').append(linear.activation());
            case Op.LinearAdd linear ->
                weight(text, linear.weight()).append(" x ").append(linear.scale());
            case Op.GatedLinear linear ->
                weight(weight(text, linear.gate()), linear.up()).append(' ').append(linear.activation());
            case Op.Rope rope ->
                text.append(" heads ")
                        .append(rope.headCount())
                        .append(" at ")
                        .append(rope.position().name());
            case Op.Attention attention ->
                text.append(' ').append(attention.heads()).append(attention.causal() ? " causal" : "");
            case Op.Scale scale -> text.append(" x ").append(scale.scale());
            case Op.Add _, Op.LastRow _ -> {}
        }
    }

    private static void buffer(StringBuilder text, BufferRef buffer, Param row) {
        text.append(" '").append(buffer.name()).append("' at ").append(row.name());
    }

    private static StringBuilder weight(StringBuilder text, WeightRef weight) {
        text.append(" '").append(weight.name()).append('\'');
        if (weight.firstRow() > 0) {
            text.append(" + ").append(weight.firstRow());
        }
        return text;
    }
}
