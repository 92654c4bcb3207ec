package dev.tuwen.cli;

import dev.tuwen.assistant.bench.BenchMistakeException;
import dev.tuwen.assistant.trace.TraceMistakeException;
import dev.tuwen.compute.spi.ComputeException;
import dev.tuwen.compute.spi.UnsupportedDeviceException;
import dev.tuwen.library.LibraryException;
import dev.tuwen.model.ModelException;
import dev.tuwen.model.NotEnoughMemoryException;
import dev.tuwen.vision.image.ImageFormatException;
import dev.tuwen.weights.ModelFormatException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ParameterException;

/// What went wrong, as an exit code and one sentence.
final class Failures {
    /// Set to anything, this environment variable adds the stack trace.
    private static final String DEBUG = "TUWEN_DEBUG";

    private Failures() {}

    /// Tells the person and gives the exit code.
    static int report(Exception failure, Terminal terminal) {
        int code = code(failure);
        terminal.complain("tuwen: " + sentence(failure, code));
        if (System.getenv(DEBUG) != null) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            terminal.complain(trace.toString());
        }
        return code;
    }

    /// Missing or damaged files and impossible wishes are the caller's to put right; memory and devices may fail
    /// anybody.
    static int code(Exception failure) {
        return switch (failure) {
            case NotEnoughMemoryException _ -> Main.FAILED;
            case LibraryException e when !e.isMistake() -> Main.FAILED;
            case MistakeException _,
                    BenchMistakeException _,
                    TraceMistakeException _,
                    ModelException _,
                    LibraryException _,
                    ImageFormatException _,
                    ModelFormatException _,
                    UnsupportedDeviceException _,
                    ParameterException _ -> Main.MISTAKE;
            default -> Main.FAILED;
        };
    }

    private static String sentence(Exception failure, int code) {
        String message = failure.getMessage();
        if (failure instanceof CancellationException) {
            return "stopped";
        }
        if (message == null || message.isBlank()) {
            return "unexpected failure: " + failure.getClass().getName();
        }
        boolean known = code == Main.MISTAKE
                || failure instanceof ModelException
                || failure instanceof LibraryException
                || failure instanceof ComputeException
                || failure instanceof OutputLostException
                || failure instanceof UncheckedIOException;
        return known ? Main.oneLine(message) : "unexpected failure: " + Main.oneLine(message);
    }
}
