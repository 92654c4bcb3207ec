package dev.tuwen.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.ModuleAttribute;
import java.lang.classfile.attribute.ModuleExportInfo;
import java.lang.constant.ModuleDesc;
import java.lang.constant.PackageDesc;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Turns the jars of a build into what jlink takes: only modules with a descriptor, native libraries apart from
/// classes, nothing of other systems.
final class ExplicitModules {
    private static final String MAIN_CLASS = Target.APPLICATION + ".Main";

    /// The window names its class to the desktop, which JavaFX has no word for. A command line that exports the package
    /// would keep the module graph out of the cache.
    private static final String GLASS = "com/sun/glass/ui";

    /// Windows 10 has these itself; JavaFX brings copies.
    private static final String OF_WINDOWS = "(api-ms-win-.*|ucrtbase)\\.dll";

    private static final String FONTS = "/dev/tuwen/app/fonts";

    private final Target target;
    private final Path folder;
    private final Set<String> ofTheJdk;

    private ExplicitModules(Target target, Path folder, Set<String> ofTheJdk) {
        this.target = target;
        this.folder = folder;
        this.ofTheJdk = ofTheJdk;
    }

    /// What jlink is given.
    ///
    /// @param modules jars and JMOD files, each a module with a descriptor
    /// @param jars what was made into modules, by the names that the build gave them
    /// @param fonts the fonts of the application with their licence, as files; they are in no module any more
    record Prepared(Path modules, Path jars, Path fonts) {}

    /// Prepares the modules of a build.
    ///
    /// @param application the application's own jar
    /// @param libraries the folder of all other jars
    /// @param target the system they are for
    /// @param folder an empty folder for the result
    static Prepared prepare(Path application, Path libraries, Target target, Path folder) throws IOException {
        var explicit = new ExplicitModules(target, folder, librariesOf(Path.of(System.getProperty("java.home"))));
        return explicit.prepare(application, libraries);
    }

    private Prepared prepare(Path application, Path libraries) throws IOException {
        Path modules = Files.createDirectories(folder.resolve("modules"));
        Path jars = Files.createDirectories(folder.resolve("jars"));
        Path fonts = Files.createDirectories(folder.resolve("fonts"));
        for (ModuleReference module : ModuleFinder.of(application, libraries).findAll()) {
            String name = module.descriptor().name();
            Path jar = location(module);
            if (target.excludes(name) || module.descriptor().isAutomatic()) {
                // What reads a module without a descriptor, jlink refuses by name; here it is left from an earlier
                // build.
                continue;
            }
            Files.copy(jar, jars.resolve(jar.getFileName().toString()));
            if (holdsLibraries(jar)) {
                jmod(name, jar, modules.resolve(name + ".jmod"));
            } else if (name.equals(Target.APPLICATION)) {
                application(jar, modules.resolve(name + ".jar"), fonts);
            } else {
                Files.copy(jar, modules.resolve(name + ".jar"));
            }
        }
        return new Prepared(modules, jars, fonts);
    }

    private static Path location(ModuleReference module) {
        return Path.of(module.location()
                .orElseThrow(() ->
                        new PackagingException("module '" + module.descriptor().name() + "' lies nowhere")));
    }

    // --- JavaFX brings native libraries ----------------------------------------------------------------------------

    private boolean isLibrary(String file) {
        return target.libraries().stream().anyMatch(file::endsWith);
    }

