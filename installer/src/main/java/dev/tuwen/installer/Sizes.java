package dev.tuwen.installer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// What takes the room, as a table, and how much there may be.
final class Sizes {
    /// What people download at most, with the demo model.
    static final long DOWNLOAD = 65_000_000;

    /// What lies on their disk at most.
    static final long INSTALLED = 230L << 20;

    private static final long LISTED = 1_000_000;

    private Sizes() {}

    /// What lies in an installation, by size.
    ///
    /// @param application laid out
    static Map<String, Long> of(Installation application) throws IOException {
        var sizes = new LinkedHashMap<String, Long>();
        sizes.putAll(modules(application.runtime()));
        Path libraries = application.runtime().resolve("lib");
        Path machine = libraries.resolve("server");
        sizes.put("the Java machine", size(machine));
        sizes.put(
                "other libraries and files of the image",
                size(application.runtime()) - size(machine) - Files.size(libraries.resolve("modules")));
        sizes.put("cache for starts", size(application.cache()));
        if (Files.isDirectory(application.fonts())) {
            sizes.put("fonts", size(application.fonts()));
        }
        return sizes;
    }

    /// The table as text, in bytes of a million.
    static String table(Map<String, Long> sizes) {
        var text = new StringBuilder();
        long all = sizes.values().stream().mapToLong(Long::longValue).sum();
        sizes.entrySet().stream()
                .filter(each -> each.getValue() >= LISTED)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(each -> text.append(row(each.getKey(), each.getValue())));
        long rest = sizes.values().stream()
                .mapToLong(Long::longValue)
                .filter(size -> size < LISTED)
                .sum();
        return text + row("what takes less than 1 MB", rest) + row("all", all);
    }

    /// A line of it.
    static String row(String name, long size) {
        return String.format(Locale.ROOT, "  %-44s %6.1f%n", name, size / 1e6);
    }

    /// Whether a package is bound to be small: archives to be unpacked anywhere are not, as not everybody has more than
    /// gzip.
    static boolean isBounded(Path file) {
        String name = file.getFileName().toString();
        return !name.endsWith(".gz") && !name.endsWith(".zip");
    }

    /// Refuses what is too large.
    static void check(String what, long size, long limit) {
        if (size > limit) {
            throw new PackagingException(String.format(
                    Locale.ROOT, "%s takes %.1f MB, more than the %.1f MB allowed", what, size / 1e6, limit / 1e6));
        }
    }

    /// The sizes of an image's modules.
    private static Map<String, Long> modules(Path image) throws IOException {
        var sizes = new LinkedHashMap<String, Long>();
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", image.toString()));
                Stream<Path> modules = Files.list(files.getPath("/modules"))) {
            for (Path module : modules.toList()) {
                sizes.put(module.getFileName().toString(), size(module));
            }
        }
        return sizes;
    }

    /// The sizes of all files of a folder together, or that of one file.
    static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long size = 0;
            for (Path file : files.toList()) {
                if (Files.isRegularFile(file) && !Files.isSymbolicLink(file)) {
                    size += Files.size(file);
                }
            }
            return size;
        }
    }
}
