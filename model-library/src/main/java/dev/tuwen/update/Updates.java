package dev.tuwen.update;

import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.DownloadListener;
import dev.tuwen.library.LibraryException;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.SingleDownload;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.NetworkRequest;
import dev.tuwen.network.SealedException;
import dev.tuwen.update.UpdateException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Looks whether there is a newer version, and gets it. Makes a connection only when it is asked to; [#isDue] says
/// whether somebody allowed it to be asked without a person. Immutable; any thread; blocks.
public final class Updates {
    private static final System.Logger LOG = System.getLogger(Updates.class.getName());
    private static final Duration BETWEEN = Duration.ofDays(1);
    private static final String CAUSE = "Tuwen";
    private static final int PARTS = 4;
    private static final String SIGNATURE = "Ed25519";
    private static final int LARGEST_SIGNATURE = 64;

    private final Path home;
    private final Network network;
    private final Build build;

    /// What is known of this program.
    ///
    /// @param version its version
    /// @param feed where its releases are listed; empty where this build knows none
    /// @param key whose signature the list must have: a public key of Ed25519 as of RFC 8410, in Base64; empty where
    ///     https has to do
    /// @param platform what it runs on
    /// @param kind what it was installed from, such as `deb`; empty where nobody knows
    public record Build(String version, String feed, String key, Platform platform, String kind) {}

    /// A newer version for this system.
    ///
    /// @param release the version
    /// @param file its package
    public record Newer(Release release, Release.Artifact file) {}

    /// @param home the home folder of the application
    /// @param network makes the connections
    /// @param build what is known of this program
    public Updates(Path home, Network network, Build build) {
        this.home = home;
        this.network = network;
        this.build = build;
    }

    /// What is known of this program.
    public Build build() {
        return build;
    }

    /// Where releases are listed; empty where this build knows no such place.
    public Optional<URI> feed() {
        return ReleaseFeed.address(build.feed());
    }

    /// Whether it may be looked without a person who asks: somebody allowed it, the application is not sealed, and it
    /// was not looked for a day.
    ///
    /// @param now the time
    public boolean isDue(Instant now) {
        LibrarySettings settings = LibrarySettings.read(home);
        if (!settings.value(LibrarySettings.LOOK_FOR_UPDATES) || network.isSealed() || feed().isEmpty()) {
            return false;
        }
        try {
            Instant last = Instant.parse(settings.value(LibrarySettings.LOOKED_FOR_UPDATES));
            // A clock that was set back does not keep it from looking for years.
            return last.isAfter(now) || !last.plus(BETWEEN).isAfter(now);
        } catch (DateTimeException never) {
            return true;
        }
    }

    /// Looks now, and remembers when.
    ///
    /// @param now the time
    /// @return the newest version, if it is newer than this one
    /// @throws UpdateException if that cannot be found out
    public Optional<Newer> look(Instant now) {
        URI from = feed().orElseThrow(() -> new UpdateException(
                Kind.NO_FEED, "", "this build knows no place where newer versions are listed", null));
        if (network.isSealed() && !isFile(from)) {
            throw sealed(null);
        }
        LibrarySettings.change(home, before -> before.with(LibrarySettings.LOOKED_FOR_UPDATES, now.toString()));
        byte[] list = bytes(from, ReleaseFeed.LARGEST);
        if (!build.key().isBlank() && !isSigned(from, list)) {
            throw new UpdateException(
                    Kind.NOT_SIGNED,
                    place(from),
                    "the list of releases of '" + place(from) + "' does not have the signature of who published Tuwen",
                    null);
        }
        List<Release> releases = ReleaseFeed.read(list, from).orElseThrow(() -> notAList(from));
        keep(list);
        return newest(releases);
    }

    /// What was found the last time, without looking again.
    public Optional<Newer> remembered() {
        try (InputStream stream = Files.newInputStream(kept())) {
            byte[] list = stream.readNBytes(ReleaseFeed.LARGEST + 1);
            return feed().flatMap(from -> ReleaseFeed.read(list, from)).flatMap(this::newest);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    private Path folder() {
        return home.resolve("updates");
    }

    private Path kept() {
        return folder().resolve("releases.json");
    }

    private void keep(byte[] list) {
        try {
            Files.createDirectories(folder());
            Files.write(kept(), list);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the list of releases cannot be kept", e);
        }
    }

    private static boolean isFile(URI address) {
        return "file".equalsIgnoreCase(address.getScheme());
    }

    /// Compares a list with the signature beside it.
    private boolean isSigned(URI from, byte[] list) {
        try {
            byte[] signature = bytes(URI.create(from + ".sig"), LARGEST_SIGNATURE);
            Signature check = Signature.getInstance(SIGNATURE);
            check.initVerify(KeyFactory.getInstance(SIGNATURE)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(build.key()))));
            check.update(list);
            return check.verify(signature);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "the signature of the list of releases is none", e);
            return false;
        }
    }

    private byte[] bytes(URI from, int maximum) {
        if (isFile(from)) {
            try (InputStream stream = Files.newInputStream(Path.of(from))) {
                return stream.readNBytes(maximum + 1);
            } catch (IOException | IllegalArgumentException e) {
                throw unreachable(from.getPath(), e);
            }
        }
        var request = new NetworkRequest(
                from, new Cause(Cause.Deed.UPDATE, CAUSE), Map.of("Accept", "application/json"), null);
        try (NetworkAnswer answer = network.get(request)) {
            if (answer.status() != 200) {
                throw unreachable(from.getHost(), new IOException("status " + answer.status()));
            }
            if (answer.isWebPage()) {
                throw notAList(from);
            }
            return answer.bytes(maximum);
        } catch (SealedException e) {
            throw sealed(e);
        } catch (IOException e) {
            throw unreachable(from.getHost(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped while asking " + from.getHost());
        }
    }

    /// The newest version that is newer than this one and there for this system. Whoever runs no release yet is offered
    /// others like it, too.
    private Optional<Newer> newest(List<Release> releases) {
        SemanticVersion mine =
                SemanticVersion.parse(build.version()).orElse(new SemanticVersion(0, 0, 0, List.of("0")));
        return releases.stream()
                .filter(release -> {
                    SemanticVersion version = version(release);
                    return version.compareTo(mine) > 0 && (mine.isPreRelease() || !version.isPreRelease());
                })
                .flatMap(release -> file(release).stream().map(file -> new Newer(release, file)))
                .max(Comparator.comparing(newer -> version(newer.release())));
    }

    private static SemanticVersion version(Release release) {
        return SemanticVersion.parse(release.version()).orElseThrow();
    }

    /// The package of the kind that was installed, else the first one for this system.
    private Optional<Release.Artifact> file(Release release) {
        return release.files().stream()
                .filter(file -> file.platform().equals(build.platform()))
                .min(Comparator.comparing(file -> !Platform.kind(file.name()).equals(build.kind())));
    }

    /// Gets a package, compares it with its digest, and says where it is. What arrived counts the next time.
    ///
    /// @param newer what to get
    /// @param control stops and slows it
    /// @param listener hears how far it is
    /// @throws UpdateException if it cannot be had
    /// @throws CancellationException if the control stopped it
    public Path download(Newer newer, DownloadControl control, DownloadListener listener) {
        Release.Artifact file = newer.file();
        var download =
                new SingleDownload(CAUSE + " " + newer.release().version(), file.name(), file.bytes(), file.sha256());
        try {
            return isFile(file.address())
                    ? download.check(Path.of(file.address()))
                    : download.fetch(
                            network,
                            file.address(),
                            folder().resolve(newer.release().version()),
                            PARTS,
                            control,
                            listener);
        } catch (LibraryException e) {
            throw switch (e.kind()) {
                case SEALED -> sealed(e);
                case WRONG_DIGEST ->
                    new UpdateException(
                            Kind.WRONG_DIGEST,
                            file.name(),
                            "'" + file.name() + "' does not have its digest and must not be used",
                            e);
                case DISK_FULL, DISK_FAILED, FOLDER_UNUSABLE ->
                    new UpdateException(Kind.DISK, folder().toString(), String.valueOf(e.getMessage()), e);
                default -> unreachable(String.valueOf(file.address().getHost()), e);
            };
        }
    }

    private static UpdateException sealed(@Nullable Throwable cause) {
        return new UpdateException(
                Kind.SEALED,
                "",
                "the application is sealed and does not look for newer versions; 'tuwen models seal --off' lifts that",
                cause);
    }

    private static UpdateException notAList(URI from) {
        return new UpdateException(
                Kind.NOT_A_FEED, place(from), "'" + place(from) + "' answers with no list of releases", null);
    }

    private static String place(URI address) {
        return address.getHost() == null ? address.getPath() : address.getHost();
    }

    private static UpdateException unreachable(String place, Exception cause) {
        String reason = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new UpdateException(
                Kind.UNREACHABLE, place, "newer versions cannot be had from '" + place + "'" + reason, cause);
    }
}
