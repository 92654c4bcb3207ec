package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// A system in a folder, with a user whose home has a space and Chinese characters in its name, and no Java: a minimal
/// Debian where mmdebstrap makes one, else the few programs that a start script calls, with their libraries. Commands
/// run in it, as root or as the user. Made by a test, deleted by it.
///
/// @param folder the root
/// @param debian whether it is a whole system, in which dependencies are looked at too
record CleanRoot(Path folder, boolean debian) {
    /// The home of the user, whom the system knows as 1000.
    static final String HOME = "/home/图 问 user";

    private static final String USER = "1000:1000";

    private static final List<String> PROGRAMS = List.of(
            "sh",
            "env",
            "readlink",
            "uname",
            "locale",
            "id",
            "ls",
            "cat",
            "mkdir",
            "chmod",
            "find",
            "tar",
            "gzip",
            "rm");

    /// What the image's own libraries ask the system for at run time, by name.
    private static final List<String> LOADED =
            List.of("libz.so.1", "libnss_files.so.2", "libdl.so.2", "libpthread.so.0");

    private static final Map<String, String> DEVICES = Map.of("null", "3", "zero", "5", "random", "8", "urandom", "9");

    /// What a command left behind.
    ///
    /// @param status the exit status
    /// @param output its standard output
    /// @param error its standard error
    record Run(int status, String output, String error) {}

    /// Makes one.
    ///
    /// @param folder a folder that is not there
    /// @param archive where a Debian is kept between builds
    static CleanRoot make(Path folder, Path archive) throws IOException {
        Files.createDirectories(folder);
        boolean debian = debian(folder, archive);
        var root = new CleanRoot(folder, debian);
        if (!debian) {
            root.copyPrograms();
        }
        Files.createDirectories(folder.resolve("tmp"));
        Files.setPosixFilePermissions(folder.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectories(folder.resolve("dev"));
        Files.createDirectories(folder.resolve("proc"));
        for (var device : DEVICES.entrySet()) {
            Path node = folder.resolve("dev").resolve(device.getKey());
            if (!Files.exists(node)) {
                Command.of("mknod", "--mode=666", node.toString(), "c", "1", device.getValue())
                        .run();
            }
        }
        root.append("etc/passwd", "user:x:1000:1000::" + HOME + ":/bin/sh\n");
        root.append("etc/group", "user:x:1000:\n");
        Path home = Files.createDirectories(root.path(HOME));
        Command.of("chown", USER, home.toString()).run();
        return root;
    }

    private static boolean debian(Path folder, Path archive) throws IOException {
        if (!Files.exists(archive)) {
            if (Command.find("mmdebstrap").isEmpty()) {
                return false;
            }
            Path made = Path.of(archive + ".part.tar");
            Command.Result result = Command.of(
                            "mmdebstrap", "--quiet", "--variant=minbase", "--mode=root", "bookworm", made.toString())
                    .result();
            if (result.status() != 0) {
                // No network, or no mirror: what this system has is the root then.
                Files.deleteIfExists(made);
                return false;
            }
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        }
        Command.of(
                        "tar",
                        "--extract",
                        "--file",
                        archive.toString(),
                        "--directory",
                        folder.toString(),
                        "--exclude=./dev/*")
                .run();
        return true;
    }

    private void append(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, (Files.exists(path) ? Files.readString(path) : "") + text);
    }

    /// The path here of a path there.
    Path path(String inside) {
        return folder.resolve(inside.substring(1));
    }

    // --- programs of this system, where no Debian can be had -------------------------------------------------------

    private void copyPrograms() throws IOException {
        var libraries = new TreeSet<String>();
        for (String program : PROGRAMS) {
            Path file = Command.find(program).orElseThrow().toRealPath();
            copy(file, "/usr/bin/" + program);
            libraries.addAll(librariesOf(file));
        }
        Path image = Path.of(System.getProperty("packaging.output"), "image", "runtime");
        try (Stream<Path> files = Files.walk(image)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".so")).toList()) {
                libraries.addAll(librariesOf(file).stream()
                        .filter(library -> !library.startsWith(image.toString()))
                        .filter(library -> library.matches(".*/(ld-linux|libc|libm|libdl|libpthread|librt|libz)[.-].*"))
                        .toList());
            }
        }
        for (String library : libraries) {
            copy(Path.of(library), library);
            for (String name : LOADED) {
                Path beside = Path.of(library).resolveSibling(name);
                if (Files.exists(beside) && library.contains("libc.so")) {
                    copy(beside, beside.toString());
                }
            }
        }
        Files.createDirectories(path("/etc"));
        Files.createSymbolicLink(path("/bin"), Path.of("usr/bin"));
        Path locale = Path.of("/usr/lib/locale/C.utf8");
        if (Files.isDirectory(locale)) {
            FileTree.of(locale, locale.toString().substring(1)).copyTo(folder);
        }
    }

    private static List<String> librariesOf(Path file) throws IOException {
        var libraries = new ArrayList<String>();
        for (String line : Command.of("ldd", file.toString()).result().output().split("\n")) {
            for (String word : line.strip().split(" ")) {
                if (word.startsWith("/")) {
                    libraries.add(word);
                    break;
                }
            }
        }
        return libraries;
    }

    private void copy(Path file, String inside) throws IOException {
        Path copy = path(inside);
        if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(copy.getParent());
            Files.copy(file.toRealPath(), copy);
        }
    }

    // --- commands --------------------------------------------------------------------------------------------------

    /// Runs a command as root.
    Run asRoot(String... words) throws IOException {
        return run(List.of(), "/root", words);
    }

    /// Runs a command as the user, in an environment that says nothing of languages.
    Run asUser(String... words) throws IOException {
        return run(List.of("--userspec=" + USER), HOME, words);
    }

    private Run run(List<String> options, String home, String... words) throws IOException {
        var command = new ArrayList<String>();
        // a `/proc` of its own, which goes with the command
        if (Command.of("unshare", "--mount", "true").result().status() == 0) {
            String mount = "mount -t proc proc \"$0/proc\" && exec \"$@\"";
            command.addAll(List.of("unshare", "--mount", "sh", "-c", mount, folder.toString()));
        }
        command.add("chroot");
        command.addAll(options);
        command.addAll(List.of(folder.toString()));
        command.addAll(List.of(words));
        Path error = Files.createTempFile("tuwen-proof", ".err");
        try {
            var builder = new ProcessBuilder(command).redirectError(error.toFile());
            builder.environment().clear();
            builder.environment()
                    .putAll(Map.of(
                            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME", home));
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output, Files.readString(error));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(error);
        }
    }

    /// All files and links of the system below some folders.
    Set<String> files(String... tops) throws IOException {
        var names = new TreeSet<String>();
        for (String top : tops) {
            if (Files.exists(path(top))) {
                try (Stream<Path> files = Files.walk(path(top))) {
                    files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                            .forEach(file -> names.add("/" + folder.relativize(file)));
                }
            }
        }
        return names;
    }
}
