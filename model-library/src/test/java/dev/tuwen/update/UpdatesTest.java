package dev.tuwen.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.FaultyServer;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Connection;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.update.UpdateException.Kind;
import dev.tuwen.update.Updates.Newer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Looking for a newer version, against a server of https on this machine.
final class UpdatesTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final String FEED = "/releases.json";
    private static final Platform LINUX = new Platform("linux", "x64");
    private static final byte[] PACKAGE = new byte[9 << 20];

    static {
        new Random(7).nextBytes(PACKAGE);
    }

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FaultyServer server = new FaultyServer(true);
    private final List<DownloadProgress> heard = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Network network;

    @BeforeEach
    void connect() {
        network = new Network(() -> LibrarySettings.read(home).networkRules(), new ConnectionLog(home));
    }

    @AfterEach
    void disconnect() {
        network.close();
        server.close();
    }

    private Updates updates(String version, String feed) {
        return new Updates(home, network, new Updates.Build(version, feed, "", LINUX, "deb"));
    }

    private Updates updates() {
        return updates("0.1.0", server.address() + FEED);
    }

    private static String sha256(byte[] contents) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String file(String system, String architecture, String name, String sha256) {
        return "{\"system\": \"" + system + "\", \"architecture\": \"" + architecture + "\", \"name\": \"" + name
                + "\", \"address\": \"files/" + name + "\", \"bytes\": " + PACKAGE.length + ", \"sha256\": \"" + sha256
                + "\"}";
    }

    private static String list(String version, String... files) {
        return "{\"version\": \"" + version
                + "\", \"date\": \"2026-12-24\", \"notes\": {\"en\": \"New.\"}, \"files\": [" + String.join(", ", files)
                + "]}";
    }

    private void serve(String... releases) {
        String list = "{\"format\": 1, \"releases\": [" + String.join(", ", releases) + "]}";
        server.on(FEED, exchange -> exchange.send(200, Map.of(), list.getBytes(StandardCharsets.UTF_8)));
        server.on("/files/tuwen.deb", FaultyServer.contents(PACKAGE));
    }

    private static String forLinux(String version) {
        return list(version, file("linux", "x64", "tuwen.deb", sha256(PACKAGE)));
    }

    private Path download(Newer newer) {
        return updates().download(newer, new DownloadControl(), heard::add);
    }

    private static UpdateException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(UpdateException.class, call);
    }

    @Test
    void findsTheNewestVersionForThisSystem() {
        serve(
                forLinux("0.1.0"),
                forLinux("0.10.0"),
                forLinux("0.9.0"),
                list("0.11.0", file("windows", "x64", "tuwen.msi", sha256(PACKAGE))),
                list("0.12.0"),
                forLinux("1.0.0-rc.1"));

        assertThat(updates().look(NOW)).hasValueSatisfying(newer -> {
            assertThat(newer.release().version()).isEqualTo("0.10.0");
            assertThat(newer.file().name()).isEqualTo("tuwen.deb");
        });
        assertThat(updates().remembered()).isEqualTo(updates().look(NOW));
        assertThat(updates("0.10.0", server.address() + FEED).look(NOW)).isEmpty();
        assertThat(updates("0.10.0-SNAPSHOT", server.address() + FEED).look(NOW))
                .hasValueSatisfying(
                        newer -> assertThat(newer.release().version()).isEqualTo("1.0.0-rc.1"));
    }

    @Test
    void takesThePackageOfTheKindThatWasInstalled() {
        serve(list(
                "0.2.0",
                file("linux", "arm64", "a.deb", sha256(PACKAGE)),
                file("linux", "x64", "b.rpm", sha256(PACKAGE)),
                file("linux", "x64", "c.deb", sha256(PACKAGE))));

        assertThat(updates().look(NOW).orElseThrow().file().name()).isEqualTo("c.deb");
        assertThat(new Updates(
                                home,
                                network,
                                new Updates.Build("0.1.0", server.address() + FEED, "", LINUX, "appimage"))
                        .look(NOW)
                        .orElseThrow()
                        .file()
                        .name())
                .isEqualTo("b.rpm");
    }

    @Test
    void getsAPackageAndComparesIt() throws IOException {
        serve(forLinux("0.2.0"));
        Files.createDirectories(home.resolve("updates").resolve("0.1.5"));

        Path file = download(updates().look(NOW).orElseThrow());

        assertThat(file).isEqualTo(home.resolve("updates").resolve("0.2.0").resolve("tuwen.deb"));
        assertThat(file).hasBinaryContent(PACKAGE);
        assertThat(heard).isNotEmpty();
        assertThat(home.resolve("updates").resolve("0.1.5")).doesNotExist();
        long calls = server.callsOf("/files/");
        assertThat(download(updates().remembered().orElseThrow())).isEqualTo(file);
        assertThat(server.callsOf("/files/")).isEqualTo(calls);
        assertThat(new ConnectionLog(home).newest(100))
                .extracting(Connection::cause)
                .containsOnly(new Cause(Cause.Deed.UPDATE, "Tuwen"), new Cause(Cause.Deed.DOWNLOAD, "Tuwen 0.2.0"));
    }

    @Test
    void keepsWhatArrivedWhenItIsStopped() {
        serve(forLinux("0.2.0"));
        Newer newer = updates().look(NOW).orElseThrow();
        var control = new DownloadControl();
        server.on("/files/tuwen.deb", exchange -> {
            if (exchange.range(PACKAGE.length)[0] > 0) {
                control.stop();
                exchange.stall();
            } else {
                exchange.partial(PACKAGE, "\"one\"", 5 << 20);
            }
        });

        assertThat(catchThrowableOfType(
                        CancellationException.class, () -> updates().download(newer, control, heard::add)))
                .isNotNull();
        server.on("/files/tuwen.deb", FaultyServer.contents(PACKAGE));
        long before = server.bodyBytes();
        download(newer);

        assertThat(server.bodyBytes() - before).isLessThan(PACKAGE.length);
    }

    @Test
    void throwsAwayWhatDoesNotHaveItsDigest() {
        serve(list("0.2.0", file("linux", "x64", "tuwen.deb", "ab".repeat(32))));
        Newer newer = updates().look(NOW).orElseThrow();

        assertThat(failure(() -> download(newer)).kind()).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(home.resolve("updates").resolve("0.2.0").resolve("tuwen.deb"))
                .doesNotExist();
    }

    @Test
    void readsAListAndAPackageFromADisk(@TempDir Path disk) throws IOException {
        Files.createDirectories(disk.resolve("files"));
        Path file = Files.write(disk.resolve("files").resolve("tuwen.deb"), PACKAGE);
        Path feed = Files.writeString(
                disk.resolve("releases.json"), "{\"format\": 1, \"releases\": [" + forLinux("0.2.0") + "]}");
        Updates updates = updates("0.1.0", feed.toUri().toString());
        LibrarySettings.change(home, before -> before.with(LibrarySettings.SEALED, true));

        Newer newer = updates.look(NOW).orElseThrow();

        assertThat(updates.download(newer, new DownloadControl(), heard::add)).isEqualTo(file);
        Files.write(file, new byte[PACKAGE.length]);
        assertThat(failure(() -> updates.download(newer, new DownloadControl(), heard::add))
                        .kind())
                .isEqualTo(Kind.WRONG_DIGEST);
        assertThat(home.resolve("connections.jsonl")).doesNotExist();
    }

    @Test
    void makesNoConnectionWhileSealed() {
        serve(forLinux("0.2.0"));
        Newer newer = updates().look(NOW).orElseThrow();
        int calls = server.calls().size();
        LibrarySettings.change(
                home,
                before -> before.with(LibrarySettings.SEALED, true)
                        .with(LibrarySettings.LOOK_FOR_UPDATES, true)
                        .with(LibrarySettings.LOOKED_FOR_UPDATES, ""));

        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.SEALED);
        assertThat(failure(() -> download(newer)).kind()).isEqualTo(Kind.SEALED);
        assertThat(updates().isDue(NOW)).isFalse();
        assertThat(server.calls()).hasSize(calls);
    }

    @Test
    void looksByItselfOnceADayAndOnlyWhereThatWasAllowed() {
        serve();
        assertThat(updates().isDue(NOW)).isFalse();

        LibrarySettings.change(home, before -> before.with(LibrarySettings.LOOK_FOR_UPDATES, true));
        assertThat(updates().isDue(NOW)).isTrue();
        assertThat(updates("0.1.0", "").isDue(NOW)).isFalse();

        updates().look(NOW);
        assertThat(updates().isDue(NOW.plus(Duration.ofHours(23)))).isFalse();
        assertThat(updates().isDue(NOW.plus(Duration.ofHours(24)))).isTrue();
        assertThat(updates().isDue(NOW.minus(Duration.ofHours(1)))).isTrue();
    }

    /// Else a server that is out of order would be asked at every start.
    @Test
    void remembersThatItLookedWhenThatFailed() {
        LibrarySettings.change(home, before -> before.with(LibrarySettings.LOOK_FOR_UPDATES, true));

        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.UNREACHABLE);

        assertThat(updates().isDue(NOW.plusSeconds(60))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'', NO_FEED", "http://127.0.0.1:1/releases.json, NO_FEED", "https://127.0.0.1:1/r.json, UNREACHABLE"})
    void saysWhyItCannotLook(String feed, Kind kind) {
        assertThat(failure(() -> updates("0.1.0", feed).look(NOW)).kind()).isEqualTo(kind);
    }

    @Test
    void refusesAnswersThatAreNoList() {
        server.on(FEED, exchange -> exchange.send(200, Map.of("Content-Type", "text/html"), new byte[10]));
        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.NOT_A_FEED);

        server.on(FEED, exchange -> exchange.send(200, Map.of(), "[]".getBytes(StandardCharsets.UTF_8)));
        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.NOT_A_FEED);

        server.on(FEED, exchange -> exchange.send(200, Map.of(), new byte[ReleaseFeed.LARGEST + 1]));
        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.UNREACHABLE);

        server.on(
                FEED,
                exchange -> exchange.send(302, Map.of("Location", "http://127.0.0.1:1/releases.json"), new byte[0]));
        assertThat(failure(() -> updates().look(NOW)).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(updates().remembered()).isEqualTo(Optional.empty());
    }

    @Test
    void believesOnlyAListWithTheSignatureOfWhoPublished() throws Exception {
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        String list = "{\"format\": 1, \"releases\": [" + forLinux("0.2.0") + "]}";
        serve(forLinux("0.2.0"));
        Updates updates = new Updates(
                home,
                network,
                new Updates.Build(
                        "0.1.0",
                        server.address() + FEED,
                        Base64.getEncoder().encodeToString(key.getPublic().getEncoded()),
                        LINUX,
                        "deb"));
        assertThat(failure(() -> updates.look(NOW)).kind()).isEqualTo(Kind.UNREACHABLE);

        sign(key, list);
        assertThat(updates.look(NOW)).isPresent();

        sign(KeyPairGenerator.getInstance("Ed25519").generateKeyPair(), list);
        assertThat(failure(() -> updates.look(NOW)).kind()).isEqualTo(Kind.NOT_SIGNED);
        sign(key, list + " ");
        assertThat(failure(() -> updates.look(NOW)).kind()).isEqualTo(Kind.NOT_SIGNED);
        server.on(FEED + ".sig", exchange -> exchange.send(200, Map.of(), new byte[3]));
        assertThat(failure(() -> updates.look(NOW)).kind()).isEqualTo(Kind.NOT_SIGNED);
        server.on(FEED + ".sig", exchange -> exchange.send(200, Map.of(), new byte[1000]));
        assertThat(failure(() -> updates.look(NOW)).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    private void sign(KeyPair key, String list) throws Exception {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(list.getBytes(StandardCharsets.UTF_8));
        byte[] signed = signature.sign();
        server.on(FEED + ".sig", exchange -> exchange.send(200, Map.of(), signed));
    }

    @Test
    void isKnownByTheNamesOfSystems() {
        assertThat(Platform.of("Linux", "amd64")).isEqualTo(LINUX);
        assertThat(Platform.of("Windows 11", "aarch64")).isEqualTo(new Platform("windows", "arm64"));
        assertThat(Platform.of("Mac OS X", "x86_64")).isEqualTo(new Platform("macos", "x64"));
    }
}
