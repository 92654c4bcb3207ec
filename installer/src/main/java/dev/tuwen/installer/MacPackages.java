package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// Makes the packages of macOS, on macOS: a disk image and an installer. Signs and notarises where it is told who does;
/// without, the application has the signature without a name that jpackage gives it, which Apple's processors want, and
/// Gatekeeper asks the user.
final class MacPackages {
    /// As it is called in Finder's menu; macOS translates it by the files in it.
    static final String QUICK_ACTION = "Ask Tuwen about this picture.workflow";

    private final JpackageArguments arguments;
    private final Signing signing;
    private final Path packaging;

    /// @param arguments what jpackage is told
    /// @param signing who signs
    /// @param packaging `src/main/packaging`
    MacPackages(JpackageArguments arguments, Signing signing, Path packaging) {
        this.arguments = arguments;
        this.signing = signing;
        this.packaging = packaging;
    }

    /// Lays out `Tuwen.app`, and signs it.
    Path image() throws IOException {
        resources();
        Jpackage.run(arguments.macImage());
        Path application = arguments.output().resolve(Product.NAME + ".app");
        var identity = signing.applicationIdentity();
        if (identity.isPresent()) {
            Jpackage.run(arguments.macSignature(application, identity.get()));
        }
        return application;
    }

    /// Wraps the application.
    ///
    /// @param application what [#image()] made
    /// @param destination where packages go
    /// @param name of the packages without their extensions
    List<Path> packages(Path application, Path destination, String name) throws IOException {
        Path diskImage = destination.resolve(name + ".dmg");
        Jpackage.run(arguments.dmg(application));
        Files.move(WindowsPackages.only(arguments.output(), ".dmg"), diskImage);
        var signature = signing.diskImageSignature(diskImage);
        if (signature.isPresent()) {
            Command.of(signature.get()).run();
        }
        Path installer = destination.resolve(name + ".pkg");
        Jpackage.run(arguments.pkg(application, signing));
        Files.move(WindowsPackages.only(arguments.output(), ".pkg"), installer);
        for (Path made : List.of(diskImage, installer)) {
            for (List<String> step : signing.notarisation(made)) {
                Command.of(step).run();
            }
        }
        return List.of(diskImage, installer);
    }

    /// Icons, templates, and what goes into the folder `Resources` of the application.
    private void resources() throws IOException {
        Path resources = Folders.empty(arguments.resources());
        Path templates = packaging.resolve("macos");
        var icons = new Icons(packaging.resolve("icons"));
        icons.writeIcns(resources.resolve("Tuwen.icns"), "tuwen");
        for (String file : List.of("tuwen.entitlements", "postinstall")) {
            Files.copy(templates.resolve(file), resources.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.writeString(
                resources.resolve("Info.plist"),
                Files.readString(templates.resolve("Info.plist"))
                        .replace("@VERSION@", arguments.version().numbers()));
        Path content = resources.resolve("Resources");
        copy(templates.resolve("Resources"), content);
        copy(templates.resolve("quick-action.workflow"), content.resolve(QUICK_ACTION));
        copy(templates.resolve("quick-action.workflow"), resources.resolve(QUICK_ACTION));
        icons.writeIcns(content.resolve("kit.icns"), "kit");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
