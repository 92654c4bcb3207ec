package dev.tuwen.assistant.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// The part of this process's memory that is not swapped out, mapped files included. Stateless.
final class ResidentMemory {
    private static final Path LINUX = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /// Bytes, or nothing where the system does not say.
    static OptionalLong now() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        if (Files.isReadable(LINUX)) {
            return linux();
        }
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            // The last field of a line such as "java.exe","42","Console","1","123,456 K".
            String line = output("tasklist", "/FI", "PID eq " + pid, "/FO", "CSV", "/NH");
            return kibibytes(line.substring(line.lastIndexOf("\",\"") + 1));
        }
        return kibibytes(output("ps", "-o", "rss=", "-p", pid));
    }

    private static OptionalLong linux() {
        try {
            for (String line : Files.readAllLines(LINUX)) {
                if (line.startsWith("VmRSS:")) {
                    return kibibytes(line);
                }
            }
        } catch (IOException unreadable) {
            return OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    private static OptionalLong kibibytes(String text) {
        String digits = text.replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 15
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(digits) * 1024);
    }

    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(2, TimeUnit.SECONDS) ? output.strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
