package dev.tuwen.installer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who signs packages, from variables of the environment; without them packages are made unsigned. The variables hold
/// names and places of keys that lie in the system's own stores, never keys or passwords.
///
/// @param variables those that are set, by name
record Signing(Map<String, String> variables) {
    /// SHA-1 of the certificate in the user's store on Windows.
    static final String WINDOWS_CERTIFICATE = "TUWEN_SIGN_WINDOWS_CERTIFICATE";

    /// "Developer ID Application: …", in a keychain.
    static final String MAC_APPLICATION = "TUWEN_SIGN_MAC_APPLICATION";

    /// "Developer ID Installer: …", in a keychain.
    static final String MAC_INSTALLER = "TUWEN_SIGN_MAC_INSTALLER";

    /// A file with the key of App Store Connect that notarises, and what Apple calls it and its owner.
    static final String NOTARY_KEY = "TUWEN_NOTARY_KEY";

    static final String NOTARY_KEY_ID = "TUWEN_NOTARY_KEY_ID";
    static final String NOTARY_ISSUER = "TUWEN_NOTARY_ISSUER";

    private static final List<String> ALL =
            List.of(WINDOWS_CERTIFICATE, MAC_APPLICATION, MAC_INSTALLER, NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER);

    /// So that signatures hold longer than the certificate.
    private static final String TIMESTAMPS = "http://timestamp.digicert.com";

    Signing {
        variables = Map.copyOf(variables);
    }

    /// What an environment says. Half of what a step needs is refused: a release that was to be signed must not come
    /// out unsigned.
    ///
    /// @param environment variables by name; empty ones are as good as none, as a build service sets those of missing
    ///     secrets
    static Signing of(Map<String, String> environment) {
        var set = new TreeMap<String, String>();
        for (String name : ALL) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                set.put(name, value);
            }
        }
        together(set, List.of(NOTARY_KEY, NOTARY_KEY_ID, NOTARY_ISSUER));
        together(set, List.of(MAC_APPLICATION, MAC_INSTALLER));
        if (set.containsKey(NOTARY_KEY) && !set.containsKey(MAC_APPLICATION)) {
            throw new PackagingException(
                    NOTARY_KEY + " is set and " + MAC_APPLICATION + " is not; only what is signed can be notarised");
        }
        return new Signing(set);
    }

    private static void together(Map<String, String> set, List<String> names) {
        if (names.stream().anyMatch(set::containsKey)) {
            names.stream().filter(name -> !set.containsKey(name)).findFirst().ifPresent(missing -> {
                throw new PackagingException(
                        missing + " is not set; set all of " + String.join(", ", names) + " or none");
            });
        }
    }

    /// Whose signature the application gets on macOS.
    Optional<String> applicationIdentity() {
        return Optional.ofNullable(variables.get(MAC_APPLICATION));
    }

    /// Whose signature an installer gets on macOS.
    Optional<String> installerIdentity() {
        return Optional.ofNullable(variables.get(MAC_INSTALLER));
    }

    /// Signs files on Windows, if a certificate is given.
    ///
    /// @param files programs, libraries or packages
    Optional<List<String>> windowsSignature(List<Path> files) {
        return Optional.ofNullable(variables.get(WINDOWS_CERTIFICATE)).map(certificate -> {
            var words = new ArrayList<>(List.of(
                    "signtool",
                    "sign",
                    "/sha1",
                    certificate,
                    "/fd",
                    "SHA256",
                    "/tr",
                    TIMESTAMPS,
                    "/td",
                    "SHA256",
                    "/d",
                    Product.NAME));
            files.forEach(file -> words.add(file.toString()));
            return List.copyOf(words);
        });
    }

    /// Signs a disk image on macOS, if an identity is given; jpackage signs only what is in it.
    ///
    /// @param file the disk image
    Optional<List<String>> diskImageSignature(Path file) {
        return applicationIdentity()
                .map(identity -> List.of("codesign", "--sign", identity, "--timestamp", file.toString()));
    }

    /// Has Apple look at a package, and fixes what it says to the package; nothing if no key is given.
    ///
    /// @param file the package
    List<List<String>> notarisation(Path file) {
        if (!variables.containsKey(NOTARY_KEY)) {
            return List.of();
        }
        return List.of(
                List.of(
                        "xcrun",
                        "notarytool",
                        "submit",
                        file.toString(),
                        "--key",
                        variables.getOrDefault(NOTARY_KEY, ""),
                        "--key-id",
                        variables.getOrDefault(NOTARY_KEY_ID, ""),
                        "--issuer",
                        variables.getOrDefault(NOTARY_ISSUER, ""),
                        "--wait"),
                List.of("xcrun", "stapler", "staple", file.toString()));
    }
}
