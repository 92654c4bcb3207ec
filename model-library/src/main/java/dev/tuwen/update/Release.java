package dev.tuwen.update;

import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/// A version of the application that can be had. Immutable; read from a list of releases.
///
/// @param version its version, of the form of semver.org
/// @param date when it came out
/// @param notes what is new, by language (`en`, `zh`)
/// @param files its packages
public record Release(String version, LocalDate date, Map<String, String> notes, List<Artifact> files) {
    /// Copies the collections.
    public Release {
        notes = Map.copyOf(notes);
        files = List.copyOf(files);
    }

    /// A package.
    ///
    /// @param platform what it is for
    /// @param name of the file
    /// @param address where it is: `https`, or `file` where the list itself is a file
    /// @param bytes its size
    /// @param sha256 its SHA-256 in lower case
    public record Artifact(Platform platform, String name, URI address, long bytes, String sha256) {}

    /// What is new, in a language; in English, or not at all, where nobody wrote it in that one.
    public String notes(String language) {
        return notes.getOrDefault(language, notes.getOrDefault("en", ""));
    }
}
