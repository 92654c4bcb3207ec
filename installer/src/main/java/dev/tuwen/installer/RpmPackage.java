package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An `.rpm`, by rpmbuild and a specification of our own.
///
/// @param version the application's
/// @param architecture the processor
/// @param time when everything in it was last changed
/// @param compression of the files in it
record RpmPackage(Version version, Architecture architecture, Instant time, Compression compression) {
    /// By the names of Fedora and openSUSE, which a package of either takes if it knows them.
    static final String RECOMMENDS =
            "gtk3, libXxf86vm, libXtst, libglvnd-glx, fontconfig, desktop-file-utils," + " shared-mime-info";

    /// The name of its file.
    String fileName() {
        return "tuwen-" + version.rpm() + "-1." + architecture.rpm() + ".rpm";
    }

    /// Whether this system can make one.
    static boolean possible() {
        return Command.find("rpmbuild").isPresent();
    }

    /// Writes it.
    ///
    /// @param tree the files as they are installed
    /// @param folder where to
    /// @param work a folder for what is made on the way
    /// @return the file
    Path write(FileTree tree, Path folder, Path work) throws IOException {
        Path top = Folders.empty(work);
        Path files = Files.createDirectories(top.resolve("files"));
        tree.copyTo(files);
        Path specification = top.resolve("tuwen.spec");
        Files.writeString(specification, specification(tree, files));
        Command.of(
                        "rpmbuild",
                        "-bb",
                        "--quiet",
                        "--target",
                        architecture.rpm() + "-linux",
                        "--define",
                        "_topdir " + top,
                        "--define",
                        "_rpmdir " + top.resolve("made"),
                        "--buildroot",
                        top.resolve("root").toString(),
                        specification.toString())
                .with("SOURCE_DATE_EPOCH", Long.toString(time.getEpochSecond()))
                .run();
        Path made = top.resolve("made").resolve(architecture.rpm()).resolve(fileName());
        Path file = folder.resolve(fileName());
        Files.deleteIfExists(file);
        Files.move(made, file);
        Folders.delete(top);
        return file;
    }

    /// What rpmbuild reads. Nothing is stripped, repacked or compiled on the way, and nothing of the build's machine
    /// gets in.
    String specification(FileTree tree, Path files) {
        return String.format(
                Locale.ROOT,
                """
                Name: tuwen
                Version: %s
                Release: 1
                Summary: %s
                License: Apache-2.0 AND OFL-1.1 AND GPL-2.0-only WITH Classpath-exception-2.0
                Group: Applications/Multimedia
                AutoReqProv: no
                Requires: glibc >= 2.17
                Recommends: %s
                %%global __os_install_post %%{nil}
                %%global debug_package %%{nil}
                %%define _build_id_links none
                %%define _binary_payload %s
                %%define _buildhost tuwen
                %%define use_source_date_epoch_as_buildtime 1
                %%define _use_source_date_epoch_as_buildtime 1
                %%define clamp_mtime_to_source_date_epoch 1
                %%define build_mtime_policy clamp_to_source_date_epoch
                %%description
                %s
                %%install
                cp -a '%s/.' '%%{buildroot}/'
                %%files
                %%defattr(-,root,root,0755)
                %s
                """,
                version.rpm(),
                LinuxFiles.SUMMARY,
                RECOMMENDS,
                compression == Compression.XZ ? "w6T0.xzdio" : "w1.zstdio",
                LinuxFiles.DESCRIPTION.replace("\n ", "\n"),
                files,
                String.join("\n", files(tree)));
    }

    /// Each file, and the folders that belong to this package alone.
    private static List<String> files(FileTree tree) {
        var lines = new ArrayList<String>();
        tree.foldersBelow(List.of(LinuxFiles.FOLDER, "usr/share/doc/tuwen"))
                .forEach(folder -> lines.add("%dir \"/" + folder + "\""));
        tree.entries().keySet().forEach(path -> lines.add("\"/" + path + "\""));
        return lines;
    }
}
