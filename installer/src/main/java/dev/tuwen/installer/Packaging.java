package dev.tuwen.installer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Makes the packages of the system it runs on; the steps in their order. Run by the build.
public final class Packaging {
    private final Plan plan;
    private final Target target = Target.current();
    private final PrintStream out;

    private Packaging(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    /// What to make of what.
    ///
    /// @param modules the folder where the application's module left its jar, and in `modules` all it stands on
    /// @param project the folder of the whole project
    /// @param output the folder for packages; what was there goes
    /// @param version the application's
    /// @param time when everything in packages was last changed
    /// @param release whether packages are given to people: small, and made slowly
    record Plan(Path modules, Path project, Path output, Version version, Instant time, boolean release) {}

    /// Makes them.
    ///
    /// @param arguments what the record of a plan holds, in that order; the last is `release` or `draft`
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 6) {
            throw new IllegalArgumentException(
                    "six arguments are expected: modules, project, output, version, time, release or draft");
        }
        var plan = new Plan(
                Path.of(arguments[0]).toRealPath(),
                Path.of(arguments[1]).toRealPath(),
                Folders.empty(Path.of(arguments[2])).toRealPath(),
                Version.parse(arguments[3]),
                Instant.parse(arguments[4]),
                arguments[5].equals("release"));
        new Packaging(plan, System.out).make();
    }

    private void make() throws IOException {
        Path work = Folders.empty(plan.output().resolve("work"));
        Installation application = layOut(work);
        out.println("Packing …");
        List<Path> packages = switch (target) {
            case Target.Linux linux -> linux(linux, application, work);
            case Target.Windows _ -> windows(application, work);
            case Target.MacOs _ -> macOs(application, work);
        };
        if (plan.release()) {
            describe(packages, application);
        }
        Checksums.write(packages, plan.output().resolve("SHA256SUMS"));
        out.print("What takes the room, in bytes of a million:\n" + Sizes.table(Sizes.of(application)));
        for (Path file : packages) {
            out.print(Sizes.row(file.getFileName().toString(), Files.size(file)));
        }
        Sizes.check("the installation", Sizes.size(application.folder()), Sizes.INSTALLED);
        if (plan.release()) {
            for (Path file : packages) {
                if (Sizes.isBounded(file)) {
                    Sizes.check("'" + file.getFileName() + "'", Files.size(file), Sizes.DOWNLOAD);
                }
            }
        }
        Folders.delete(work);
    }

    /// A bill of materials beside each package.
    private void describe(List<Path> packages, Installation application) throws IOException {
        Path model = plan.project().resolve("demo-model/src/main/resources/dev/tuwen/demo/model/model.safetensors");
        var bill = new Bill(plan.modules().resolve("bill.json"), target, plan.version(), plan.time());
        for (Path file : packages) {
            bill.write(
                    file,
                    Path.of(System.getProperty("java.home")),
                    application.fonts(),
                    model,
                    Path.of(file + ".cdx.json"));
        }
    }

    /// The application as it is installed anywhere.
    private Installation layOut(Path work) throws IOException {
        out.println("Linking the image …");
        ExplicitModules.Prepared prepared = ExplicitModules.prepare(
                plan.modules().resolve("tuwen-app-fx.jar"),
                plan.modules().resolve("modules"),
                target,
                Files.createDirectories(work.resolve("prepared")));
        var application = new Installation(Folders.empty(plan.output().resolve("image")));
        boolean quiet = ImageLinker.link(prepared.modules(), target, application);
        Files.write(application.options(), target.javaOptions(quiet));
        if (target.bundlesFonts()) {
            Files.move(prepared.fonts(), application.fonts());
        }
        for (String file : List.of("LICENSE", "NOTICE")) {
            Files.copy(plan.project().resolve(file), application.folder().resolve(file));
        }
        Licences.collect(
                prepared.jars(),
                packaging().resolve("legal"),
                application.folder().resolve("legal"));
        if (target instanceof Target.Linux) {
            Files.createDirectories(application.script().getParent());
            Files.copy(packaging().resolve("linux").resolve("tuwen"), application.script());
            if (!application.script().toFile().setExecutable(true, false)) {
                throw new IOException("'" + application.script() + "' cannot be made executable");
            }
        }
        out.println("Preparing quick starts …");
        CacheTraining.train(application, quiet);
        return application;
    }

    private Path packaging() {
        return plan.project()
                .resolve("installer")
                .resolve("src")
                .resolve("main")
                .resolve("packaging");
    }

    private List<Path> linux(Target.Linux linux, Installation application, Path work) throws IOException {
        var packages = new ArrayList<Path>();
        Compression compression = plan.release() ? Compression.XZ : Compression.DRAFT;
        LinuxFiles files = LinuxFiles.draw(application, packaging(), work.resolve("share"));
        FileTree tree = files.installed();
        Path archive = plan.output().resolve(linux.fileName(plan.version(), ".tar.gz"));
        PortableArchive.tar(
                files.portable(linux.fileName(plan.version(), "")),
                plan.time(),
                plan.release() ? Compression.GZIP : Compression.DRAFT,
                archive);
        packages.add(archive);
        var debian = new DebianPackage(plan.version(), linux.architecture(), plan.time(), compression);
        packages.add(debian.write(tree, plan.output()));
        if (RpmPackage.possible()) {
            var rpm = new RpmPackage(plan.version(), linux.architecture(), plan.time(), compression);
            packages.add(rpm.write(tree, plan.output(), work.resolve("rpm")));
        } else {
            out.println("No .rpm: the program 'rpmbuild' is missing (for example: apt install rpm)");
        }
        if (plan.release() && AppImage.possible()) {
            Path image = plan.output().resolve(linux.fileName(plan.version(), ".AppImage"));
            AppImage.write(tree, packaging(), linux.architecture(), plan.time(), image, work.resolve("appimage"));
            packages.add(image);
        }
        return packages;
    }

    private List<Path> windows(Installation application, Path work) throws IOException {
        JpackageArguments arguments = arguments(application, work);
        var windows = new WindowsPackages(arguments, Signing.of(System.getenv()), packaging(), work.resolve("windows"));
        Path folder = windows.image();
        var packages = new ArrayList<Path>();
        Path archive = plan.output().resolve(target.fileName(plan.version(), ".zip"));
        PortableArchive.zip(FileTree.of(folder, target.fileName(plan.version(), "")), plan.time(), archive);
        packages.add(archive);
        packages.addAll(windows.installers(folder, plan.output(), target.fileName(plan.version(), "")));
        return packages;
    }

    private List<Path> macOs(Installation application, Path work) throws IOException {
        JpackageArguments arguments = arguments(application, work);
        var macOs = new MacPackages(arguments, Signing.of(System.getenv()), packaging());
        return macOs.packages(macOs.image(), plan.output(), target.fileName(plan.version(), ""));
    }

    /// What jpackage takes of the application: the image as it is, and of the rest what lies beside it.
    private JpackageArguments arguments(Installation application, Path work) throws IOException {
        Path input = Files.createDirectories(work.resolve("input"));
        try (Stream<Path> files = Files.list(application.folder())) {
            for (Path file :
                    files.filter(each -> !each.equals(application.runtime())).toList()) {
                FileTree.of(file, file.getFileName().toString()).copyTo(input);
            }
        }
        return new JpackageArguments(
                plan.version(),
                application.runtime(),
                input,
                Files.readAllLines(application.options()),
                work.resolve("resources"),
                Files.createDirectories(work.resolve("jpackage")));
    }
}
