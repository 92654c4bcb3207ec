package dev.tuwen.installer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A system with a processor that packages are made for, and what differs for it: modules, libraries, options. JavaFX
/// comes as jars for one target each, so packages are made on the system they are for.
sealed interface Target {

    /// Any Linux with glibc.
    ///
    /// @param architecture the processor
    record Linux(Architecture architecture) implements Target {
        @Override
        public String label() {
            return "linux";
        }

        @Override
        public Backend backend() {
            return Backend.CUDA;
        }

        @Override
        public boolean bundlesFonts() {
            return true;
        }

        @Override
        public Set<String> libraries() {
            return Set.of(".so");
        }
    }

    /// Windows 10 and later.
    ///
    /// @param architecture the processor
    record Windows(Architecture architecture) implements Target {
        @Override
        public String label() {
            return "windows";
        }

        @Override
        public Backend backend() {
            return Backend.CUDA;
        }

        @Override
        public boolean bundlesFonts() {
            return false;
        }

        @Override
        public Set<String> libraries() {
            return Set.of(".dll");
        }
    }

    /// macOS.
    ///
    /// @param architecture the processor
    record MacOs(Architecture architecture) implements Target {
        @Override
        public String label() {
            return "macos";
        }

        @Override
        public Backend backend() {
            return Backend.METAL;
        }

        @Override
        public boolean bundlesFonts() {
            return false;
        }

        @Override
        public Set<String> libraries() {
            return Set.of(".dylib");
        }
    }

    /// A backend of its own module, looked up at run time.
    enum Backend {
        /// NVIDIA's.
        CUDA("dev.tuwen.cuda"),
        /// Apple's.
        METAL("dev.tuwen.metal");

        private final String module;

        Backend(String module) {
            this.module = module;
        }

        /// The module that provides it.
        String module() {
            return module;
        }
    }

    /// The module that holds the window and the application's entry.
    String APPLICATION = "dev.tuwen.app";

    /// The system this build runs on.
    static Target current() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        Architecture architecture = Architecture.current();
        if (system.contains("win")) {
            return new Windows(architecture);
        }
        if (system.contains("mac")) {
            return new MacOs(architecture);
        }
        if (system.contains("linux")) {
            return new Linux(architecture);
        }
        throw new PackagingException("no packages are made for '" + system + "'; build on Linux, Windows or macOS");
    }

    /// The processor.
    Architecture architecture();

    /// The system, in the names of files and of JMOD platforms.
    String label();

    /// The backend that belongs there.
    Backend backend();

    /// Whether the application's own fonts come along: Windows and macOS always have a Chinese one.
    boolean bundlesFonts();

    /// What the names of native libraries end in.
    Set<String> libraries();

    /// The target platform of a JMOD file.
    default String jmodPlatform() {
        return label() + "-" + architecture().jmod();
    }

    /// The modules an image is linked from; those they require follow.
    default List<String> modules() {
        return List.of(APPLICATION, backend().module(), "jdk.localedata");
    }

    /// Whether a module stays out of the image.
    ///
    /// @param module a name
    default boolean excludes(String module) {
        for (Backend other : Backend.values()) {
            if (other != backend() && other.module().equals(module)) {
                return true;
            }
        }
        return false;
    }

    /// How the Java machine of the image is started, at the training start and ever after: a cache made with other
    /// options may be refused. Why each is there stands in `docs/adr/0060-an-image-with-its-own-java.md`.
    ///
    /// @param quietVectors whether the image knows the vector module without the mark of an incubating one
    default List<String> javaOptions(boolean quietVectors) {
        var options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx2g", "-Xlog:aot=off,cds=off"));
        if (quietVectors) {
            options.addAll(List.of(
                    "-XX:+UnlockExperimentalVMOptions",
                    "-XX:+EnableVectorSupport",
                    "-XX:+EnableVectorReboxing",
                    "-XX:+EnableVectorAggressiveReboxing"));
        }
        options.add("--enable-native-access=javafx.graphics,dev.tuwen.cli,dev.tuwen.runtime,dev.tuwen.vision,"
                + backend().module());
        return List.copyOf(options);
    }

    /// The name of a package's file.
    ///
    /// @param version the application's
    /// @param extension with its dot
    default String fileName(Version version, String extension) {
        return "tuwen-" + version + "-" + label() + "-" + architecture().label() + extension;
    }
}
