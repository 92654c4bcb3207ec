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
        for (WeightRef weight : op.weights()) {
            text.append(" '").append(weight.name()).append('\'');
            if (weight.firstRow() > 0) {
                text.append(" + ").append(weight.firstRow());
            }
        }
        for (BufferRows rows : op.bufferRows()) {
            text.append(" '")
                    .append(rows.buffer().name())
                    .append("' at ")
                    .append(rows.first().name());
        }
        text.append(op.attributes());
    }
}
