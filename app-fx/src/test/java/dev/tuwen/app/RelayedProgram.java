package dev.tuwen.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// What [RelayTest] has relayed: repeats its arguments and its input, complains without ending the line, and ends with
/// a code of its own.
public final class RelayedProgram {
    static final int CODE = 42;

    private RelayedProgram() {}

    /// Does it.
    ///
    /// @param arguments to repeat, one a line
    public static void main(String[] arguments) throws IOException {
        System.out.println(String.join("\n", arguments));
        System.out.write(System.in.readAllBytes());
        System.out.flush();
        System.err.write("\rworking … 50 %".getBytes(StandardCharsets.UTF_8));
        System.err.flush();
        System.exit(CODE);
    }
}