    private boolean holdsLibraries(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream().anyMatch(entry -> isLibrary(entry.getName()));
        }
    }

    /// Whether a library of JavaFX goes into an image: not if the JDK has one of that name, which jlink refuses, nor if
    /// the system has.
    static boolean keeps(String library, Set<String> ofTheJdk) {
        String name = library.toLowerCase(Locale.ROOT);
        return !ofTheJdk.contains(name) && !name.matches(OF_WINDOWS);
    }

    /// The names of all files in the folders where a JDK has its libraries, in small letters.
    private static Set<String> librariesOf(Path jdk) throws IOException {
        var names = new HashSet<String>();
        for (String part : List.of("bin", "lib")) {
            try (Stream<Path> files = Files.list(jdk.resolve(part))) {
                files.forEach(file -> names.add(file.getFileName().toString().toLowerCase(Locale.ROOT)));
            }
        }
        return names;
    }

    /// A module whose libraries jlink lays beside those of the JDK, so that nothing is unpacked at run time.
    private void jmod(String name, Path jar, Path jmod) throws IOException {
        Path classes = folder.resolve(name).resolve("classes");
        Path libraries = folder.resolve(name).resolve("libraries");
        Files.createDirectories(classes);
        Files.createDirectories(libraries);
        try (FileSystem files = FileSystems.newFileSystem(jar);
                Stream<Path> entries = Files.walk(files.getPath("/"))) {
            for (Path entry : entries.filter(Files::isRegularFile).toList()) {
                String file = entry.toString().substring(1);
                if (file.startsWith("META-INF/")) {
                    continue;
                }
                if (!isLibrary(file)) {
                    Path copy = classes.resolve(file);
                    Files.createDirectories(copy.getParent());
                    Files.copy(entry, copy);
                } else if (keeps(entry.getFileName().toString(), ofTheJdk)) {
                    Files.copy(entry, libraries.resolve(entry.getFileName().toString()));
                }
            }
        }
        exportGlass(classes);
        Tool.run(
                "jmod",
                List.of(
                        "create",
                        "--class-path",
                        classes.toString(),
                        "--libs",
                        libraries.toString(),
                        "--target-platform",
                        target.jmodPlatform(),
                        jmod.toString()));
    }

    private static void exportGlass(Path classes) throws IOException {
        Path descriptor = classes.resolve("module-info.class");
        if (Files.isDirectory(classes.resolve(GLASS))) {
            Files.write(descriptor, exportTo(Files.readAllBytes(descriptor), GLASS, Target.APPLICATION));
        }
    }

    /// A module's descriptor with one qualified export more.
    ///
    /// @param descriptor the bytes of a `module-info.class`
    /// @param exported a package, with slashes
    /// @param reader the module that may read it
    static byte[] exportTo(byte[] descriptor, String exported, String reader) {
        ClassFile classFile = ClassFile.of();
        ClassModel model = classFile.parse(descriptor);
        return classFile.transformClass(model, (builder, element) -> {
            if (!(element instanceof ModuleAttribute module)) {
                builder.with(element);
                return;
            }
            ModuleDesc to = ModuleDesc.of(reader);
            PackageDesc from = PackageDesc.ofInternalName(exported);
            builder.with(ModuleAttribute.of(module.moduleName().asSymbol(), attribute -> {
                attribute.moduleFlags(module.moduleFlagsMask());
                module.moduleVersion().ifPresent(version -> attribute.moduleVersion(version.stringValue()));
                module.requires().forEach(attribute::requires);
                var readers = new ArrayList<ModuleDesc>(List.of(to));
                int flags = 0;
                for (ModuleExportInfo export : module.exports()) {
                    if (export.exportedPackage().asSymbol().equals(from)) {
                        flags = export.exportsFlagsMask();
                        export.exportsTo().forEach(entry -> readers.add(entry.asSymbol()));
                    } else {
                        attribute.exports(export);
                    }
                }
                attribute.exports(from, flags, readers.toArray(ModuleDesc[]::new));
                module.opens().forEach(attribute::opens);
                module.uses().forEach(attribute::uses);
                module.provides().forEach(attribute::provides);
            }));
        });
    }

    // --- the application -------------------------------------------------------------------------------------------

    /// The application's jar without its fonts, and with its main class in the descriptor, for which jlink works out
    /// the module graph beforehand.
    private static void application(Path jar, Path prepared, Path fonts) throws IOException {
        Files.copy(jar, prepared);
        try (FileSystem files = FileSystems.newFileSystem(prepared)) {
            Path inside = files.getPath(FONTS);
            try (Stream<Path> entries = Files.list(inside)) {
                for (Path font : new TreeSet<>(entries.toList())) {
                    Files.copy(font, fonts.resolve(font.getFileName().toString()));
                    if (font.toString().endsWith(".ttf")) {
                        Files.delete(font);
                    }
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Tool.run("jar", List.of("--update", "--file", prepared.toString(), "--main-class", MAIN_CLASS));
    }
}
