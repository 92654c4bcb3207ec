package dev.tuwen.cli.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tells a pipe whose reader left from everything else that keeps output from being written. Java hands on the
/// system's sentence alone, and that in the user's language: so the system is asked for the sentence of this one error.
public final class BrokenPipe {
    private static final String ENGLISH = "Broken pipe";

    /// `EPIPE` of Linux and macOS.
    private static final int EPIPE = 32;

    /// `ERROR_BROKEN_PIPE` and `ERROR_NO_DATA` of Windows.
    private static final List<Integer> WINDOWS_CODES = List.of(109, 232);

    private static final int LONGEST_SENTENCE = 1024;

    private BrokenPipe() {}

    /// Whether a write failed because nobody reads any more.
    public static boolean isMeantBy(IOException failure) {
        String message = failure.getMessage();
        if (message == null) {
            return false;
        }
        String said = message.strip();
        return said.equals(ENGLISH) || sentences().stream().anyMatch(said::equals);
    }

    /// The system's sentences for it; none where it does not tell.
    private static List<String> sentences() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        try (Arena arena = Arena.ofConfined()) {
            return windows ? ofWindows(arena) : List.of(ofPosix());
        } catch (Throwable e) {
            System.getLogger(BrokenPipe.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell its sentence for a broken pipe", e);
            return List.of();
        }
    }

    @SuppressWarnings("restricted")
    private static String ofPosix() throws Throwable {
        Linker linker = Linker.nativeLinker();
        // char *strerror(int code)
        MethodHandle strerror = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        MemorySegment sentence = (MemorySegment) strerror.invokeExact(EPIPE);
        Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        byte[] bytes = sentence.reinterpret(LONGEST_SENTENCE)
                .getString(0, StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, charset).strip();
    }

    @SuppressWarnings("restricted")
    private static List<String> ofWindows(Arena arena) throws Throwable {
        SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32.dll", arena);
        // DWORD FormatMessageW(DWORD flags, void *source, DWORD code, DWORD language, LPWSTR text, DWORD size, va_list
        // *)
        MethodHandle format = Linker.nativeLinker()
                .downcallHandle(
                        kernel.findOrThrow("FormatMessageW"),
                        FunctionDescriptor.of(
                                JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        int fromSystemAsItIs = 0x1000 | 0x200;
        MemorySegment text = arena.allocate(2L * LONGEST_SENTENCE);
        var sentences = new ArrayList<String>();
        for (int code : WINDOWS_CODES) {
            int length = (int) format.invokeExact(
                    fromSystemAsItIs, MemorySegment.NULL, code, 0, text, LONGEST_SENTENCE, MemorySegment.NULL);
            if (length > 0) {
                String sentence = text.getString(0, StandardCharsets.UTF_16LE).strip();
                // Java takes the full stop away.
                sentences.add(sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence);
            }
        }
        return sentences;
    }
}
