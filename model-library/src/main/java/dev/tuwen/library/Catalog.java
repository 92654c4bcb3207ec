package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models on offer: those of the application, and those the user added in `catalog.json` of the home folder.
/// Immutable.
///
/// @param entries the models; a user's entry stands in for one of the application with the same name
/// @param problems what is wrong with entries of the user, one sentence each; such entries are left out
public record Catalog(List<CatalogEntry> entries, List<String> problems) {
    /// Name of the user's file in the home folder.
    public static final String USER_FILE = "catalog.json";

    private static final String RESOURCE = "catalog.json";
    private static final long LARGEST_FILE = 4 << 20;

    /// Copies the lists.
    public Catalog {
        entries = List.copyOf(entries);
        problems = List.copyOf(problems);
    }

    /// The catalogue of the application and the user's.
    ///
    /// @param home the home folder of the application
    public static Catalog read(Path home) {
        var entries = new LinkedHashMap<String, CatalogEntry>();
        var reader = new CatalogReader(RESOURCE, false, Map.of());
        reader.read(resource()).entries().forEach(entry -> entries.put(entry.name(), entry));
        Path file = home.resolve(USER_FILE);
        if (!Files.exists(file)) {
            return new Catalog(new ArrayList<>(entries.values()), List.of());
        }
        try {
            if (Files.size(file) > LARGEST_FILE) {
                return new Catalog(
                        new ArrayList<>(entries.values()),
                        List.of("catalogue '" + file + "' is larger than " + LARGEST_FILE + " bytes"));
            }
            Catalog own = new CatalogReader(file.toString(), true, reader.licences()).read(Files.readString(file));
            own.entries().forEach(entry -> entries.put(entry.name(), entry));
            return new Catalog(new ArrayList<>(entries.values()), own.problems());
        } catch (IOException e) {
            return new Catalog(
                    new ArrayList<>(entries.values()),
                    List.of("catalogue '" + file + "' cannot be read: " + e.getMessage()));
        } catch (LibraryException e) {
            return new Catalog(new ArrayList<>(entries.values()), List.of(String.valueOf(e.getMessage())));
        }
    }

    /// The catalogue of the application alone.
    public static Catalog builtIn() {
        return new CatalogReader(RESOURCE, false, Map.of()).read(resource());
    }

    private static String resource() {
        try (InputStream stream = Catalog.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("resource '" + RESOURCE + "' is missing");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A model by name.
    public Optional<CatalogEntry> find(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// A model by name.
    ///
    /// @throws LibraryException if there is none, with the nearest names
    public CatalogEntry entry(String name) {
        return find(name)
                .orElseThrow(() -> new LibraryException(
                        Kind.NOT_IN_CATALOG,
                        "no model '" + name + "' is on offer; 'tuwen models --available' lists those that are",
                        null,
                        name));
    }

    /// Digests the catalogue knows, by file name and size: files imported from elsewhere are recognised by them.
    Map<String, FileDigest> knownDigests() {
        var digests = new LinkedHashMap<String, FileDigest>();
        for (CatalogEntry entry : entries) {
            for (CatalogFile file : entry.files()) {
                if (file.digest() != null && file.bytes() >= 0) {
                    digests.put(file.path() + "\0" + file.bytes(), file.digest());
                }
            }
        }
        return digests;
    }
}
