package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Path;

/// What an installed Tuwen is on Linux, and where its files lie.
///
/// @param application the laid out application
/// @param packaging `src/main/packaging`
/// @param share made by [#draw]: the icons, as they lie below `/usr/share`
record LinuxFiles(Installation application, Path packaging, Path share) {
    /// Who answers for packages, as Debian wants it. There is no address yet.
    static final String MAINTAINER = "The Tuwen authors <tuwen@tuwen.invalid>";

    /// In one line, without a full stop.
    static final String SUMMARY = "ask about pictures, on this machine";

    /// In a few.
    static final String DESCRIPTION =
            "Drop a picture, ask in English or Chinese, read the answer as it is written.\n Nothing leaves the machine.";

    /// Where the application is installed.
    static final String FOLDER = "usr/lib/tuwen";

    /// Draws the icons into an empty folder.
    static LinuxFiles draw(Installation application, Path packaging, Path share) throws IOException {
        new Icons(packaging.resolve("icons")).writeTheme(Folders.empty(share));
        return new LinuxFiles(application, packaging, share);
    }

    /// As packages of the system install it.
    FileTree installed() throws IOException {
        return FileTree.of(application.folder(), FOLDER)
                .with("usr/bin/tuwen", new FileTree.Link("../lib/tuwen/bin/tuwen"))
                .with(desktop("usr/share"))
                .with(FileTree.of(share, "usr/share"));
    }

    /// As an archive holds it, in one folder.
    ///
    /// @param folder its name
    FileTree portable(String folder) throws IOException {
        return FileTree.of(application.folder(), folder)
                .with(desktop(folder + "/share"))
                .with(FileTree.of(share, folder + "/share"));
    }

    /// What tells desktops of it.
    private FileTree desktop(String share) {
        Path linux = packaging.resolve("linux");
        return FileTree.empty()
                .with(share + "/applications/dev.tuwen.Tuwen.desktop", linux.resolve("dev.tuwen.Tuwen.desktop"))
                .with(share + "/applications/" + Product.LINUX_ASK, linux.resolve("dev.tuwen.Tuwen.Ask.desktop"))
                .with(
                        share + "/kio/servicemenus/dev.tuwen.Tuwen.desktop",
                        linux.resolve("dev.tuwen.Tuwen.servicemenu.desktop"))
                .with(share + "/mime/packages/dev.tuwen.Tuwen.xml", linux.resolve("dev.tuwen.Tuwen.xml"))
                .with(share + "/metainfo/dev.tuwen.Tuwen.metainfo.xml", linux.resolve("dev.tuwen.Tuwen.metainfo.xml"))
                .with(share + "/nautilus-python/extensions/tuwen-nautilus.py", linux.resolve("tuwen-nautilus.py"))
                .with(share + "/doc/tuwen/copyright", application.folder().resolve("NOTICE"));
    }
}
