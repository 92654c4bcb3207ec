package dev.tuwen.app.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tuwen.app.instance.Instance.Claim;
import dev.tuwen.assistant.FileAddress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starts of one user that find each other, over real sockets of the file system.
final class InstanceTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(30);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final List<List<Path>> opened = new CopyOnWriteArrayList<>();

    /// The lock of the first start in a folder.
    private static InstanceLock first(Path folder) {
        Claim claim = Instance.claim(folder, List.of(), SHORT);
        assertThat(claim).isInstanceOf(Claim.First.class);
        return ((Claim.First) claim).lock();
    }

    private InstanceServer listen(Path folder) {
        return listen(folder, LONG);
    }

    /// @param patience how long the server waits for what does not come
    private InstanceServer listen(Path folder, Duration patience) {
        return InstanceServer.listen(folder, Runnable::run, opened::add, patience)
                .orElseThrow();
    }

    private Claim later(Path... files) {
        return Instance.claim(home, List.of(files), LONG);
    }

    private Path socket() {
        return InstanceFolder.in(home).address().orElseThrow();
    }

    @Test
    void theFirstStartOpensTheWindowAndLaterOnesHandOver() {
        Path plain = Path.of("/t/a b.png");
        Path strange = Path.of("/t/𠮷😀 图#?%41.png");

        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home)) {
            assertThat(later(plain, strange)).isEqualTo(new Claim.HandedOver());
            assertThat(later()).isEqualTo(new Claim.HandedOver());
        }

        assertThat(opened).containsExactly(List.of(plain, strange), List.of());
        first(home).close();
    }

    @Test
    void startsOfOtherDataFoldersDoNotMeet(@TempDir Path other) {
        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home);
                InstanceLock _ = first(other);
                InstanceServer _ = listen(other)) {
            assertThat(Instance.claim(other, List.of(Path.of("/b.png")), LONG)).isEqualTo(new Claim.HandedOver());
        }

        assertThat(opened).containsExactly(List.of(Path.of("/b.png")));
    }

    @Test
    void laterStartsWaitForTheFirstToListen() {
        try (InstanceLock _ = first(home)) {
            CompletableFuture<Claim> waiting = CompletableFuture.supplyAsync(() -> later(Path.of("/a.png")));

            try (InstanceServer _ = listen(home)) {
                assertThat(waiting.join()).isEqualTo(new Claim.HandedOver());
            }
        }
        assertThat(opened).containsExactly(List.of(Path.of("/a.png")));
    }

    @Test
    void aStartThatWaitedForOneThatEndsIsTheFirst() {
        InstanceLock ending = first(home);
        CompletableFuture<Claim> waiting = CompletableFuture.supplyAsync(this::later);

        ending.close();

        assertThat(waiting.join()).isInstanceOf(Claim.First.class);
    }

    @Test
    void saysThatTheFirstDoesNotAnswer() {
        try (InstanceLock _ = first(home)) {
            Claim claim = Instance.claim(home, List.of(), SHORT);

            assertThat(claim).isInstanceOf(Claim.Unheard.class);
            assertThat(((Claim.Unheard) claim).reason())
                    .contains("does not answer")
                    .contains(home.toString());
        }
    }

    /// Else a start that tries again would be heard twice.
    @Test
    void whatTheWindowDoesNotTakeInTimeItDoesNotTakeLater() throws IOException {
        var tasks = new CopyOnWriteArrayList<Runnable>();
        try (InstanceLock _ = first(home);
                InstanceServer _ = InstanceServer.listen(home, tasks::add, opened::add, SHORT)
                        .orElseThrow()) {
            // On a busy machine even what is said may come too late.
            while (tasks.isEmpty()) {
                assertThat(tell("tuwen-window 1\nopen file:///a.png\nshow\n".getBytes(StandardCharsets.UTF_8)))
                        .isEmpty();
            }

            tasks.forEach(Runnable::run);
            assertThat(opened).isEmpty();
        }
    }

    @Test
    void recoversWhatAKilledStartLeft() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(
                                File.pathSeparator,
                                classes(Instance.class),
                                classes(InstanceProgram.class),
                                classes(FileAddress.class)),
                        InstanceProgram.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = killed.inputReader()) {
            assertThat(said.readLine()).isEqualTo("first");
            assertThat(later(Path.of("/a.png"))).isEqualTo(new Claim.HandedOver());
        } finally {
            killed.destroyForcibly().waitFor();
        }
        assertThat(Files.exists(socket(), LinkOption.NOFOLLOW_LINKS)).isTrue();

        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home)) {
            assertThat(later(Path.of("/b.png"))).isEqualTo(new Claim.HandedOver());
        }
        assertThat(opened).containsExactly(List.of(Path.of("/b.png")));
    }

    private static String classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "\n",
                "tuwen-window 1\nopen /etc/passwd\nshow\n",
                "tuwen-window 1\nopen http://host/a\nshow\n",
                "tuwen-window 1\nopen file:///a%00b\nshow\n",
                "tuwen-window 1\nopen file:///a%zz\nshow\n",
                "tuwen-window 1\nrun file:///a\nshow\n",
                "tuwen-window 1\nopen file:///a\n",
                "tuwen-window 1\nopen file:///a",
                "tuwen-window 1\nopen \nshow\n",
                "tuwen-window 2\nopen file:///a\nshow\n",
                ""
            })
    void goesOnWhateverAnEnemySays(String said) throws IOException {
        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home, SHORT)) {
            String answer = tell(said.getBytes(StandardCharsets.UTF_8));

            assertThat(answer).isIn("", "refused\n", "version 1\n");
            assertThat(later(Path.of("/a.png"))).isEqualTo(new Claim.HandedOver());
        }
        // On a busy machine the answer may come too late, and the start asks again.
        assertThat(opened).isNotEmpty().containsOnly(List.of(Path.of("/a.png")));
    }

    @Test
    void takesNoMoreThanItMust() throws IOException {
        String line = "open file:///a\n";
        String many = "tuwen-window 1\n" + line.repeat(Handover.MAXIMUM_FILES + 1) + "show\n";
        byte[] endless = new byte[Handover.MAXIMUM_BYTES + 1];

        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home, SHORT)) {
            assertThat(tell(many.getBytes(StandardCharsets.UTF_8))).isIn("", "refused\n");
            assertThat(tell(endless)).isEmpty();
            assertThat(later()).isEqualTo(new Claim.HandedOver());
        }
        assertThat(opened).isNotEmpty().containsOnly(List.of());
        assertThat(Instance.claim(home, Collections.nCopies(Handover.MAXIMUM_FILES + 1, home), SHORT))
                .isInstanceOf(Claim.Unheard.class);
    }

    @Test
    void silentOnesKeepNobodyWaiting() throws IOException {
        var silent = new ArrayList<SocketChannel>();
        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home, SHORT)) {
            for (int i = 0; i < 40; i++) {
                silent.add(connect());
            }

            assertThat(later(Path.of("/a.png"))).isEqualTo(new Claim.HandedOver());
        } finally {
            for (SocketChannel each : silent) {
                each.close();
            }
        }
    }

    /// What somebody else listens at is no window.
    @Test
    void believesNoAnswerThatIsNone() throws IOException {
        try (InstanceLock _ = first(home);
                var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            Path socket = home.resolve("s");
            server.bind(UnixDomainSocketAddress.of(socket));
            InstanceFolder.in(home).note(socket);
            CompletableFuture<Void> enemy = CompletableFuture.runAsync(() -> {
                for (String answer : List.of("x".repeat(100_000), "nonsense\n")) {
                    try (SocketChannel start = server.accept()) {
                        start.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                        readAll(start);
                    } catch (IOException gone) {
                        // The start had enough.
                    }
                }
            });

            assertThat(later()).isInstanceOf(Claim.Unheard.class);
            enemy.join();
        }
    }

    @Test
    void passesOverAnAddressThatIsNone() throws IOException {
        try (InstanceLock _ = first(home)) {
            for (String noted : List.of("relative/path", "\0", "", "/".repeat(5000))) {
                Files.writeString(InstanceFolder.in(home).path().resolve("address"), noted);

                assertThat(Instance.claim(home, List.of(), SHORT)).isInstanceOf(Claim.Unheard.class);
            }
        }
    }

    @Test
    void removesNothingButASocket() throws IOException {
        Path precious = Files.writeString(home.resolve("precious"), "x");
        try (InstanceLock _ = first(home)) {
            InstanceFolder.in(home).note(precious);

            listen(home).close();
        }
        assertThat(precious).hasContent("x");
    }

    @Test
    void nobodyElseMayEnter() throws IOException {
        assumeThat(home.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path folder = Files.createDirectories(InstanceFolder.in(home).path());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (InstanceLock _ = first(home);
                InstanceServer _ = listen(home)) {
            assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(Files.getPosixFilePermissions(socket())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    /// The names of sockets are short.
    @Test
    void listensElsewhereWhereTheDataFolderHasALongName() throws IOException {
        Path deep = home.resolve("一个名字很长的文件夹".repeat(5)).resolve("data folder");
        Path socket;

        try (InstanceLock _ = first(deep);
                InstanceServer _ = listen(deep)) {
            socket = InstanceFolder.in(deep).address().orElseThrow();
            assertThat(socket.startsWith(deep)).isFalse();
            assertThat(Instance.claim(deep, List.of(Path.of("/a.png")), LONG)).isEqualTo(new Claim.HandedOver());
        }
        assertThat(socket.getParent()).doesNotExist();
        assertThat(opened).containsExactly(List.of(Path.of("/a.png")));
    }

    @Test
    void opensAWindowAloneWhereNobodyCanBeFound() throws IOException {
        Files.writeString(home.resolve("window"), "in the way");

        assertThat(Instance.claim(home, List.of(), SHORT)).isEqualTo(new Claim.Alone());
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket()));
        return channel;
    }

    /// Says something and hears the answer, if there is one.
    private String tell(byte[] said) throws IOException {
        try (SocketChannel channel = connect()) {
            try {
                for (ByteBuffer left = ByteBuffer.wrap(said); left.hasRemaining(); ) {
                    channel.write(left);
                }
            } catch (IOException hadEnough) {
                return "";
            }
            return readAll(channel);
        } catch (IOException reset) {
            return "";
        }
    }

    /// What the other side says until it ends.
    private static String readAll(SocketChannel channel) throws IOException {
        var said = new StringBuilder();
        var some = ByteBuffer.allocate(100);
        while (channel.read(some.clear()) >= 0) {
            said.append(StandardCharsets.UTF_8.decode(some.flip()));
        }
        return said.toString();
    }
}
