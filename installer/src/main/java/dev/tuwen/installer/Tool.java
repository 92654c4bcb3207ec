package dev.tuwen.installer;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.spi.ToolProvider;

/// The tools of the JDK this build runs on, in this process: jdeps, javac, jar, jmod and jlink.
final class Tool {
    private Tool() {}

    /// Runs one; returns what it wrote, and says it if the tool fails.
    static String run(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name)
                .orElseThrow(() -> new PackagingException("the Java machine in '" + System.getProperty("java.home")
                        + "' has no tool '" + name + "'; build with a whole JDK 25"));
        var output = new StringWriter();
        var writer = new PrintWriter(output, true);
        int status = tool.run(writer, writer, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new PackagingException(
                    name + " " + String.join(" ", arguments) + " ended with " + status + ":\n" + output);
        }
        return output.toString();
    }
}
