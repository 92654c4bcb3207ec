package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Files as a package lays them on a disk, in the order of their names. Who owns them, when they were made and which
/// bits the builder's umask left is no part of it, so that the same files make the same package.
///
/// @param entries what lies there, by a path with slashes that begins with none
record FileTree(SortedMap<String, Entry> entries) {

    FileTree {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /// What lies at one path.
    sealed interface Entry {}

    /// A file.
    ///
    /// @param source where its bytes are
    /// @param executable whether it is a program
    record Regular(Path source, boolean executable) implements Entry {}

    /// A symbolic link.
    ///
    /// @param target where it leads, relative to the folder it lies in
    record Link(String target) implements Entry {}

    /// Nothing.
    static FileTree empty() {
        return new FileTree(new TreeMap<>());
    }

    /// All files and links below a folder.
    ///
    /// @param folder a folder of this disk, or a file alone
    /// @param path where its content shall lie
    static FileTree of(Path folder, String path) throws IOException {
        var entries = new TreeMap<String, Entry>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String below = folder.relativize(file).toString().replace('\\', '/');
                String name = below.isEmpty() ? path : path + "/" + below;
                if (Files.isSymbolicLink(file)) {
                    entries.put(name, new Link(Files.readSymbolicLink(file).toString()));
                } else if (Files.isRegularFile(file)) {
                    entries.put(name, new Regular(file, Files.isExecutable(file)));
                }
            }
        }
        return new FileTree(entries);
    }

    /// This and an entry more.
    FileTree with(String path, Entry entry) {
        var more = new TreeMap<>(entries);
        more.put(path, entry);
        return new FileTree(more);
    }

    /// This and a file more that is no program.
    FileTree with(String path, Path source) {
        return with(path, new Regular(source, false));
    }

    /// This and another.
    FileTree with(FileTree other) {
        var more = new TreeMap<>(entries);
        more.putAll(other.entries);
        return new FileTree(more);
    }

    /// All folders that entries lie in, those above before those below.
    SortedSet<String> folders() {
        var folders = new TreeSet<String>();
        for (String path : entries.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                folders.add(path.substring(0, slash));
            }
        }
        return folders;
    }

    /// The sizes of all files together.
    long byteSize() throws IOException {
        long size = 0;
        for (Entry entry : entries.values()) {
            if (entry instanceof Regular file) {
                size += Files.size(file.source());
            }
        }
        return size;
    }

    /// Lays it into a folder of this disk.
    void copyTo(Path folder) throws IOException {
        for (var each : entries.entrySet()) {
            Path path = folder.resolve(each.getKey());
            Files.createDirectories(path.getParent());
            switch (each.getValue()) {
                case Regular file -> {
                    Files.copy(file.source(), path);
                    if (file.executable() && !path.toFile().setExecutable(true, false)) {
                        throw new IOException("'" + path + "' cannot be made executable");
                    }
                }
                case Link link -> Files.createSymbolicLink(path, Path.of(link.target()));
            }
        }
    }

    /// Folders that belong to a package alone: those below one of the given.
    List<String> foldersBelow(List<String> tops) {
        return folders().stream()
                .filter(folder -> tops.stream().anyMatch(top -> folder.equals(top) || folder.startsWith(top + "/")))
                .toList();
    }
}
