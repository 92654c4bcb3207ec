package dev.tuwen.assistant.fuzz;

import com.sun.management.ThreadMXBean;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.library.LibraryException;
import dev.tuwen.model.ModelUnusableException;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Lets a parser read bytes out of a file. They may be refused with one of our own exceptions or be read; anything else
/// is a finding, and so is memory that the file does not justify. One thread.
final class Trial {
    /// What classes and buffers may take on the heap whatever the file is.
    private static final long BASE_BYTES = 16L << 20;

    /// What a byte of the file may become: a character of JSON a node with its name, four bits of a weight a number.
    private static final long BYTES_PER_BYTE = 400;

    private static final long LARGEST_TENSOR = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// A folder for the files of this process.
    private static final Path FOLDER = temporaryFolder();

    private static final Map<String, Map<String, byte[]>> FIXED = new HashMap<>();

    private static @Nullable String refusal;

    /// What is tried.
    interface Reading {
        void read(Path file) throws IOException;
    }

    private Trial() {}

    /// Why the last input was refused; null if it was read.
    static @Nullable String refusal() {
        return refusal;
    }

    /// Writes the input to a file among the fixed ones of a target, and reads.
    ///
    /// @param target whose fixed files lie beside it
    /// @param name of the file, which may be a fixed one's
    static void run(String target, String name, byte[] input, Reading reading) {
        Path folder = FOLDER.resolve(target);
        try {
            Map<String, byte[]> fixed = fixed(target);
            if (!Files.exists(folder)) {
                Files.createDirectories(folder);
                for (Map.Entry<String, byte[]> entry : fixed.entrySet()) {
                    Files.write(folder.resolve(entry.getKey()), entry.getValue());
                }
            }
            Path file = Files.write(folder.resolve(name), input);
            long bytes = input.length;
            for (byte[] other : fixed.values()) {
                bytes += other.length;
            }
            read(file, bytes, reading);
            byte[] before = fixed.get(name);
            if (before == null) {
                Files.delete(file);
            } else {
                Files.write(file, before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads, and once more if that took much: classes that are met for the first time are rewritten on this thread.
    private static void read(Path file, long bytes, Reading reading) throws IOException {
        long allowed = BASE_BYTES + BYTES_PER_BYTE * bytes;
        long taken = allowed + 1;
        refusal = null;
        for (int i = 0; i < 3 && taken > allowed; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                reading.read(file);
            } catch (ModelFormatException | ModelUnusableException | LibraryException refused) {
                String message = Objects.requireNonNull(refused.getMessage());
                refusal = message;
                if (message.isBlank() || message.contains("\n")) {
                    throw new IllegalStateException("no sentence: " + message, refused);
                }
            }
            taken = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        if (taken > allowed) {
            throw new IllegalStateException(bytes + " bytes took " + taken + " bytes of memory");
        }
    }

    private static Map<String, byte[]> fixed(String target) throws IOException {
        Map<String, byte[]> files = FIXED.get(target);
        if (files == null) {
            files = new HashMap<>();
            Path stored = Path.of(System.getProperty("tuwen.fuzz.seeds", "")).resolve(target + "-files");
            if (Files.isDirectory(stored)) {
                try (Stream<Path> all = Files.list(stored)) {
                    for (Path file : all.toList()) {
                        files.put(file.getFileName().toString(), Files.readAllBytes(file));
                    }
                }
            }
            FIXED.put(target, files);
        }
        return files;
    }

    /// Reads every tensor that is not too large.
    static void readAll(TensorSource weights) {
        for (String name : weights.names()) {
            List<Long> axes = weights.dimensions(name);
            weights.dtype(name);
            weights.file(name);
            long rows = axes.getFirst();
            long columns = axes.stream().skip(1).reduce(1L, Math::multiplyExact);
            if (Math.multiplyExact(rows, columns) > LARGEST_TENSOR || rows == 0 || columns == 0) {
                continue;
            }
            WeightRef ref = WeightRef.matrix(name, (int) rows, (int) columns);
            MemorySegment bytes = weights.bytes(ref);
            bytes.get(ValueLayout.JAVA_BYTE, 0);
            bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1);
            weights.release(ref);
            if (weights.isGrouped(name)) {
                weights.grouped(ref);
            }
        }
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes a folder and all in it.
    static void clear(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
