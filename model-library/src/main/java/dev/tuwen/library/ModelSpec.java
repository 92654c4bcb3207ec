package dev.tuwen.library;

import java.nio.file.Path;

/// Which model to open. Made by [ModelLibrary#resolve].
public sealed interface ModelSpec {
    /// The tiny model that comes with the application.
    record Demo() implements ModelSpec {}

    /// A model on the disk.
    ///
    /// @param path its folder or its file
    record Folder(Path path) implements ModelSpec {}
}
