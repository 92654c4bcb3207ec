package dev.tuwen.installer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What jpackage is told on Windows and macOS, where its launchers and packages are right. Computes lists of words;
/// runs nothing, so that every system can test them. Linux packages are made without it: ADR 61.
///
/// @param version the application's
/// @param runtime the linked image
/// @param input a folder whose files go into the application's folder: cache, options, icons of file types
/// @param javaOptions how the Java machine is started
/// @param resources a folder with icons and with what takes the place of jpackage's own templates
/// @param output where results go
record JpackageArguments(
        Version version, Path runtime, Path input, List<String> javaOptions, Path resources, Path output) {

    /// The macro of jpackage's launchers for the folder of the application's own files.
    private static final String FILES = "$APPDIR";

    JpackageArguments {
        javaOptions = List.copyOf(javaOptions);
    }

    /// Windows: the folder with `Tuwen.exe`, which opens the window and has no console.
    List<String> windowsImage() {
        var words = image(version.windows(), "Tuwen.ico", output, "$ROOTDIR", FILES);
        words.addAll(List.of("--name", Product.NAME));
        return List.copyOf(words);
    }

    /// Windows: a folder with `tuwen.exe`, which has a console. [ConsoleLauncher] takes the program out of it.
    ///
    /// @param folder where to
    List<String> windowsConsole(Path folder) {
        var words = image(version.windows(), "Tuwen.ico", folder, "$ROOTDIR/..", "$ROOTDIR/../app");
        words.addAll(List.of("--name", "tuwen", "--win-console"));
        return List.copyOf(words);
    }

    /// Windows: the installer, for one user and without questions.
    ///
    /// No `--win-dir-chooser`: whatever folder somebody chose would be deleted with the application.
    ///
    /// @param image the folder that [#windowsImage()] made, with everything in it
    /// @param language of the entries it makes
    List<String> msi(Path image, Product.Language language) {
        Locale locale = language.locale();
        var words = new ArrayList<>(
                List.of("-J-Duser.language=" + locale.getLanguage(), "-J-Duser.country=" + locale.getCountry()));
        words.addAll(packaged("msi", image, version.windows()));
        words.addAll(List.of(
                "--win-per-user-install",
                "--install-dir",
                Product.WINDOWS_FOLDER,
                "--win-upgrade-uuid",
                Product.WINDOWS_UPGRADE_CODE,
                "--win-menu",
                "--win-menu-group",
                language.menu(),
                "--resource-dir",
                resources.resolve(language.folder()).toString(),
                "--dest",
                output.resolve(language.folder()).toString()));
        return List.copyOf(words);
    }

    /// macOS: `Tuwen.app`. Signed afterwards, when all is in it.
    List<String> macImage() {
        var words = image(version.macOs(), "Tuwen.icns", output, FILES, FILES);
        words.addAll(List.of(
                "--name",
                Product.NAME,
                "--mac-package-identifier",
                Product.ID,
                "--mac-package-name",
                Product.NAME,
                "--app-content",
                resources.resolve("Resources").toString(),
                "--resource-dir",
                resources.toString()));
        return List.copyOf(words);
    }

    /// macOS: signs the application, with what it may do under the hardened runtime.
    ///
    /// @param image `Tuwen.app`
    /// @param identity as codesign knows it
    List<String> macSignature(Path image, String identity) {
        return List.of(
                "--type",
                "app-image",
                "--app-image",
                image.toString(),
                "--mac-sign",
                "--mac-app-image-sign-identity",
                identity,
                "--mac-package-signing-prefix",
                Product.ID + ".",
                "--mac-entitlements",
                resources.resolve("tuwen.entitlements").toString());
    }

    /// macOS: a disk image to drag the application from; the quick action of Finder lies beside it.
    ///
    /// @param image `Tuwen.app`
    List<String> dmg(Path image) {
        var words = macPackage("dmg", image);
        words.addAll(List.of(
                "--mac-dmg-content", resources.resolve(MacPackages.QUICK_ACTION).toString()));
        return List.copyOf(words);
    }

    /// macOS: an installer, which adds the command and the quick action by itself.
    ///
    /// @param image `Tuwen.app`
    /// @param signing where an identity for installers may be
    List<String> pkg(Path image, Signing signing) {
        var words = macPackage("pkg", image);
        signing.installerIdentity()
                .ifPresent(identity -> words.addAll(List.of("--mac-sign", "--mac-installer-sign-identity", identity)));
        return List.copyOf(words);
    }

    private List<String> macPackage(String type, Path image) {
        var words = packaged(type, image, version.macOs());
        words.addAll(List.of(
                "--mac-package-identifier",
                Product.ID,
                "--resource-dir",
                resources.toString(),
                "--dest",
                output.toString()));
        return words;
    }

    /// What all packages of a finished application begin with.
    private static List<String> packaged(String type, Path image, String numbers) {
        var words = new ArrayList<>(List.of("--type", type, "--app-image", image.toString(), "--name", Product.NAME));
        words.addAll(described(numbers));
        return words;
    }

    private static List<String> described(String numbers) {
        return List.of(
                "--app-version",
                numbers,
                "--vendor",
                Product.VENDOR,
                "--copyright",
                Product.COPYRIGHT,
                "--description",
                Product.DESCRIPTION);
    }

    /// @param home what `tuwen.home` is, with the launcher's macros
    /// @param files where the application's own files are, with the launcher's macros
    private List<String> image(String numbers, String icon, Path folder, String home, String files) {
        var words = new ArrayList<>(List.of("--type", "app-image"));
        words.addAll(described(numbers));
        words.addAll(List.of(
                "--icon",
                resources.resolve(icon).toString(),
                "--runtime-image",
                runtime.toString(),
                "--input",
                input.toString(),
                "--module",
                Product.MAIN,
                "--dest",
                folder.toString()));
        // Windows takes both kinds of slashes, and jpackage would take the other one for an escape.
        var options = new ArrayList<>(List.of("-XX:AOTCache=" + files + "/tuwen.aot", "-Dtuwen.home=" + home));
        options.addAll(javaOptions);
        for (String option : options) {
            words.addAll(List.of("--java-options", option));
        }
        return words;
    }
}
