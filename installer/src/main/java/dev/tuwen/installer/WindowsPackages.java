package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Makes the packages of Windows, on Windows: an installer for each language and a portable archive. Needs WiX for the
/// installers, and signtool if they are to be signed.
final class WindowsPackages {
    private final JpackageArguments arguments;
    private final Signing signing;
    private final Path packaging;
    private final Path work;

    /// @param arguments what jpackage is told
    /// @param signing who signs
    /// @param packaging `src/main/packaging`
    /// @param work a folder for what lies between
    WindowsPackages(JpackageArguments arguments, Signing signing, Path packaging, Path work) {
        this.arguments = arguments;
        this.signing = signing;
        this.packaging = packaging;
        this.work = work;
    }

    /// Lays out the application: both programs, the image, everything signed.
    ///
    /// @return the folder, to be archived and wrapped
    Path image() throws IOException {
        resources();
        Jpackage.run(arguments.windowsImage());
        Path application = arguments.output().resolve(Product.NAME);
        Path console = Folders.empty(work.resolve("console"));
        Jpackage.run(arguments.windowsConsole(console));
        ConsoleLauncher.move(console.resolve("tuwen"), application);
        sign(programs(application));
        return application;
    }

    /// Wraps the application.
    ///
    /// @param application what [#image()] made
    /// @param destination where packages go
    /// @param name of the package without its extension
    /// @return the installers, one for each language
    List<Path> installers(Path application, Path destination, String name) throws IOException {
        var made = new ArrayList<Path>();
        for (Product.Language language : Product.Language.values()) {
            Path folder = Folders.empty(arguments.output().resolve(language.folder()));
            Jpackage.run(arguments.msi(application, language));
            Path installer = destination.resolve(name + language.suffix() + ".msi");
            Files.move(only(folder, ".msi"), installer);
            made.add(installer);
        }
        sign(made);
        return List.copyOf(made);
    }

    /// Icons, and the templates of each language.
    private void resources() throws IOException {
        Path resources = Folders.empty(arguments.resources());
        var icons = new Icons(packaging.resolve("icons"));
        icons.writeIco(resources.resolve("Tuwen.ico"), "tuwen");
        icons.writeIco(arguments.input().resolve("kit.ico"), "kit");
        for (Product.Language language : Product.Language.values()) {
            Path folder = Files.createDirectory(resources.resolve(language.folder()));
            Path templates = packaging.resolve("windows");
            Files.copy(templates.resolve("main.wxs"), folder.resolve("main.wxs"));
            for (String file : List.of("overrides.wxi", "tuwen.wxl")) {
                Files.copy(templates.resolve(language.folder()).resolve(file), folder.resolve(file));
            }
        }
    }

    private void sign(List<Path> files) throws IOException {
        var words = signing.windowsSignature(files);
        if (words.isPresent()) {
            Command.of(words.get()).run();
        }
    }

    /// All that Windows looks for a signature in.
    static List<Path> programs(Path application) throws IOException {
        try (Stream<Path> files = Files.walk(application)) {
            return files.filter(file -> {
                        String name = file.toString().toLowerCase(Locale.ROOT);
                        return name.endsWith(".exe") || name.endsWith(".dll");
                    })
                    .sorted()
                    .toList();
        }
    }

    /// The one file of a kind in a folder.
    static Path only(Path folder, String extension) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(extension)).toList();
            if (found.size() != 1) {
                throw new PackagingException(
                        "'" + folder + "' holds " + found.size() + " files '" + extension + "', expected one");
            }
            return found.getFirst();
        }
    }
}
