package dev.tuwen.cli;

import dev.tuwen.cli.driver.WindowsCommandLine;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Arguments as they were typed. In a locale of ASCII alone, such as `LANG=C`, and in a code page that lacks a
/// character, Java garbles what is not ASCII; Linux still has the bytes, Windows the characters. Bytes that mean
/// something in the locale's encoding mean that; only others are UTF-8.
public final class Arguments {
    private Arguments() {}

    /// The arguments of this process, repaired where possible.
    ///
    /// @param given what Java handed to `main`
    public static String[] repaired(String[] given) {
        String encoding = System.getProperty("sun.jnu.encoding", "UTF-8").toUpperCase(Locale.ROOT);
        if (encoding.equals("UTF-8") || Arrays.stream(given).allMatch(Arguments::isSound)) {
            return given;
        }
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return last(windows ? WindowsCommandLine.parts() : linuxCommandLine(encoding), given);
    }

    private static List<String> linuxCommandLine(String encoding) {
        try {
            Charset locale = Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.US_ASCII;
            return endedByNul(Files.readAllBytes(Path.of("/proc/self/cmdline")), locale);
        } catch (IOException notLinux) {
            return List.of();
        }
    }

    /// The parts of a command line, each of which ends with NUL.
    static List<String> endedByNul(byte[] commandLine, Charset locale) {
        var parts = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                parts.add(decoded(Arrays.copyOfRange(commandLine, start, i), locale));
                start = i + 1;
            }
        }
        return parts;
    }

    private static String decoded(byte[] part, Charset locale) {
        String text = new String(part, locale);
        return Arrays.equals(text.getBytes(locale), part) ? text : new String(part, StandardCharsets.UTF_8);
    }

    /// Whether an argument cannot have lost anything: what a code page lacks becomes a question mark.
    private static boolean isSound(String argument) {
        return argument.chars().allMatch(c -> c < 128 && c != '?');
    }

    /// The last parts of a command line.
    ///
    /// @param given how many are wanted, and what to use if the line is another one: what is sound in it must be the
    ///     same there
    static String[] last(List<String> parts, String[] given) {
        if (parts.size() < given.length) {
            return given;
        }
        String[] last = parts.subList(parts.size() - given.length, parts.size()).toArray(String[]::new);
        for (int i = 0; i < last.length; i++) {
            if (isSound(given[i]) && !given[i].equals(last[i])) {
                return given;
            }
        }
        return last;
    }
}
