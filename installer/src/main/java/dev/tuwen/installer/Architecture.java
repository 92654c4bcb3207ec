package dev.tuwen.installer;

import java.util.Locale;

/// A kind of processor that packages are made for, by the names that others give it.
enum Architecture {
    /// 64-bit x86.
    X64("x64", "amd64", "amd64", "x86_64"),

    /// 64-bit ARM.
    ARM64("arm64", "aarch64", "arm64", "aarch64");

    private final String label;
    private final String jmod;
    private final String debian;
    private final String rpm;

    Architecture(String label, String jmod, String debian, String rpm) {
        this.label = label;
        this.jmod = jmod;
        this.debian = debian;
        this.rpm = rpm;
    }

    /// The one this build runs on.
    static Architecture current() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> X64;
            case "aarch64", "arm64" -> ARM64;
            default ->
                throw new PackagingException(
                        "no packages are made for processors of kind '" + name + "'; build on x86-64 or on 64-bit ARM");
        };
    }

    /// In the names of files.
    String label() {
        return label;
    }

    /// In the target platform of a JMOD file.
    String jmod() {
        return jmod;
    }

    /// In a control file of Debian.
    String debian() {
        return debian;
    }

    /// In a specification of RPM.
    String rpm() {
        return rpm;
    }
}
