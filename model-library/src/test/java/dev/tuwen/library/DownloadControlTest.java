package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Downloads that a person stops, pauses, slows, or goes on with.
class DownloadControlTest extends HubFixture {
    @Test
    void goesOnWhereItWasStoppedEvenFromAnotherSource() throws IOException {
        // given
        stopAfterFiveMegabytes();
        assertThat(new Downloader(network, models).isBegun("model")).isTrue();
        assertThat(new Downloader(network, models).begun()).containsExactly("model");
        crash();

        // when
        try (Hub other = hub.copy()) {
            Path folder = download(plan(other.source("other")));

            // then
            assertInstalled(folder);
            assertThat(other.server().bodyBytes()).isLessThan(BIG - (3 << 20));
        }
    }

    private void stopAfterFiveMegabytes() {
        var once = new DownloadControl();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            exchange.head(206, Map.of("ETag", "\"one\"", "Content-Range", "bytes 0-" + (BIG - 1) + "/" + BIG), BIG);
            exchange.body(hub.contents(WEIGHTS), 0, 5 << 20);
            exchange.stall();
        });
        assertThatThrownBy(() -> new Downloader(network, models, Hub.QUICK)
                        .download(plan(hub.source("hub")), 1, once, progress -> {
                            if (progress.bytes() >= 5 << 20) {
                                once.stop();
                            }
                        }))
                .isInstanceOf(CancellationException.class);
    }

    /// The last line of the journal and the bytes after it are not to be trusted.
    private void crash() throws IOException {
        Path journal = models.resolve(".downloading-model").resolve(WEIGHTS + ".journal");
        Files.writeString(journal, "4194304 83", StandardOpenOption.APPEND);
    }

    @Test
    void trustsNoPartOfAnotherSourceWithoutADigest() throws IOException {
        // given
        hub.withoutDigests();
        stopAfterFiveMegabytes();

        // when
        try (Hub other = hub.copy()) {
            other.withoutDigests();
            assertInstalled(download(plan(other.source("other"))));

            // then
            assertThat(other.server().bodyBytes()).isGreaterThanOrEqualTo(BIG);
        }
    }

    @Test
    void throwsAwayWhatArrivedWhenThePersonSaysSo() {
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            control.discard();
            exchange.stall();
        });

        assertThatThrownBy(this::download).isInstanceOf(CancellationException.class);

        assertThat(new Downloader(network, models).isBegun("model")).isFalse();
        assertThat(new Downloader(network, models).begun()).isEmpty();
    }

    @Test
    void waitsWhilePausedAndGoesOn() throws IOException {
        // given
        control.pause();

        // when
        Path folder = new Downloader(network, models, Hub.QUICK)
                .download(plan(hub.source("hub")), 3, control, progress -> {
                    heard.add(progress);
                    if (progress.phase() == DownloadProgress.Phase.PAUSED) {
                        control.resume();
                    }
                });

        // then
        assertInstalled(folder);
        assertThat(heard.getFirst().phase()).isEqualTo(DownloadProgress.Phase.PAUSED);
    }

    @Test
    void keepsToItsSpeedLimit() throws IOException {
        control.limit(8 << 20);

        long start = System.nanoTime();
        assertInstalled(download());

        // 9 MiB at 8 MiB/s, of which half a second's worth may come at once.
        assertThat(System.nanoTime() - start).isGreaterThan(500_000_000L);
    }

    @Test
    void endsWhenTheApplicationIsSealedInTheMiddle() throws IOException {
        // given
        var sealed = new AtomicBoolean();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            exchange.head(206, Map.of("Content-Range", "bytes 0-" + (BIG - 1) + "/" + BIG), BIG);
            int sent = 3 << 20;
            exchange.body(hub.contents(WEIGHTS), 0, sent);
            while (!sealed.get()) {
                pause(10);
            }
            // What is open ends a second later, and whoever reads has to be given something until then.
            for (; sent < BIG - (64 << 10); sent += 64 << 10) {
                exchange.body(hub.contents(WEIGHTS), sent, 64 << 10);
                pause(50);
            }
            exchange.stall();
        });

        // when
        try (var one =
                new Network(() -> new NetworkRules(sealed.get(), "none"), new ConnectionLog(home), Hub.PATIENT)) {
            LibraryException failure = failure(() -> new Downloader(one, models, Hub.QUICK)
                    .download(plan(hub.source("hub")), 1, control, progress -> sealed.set(progress.bytes() > 1 << 20)));

            // then
            assertThat(failure.kind()).isEqualTo(LibraryException.Kind.SEALED);
        }
        assertThat(hub.server().bodyBytes()).isLessThan(BIG);
        hub.server().on(Hub.path(WEIGHTS), FaultyServer.contents(hub.contents(WEIGHTS)));
        assertInstalled(download());
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void trustsNoFileOfAnEarlierRunThatIsAnotherNow() throws IOException {
        // given
        Path staging = Files.createDirectories(models.resolve(".downloading-model"));
        byte[] other = hub.contents(WEIGHTS).clone();
        other[7] ^= 1;
        Files.write(staging.resolve(WEIGHTS), other);
        Files.write(staging.resolve("config.json"), hub.contents("config.json"));

        // then
        assertInstalled(download());
        assertThat(hub.server().callsOf(Hub.path("config.json"))).isZero();
    }

    @Test
    void beginsNothingThatDoesNotFitTheDisk() {
        DownloadPlan plan = plan(hub.source("hub"));
        DownloadPlan.PlannedFile file = plan.files().getFirst();
        var huge = new DownloadPlan.PlannedFile(file.path(), 1L << 60, file.digest(), null, file.address());
        long calls = hub.server().calls().size();

        LibraryException failure = failure(() -> download(
                new DownloadPlan(plan.entry(), plan.source(), plan.repository(), plan.state(), List.of(huge))));

        assertThat(failure.kind()).isEqualTo(LibraryException.Kind.DISK_FULL);
        assertThat(hub.server().calls()).hasSize((int) calls);
    }

    @Test
    void saysThatTheDiskIsFullInWhateverWordsTheSystemDoes() {
        assertThat(PartialFile.diskFailure(home.resolve("a"), new IOException("No space left on device"))
                        .kind())
                .isEqualTo(LibraryException.Kind.DISK_FULL);
        assertThat(PartialFile.diskFailure(home.resolve("a"), new IOException("Permission denied"))
                        .kind())
                .isEqualTo(LibraryException.Kind.DISK_FAILED);
    }
}
