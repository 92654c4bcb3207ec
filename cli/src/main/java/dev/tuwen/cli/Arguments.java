package dev.tuwen.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Arguments as they were typed. In a locale without UTF-8, such as `LANG=C`, Java garbles everything that is not
/// ASCII; Linux still has the bytes.
final class Arguments {
    private Arguments() {}

    /// The arguments of this process, repaired where possible.
    ///
    /// @param given what Java handed to `main`
    static String[] repaired(String[] given) {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8").toUpperCase(Locale.ROOT);
        boolean plain =
                Arrays.stream(given).allMatch(argument -> argument.chars().allMatch(c -> c < 128));
        if (plain || encoding.equals("UTF-8")) {
            return given;
        }
        try {
            return fromCommandLine(Files.readAllBytes(Path.of("/proc/self/cmdline")), given);
        } catch (IOException notLinux) {
            return given;
        }
    }

    /// The last arguments of a command line whose parts end with NUL.
    ///
    /// @param commandLine the bytes
    /// @param given how many are wanted, and what to use if the line is another one
    static String[] fromCommandLine(byte[] commandLine, String[] given) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                parts.add(new String(commandLine, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        if (parts.size() < given.length) {
            return given;
        }
        String[] last = parts.subList(parts.size() - given.length, parts.size()).toArray(String[]::new);
        for (int i = 0; i < last.length; i++) {
            boolean ascii = given[i].chars().allMatch(c -> c < 128);
            if (ascii && !given[i].contains("?") && !given[i].equals(last[i])) {
                return given;
            }
        }
        return last;
    }
}
