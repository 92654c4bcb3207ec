package dev.tuwen.cli;

import dev.tuwen.assistant.Installation;
import dev.tuwen.assistant.bench.BenchMistakeException;
import dev.tuwen.assistant.trace.TraceMistakeException;
import dev.tuwen.compute.spi.ComputeException;
import dev.tuwen.compute.spi.UnsupportedDeviceException;
import dev.tuwen.filetype.FileFailure;
import dev.tuwen.library.LibraryException;
import dev.tuwen.model.ModelException;
import dev.tuwen.model.NotEnoughMemoryException;
import dev.tuwen.update.UpdateException;
import dev.tuwen.vision.image.ImageFormatException;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/// What went wrong, as an exit code and one sentence.
final class Failures {
    /// Set to anything, this environment variable adds the stack trace.
    private static final String DEBUG = "TUWEN_DEBUG";

    private Failures() {}

    /// Tells the person and gives the exit code.
    static int report(Throwable failure, Terminal terminal) {
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
    static int code(Throwable failure) {
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

    private static String sentence(Throwable failure, int code) {
        String message = failure.getMessage();
        if (failure instanceof CancellationException) {
            return "stopped";
        }
        String exhausted = exhausted(failure);
        if (exhausted != null) {
            return exhausted;
        }
        if (failure instanceof Error) {
            return "unexpected failure: " + failure.toString().strip().replaceAll("\\s*\\R\\s*", " ");
        }
        if (failure instanceof UncheckedIOException reading && message != null) {
            IOException cause = Objects.requireNonNull(reading.getCause());
            String what = message.equals(cause.toString()) ? "reading a file" : Main.oneLine(message);
            return what + (what.contains("cannot") ? ": " : " failed: ") + FileFailure.reason(cause);
        }
        if (message == null || message.isBlank()) {
            return "unexpected failure: " + failure.getClass().getName();
        }
        boolean known = code == Main.MISTAKE
                || failure instanceof ModelException
                || failure instanceof LibraryException
                || failure instanceof UpdateException
                || failure instanceof ComputeException
                || failure instanceof OutputLostException;
        return known ? Main.oneLine(message) : "unexpected failure: " + Main.oneLine(message);
    }

    /// What allows 4 GB; an installed program listens to no options of other programs.
    static String moreHeap(Installation installation) {
        return installation
                .folder()
                .map(folder -> "-Xmx4g in '" + folder.resolve("java.options") + "' allows 4 GB")
                .orElse("JDK_JAVA_OPTIONS=-Xmx4g allows 4 GB");
    }

    /// What there is no more of, wherever in the chain of causes that stands; null if nothing ran out.
    private static @Nullable String exhausted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Too many open files")) {
                return "no more files can be opened; 'ulimit -n' says how many may be";
            }
            if (cause instanceof OutOfMemoryError && message.contains("native thread")) {
                return "no more threads can be started; 'ulimit -u' says how many may be";
            }
            if (cause instanceof OutOfMemoryError) {
                return "the Java heap does not suffice: " + message.strip() + "; " + moreHeap(Installation.now());
            }
        }
        return null;
    }
}
