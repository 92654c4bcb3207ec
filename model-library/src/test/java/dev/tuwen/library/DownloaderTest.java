package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Connection;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Downloads from a server that misbehaves.
class DownloaderTest extends HubFixture {
    @Test
    void installsAModelWithTheDigestsTheSourceVouchesFor() throws IOException {
        // when
        DownloadPlan plan = plan(hub.source("hub"));
        Path folder = download(plan);

        // then
        assertInstalled(folder);
        assertThat(plan.vouchedBySource()).isEqualTo(2);
        ModelManifest manifest = ModelManifest.read(folder).orElseThrow();
        assertThat(manifest.files())
                .extracting(ModelManifest.Item::digest)
                .contains(FileDigest.sha256(Hub.sha256(hub.contents(WEIGHTS)), FileDigest.Origin.SOURCE));
        assertThat(heard.getLast().phase()).isEqualTo(DownloadProgress.Phase.FINISHING);
        assertThat(failure(this::download).kind()).isEqualTo(Kind.ALREADY_INSTALLED);
    }

    @Test
    void notesEveryConnectionWithItsCauseAndItsBytes() throws IOException {
        download();

        List<Connection> connections = new ConnectionLog(home).newest(1000);
        assertThat(connections).hasSize(hub.server().calls().size());
        assertThat(connections).allSatisfy(connection -> {
            assertThat(connection.address()).startsWith(hub.server().address());
            assertThat(connection.cause())
                    .isIn(new Cause(Cause.Deed.LIST, "A model"), new Cause(Cause.Deed.DOWNLOAD, "A model"));
            assertThat(connection.outcome()).isIn("200", "206");
        });
        assertThat(connections.stream().mapToLong(Connection::bytes).sum())
                .isEqualTo(hub.server().bodyBytes());
    }

    @Test
    void followsRedirectionsAndTakesNoTokenToAnotherHost() throws IOException {
        // given
        try (var elsewhere = new FaultyServer(hub.server().isSecure())) {
            elsewhere.on("/blob", FaultyServer.contents(hub.contents(WEIGHTS)));
            hub.server()
                    .on(
                            Hub.path(WEIGHTS),
                            exchange ->
                                    exchange.send(302, Map.of("Location", elsewhere.address() + "/blob"), new byte[0]));

            // when
            Path folder = download(plan(hub.source("hub", "secret")));

            // then
            assertInstalled(folder);
            assertThat(hub.server().calls())
                    .allSatisfy(call -> assertThat(call.headers()).containsEntry("Authorization", "Bearer secret"));
            assertThat(elsewhere.calls())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.headers()).doesNotContainKey("Authorization"));
        }
        assertThat(Files.readString(home.resolve("connections.jsonl"))).doesNotContain("secret");
    }

    @Test
    void takesTheWholeFileFromAServerThatIgnoresRanges() throws IOException {
        hub.server().on(Hub.path(WEIGHTS), exchange -> exchange.send(200, Map.of(), hub.contents(WEIGHTS)));

        assertInstalled(download());
    }

    @Test
    void goesOnAfterEachTimeTheConnectionIsCutOff() throws IOException {
        hub.server().on(Hub.path(WEIGHTS), exchange -> exchange.partial(hub.contents(WEIGHTS), "\"one\"", 5 << 20));

        assertInstalled(download());
    }

    @Test
    void takesUpWhereAConnectionWasCutOffHoweverEarly() throws IOException {
        hub.server().on(Hub.path(WEIGHTS), exchange -> exchange.partial(hub.contents(WEIGHTS), "\"one\"", 300 << 10));

        assertInstalled(download());
        assertThat(hub.server().bodyBytes()).isLessThan(BIG + (1L << 20));
    }

    @Test
    void leavesAConnectionThatStalls() throws IOException {
        // given
        var stalls = new AtomicInteger();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            if (stalls.incrementAndGet() <= 2) {
                exchange.head(206, Map.of("Content-Range", "bytes 0-9/" + BIG), 10);
                exchange.stall();
            } else {
                exchange.ranged(hub.contents(WEIGHTS), "\"one\"");
            }
        });

        // when
        DownloadPlan plan = plan(hub.source("hub"));
        Path folder;
        try (Network stalling = Hub.network(home, Hub.STALLING)) {
            folder = new Downloader(stalling, models, Hub.QUICK).download(plan, 3, control, heard::add);
        }

        // then
        assertInstalled(folder);
        assertThat(stalls).hasValueGreaterThan(2);
    }

    @Test
    void noticesAChangedByteAndFetchesTheFileAgain() throws IOException {
        // given
        byte[] wrong = hub.contents(WEIGHTS).clone();
        wrong[BIG / 2] ^= 1;
        var calls = new AtomicInteger();
        hub.server()
                .on(
                        Hub.path(WEIGHTS),
                        exchange -> exchange.ranged(
                                calls.incrementAndGet() <= 1 ? wrong : hub.contents(WEIGHTS), "\"one\""));

        // then
        assertInstalled(download());
    }

    @Test
    void refusesAFileThatIsWrongAgain() {
        // given
        byte[] wrong = hub.contents(WEIGHTS).clone();
        wrong[BIG / 2] ^= 1;
        hub.server().on(Hub.path(WEIGHTS), FaultyServer.contents(wrong));

        // then
        LibraryException failure = failure(this::download);
        assertThat(failure.kind()).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(failure).hasMessageContaining("'" + WEIGHTS + "'");
        assertThat(models.resolve("model")).doesNotExist();
    }

    @Test
    void fetchesADamagedBlockAloneWhereBlocksHaveDigests() throws IOException {
        // given
        byte[] right = hub.contents(WEIGHTS);
        int block = 1 << 20;
        var digests = new ArrayList<String>();
        for (int start = 0; start < right.length; start += block) {
            digests.add(Hub.sha256(Arrays.copyOfRange(right, start, Math.min(right.length, start + block))));
        }
        byte[] wrong = right.clone();
        wrong[BIG / 2] ^= 1;
        var calls = new AtomicInteger();
        hub.server()
                .on(
                        Hub.path(WEIGHTS),
                        exchange -> exchange.ranged(calls.incrementAndGet() == 1 ? wrong : right, "\"one\""));
        CatalogEntry entry = Hub.entry(
                new CatalogFile("config.json", -1, null, false, null),
                new CatalogFile(WEIGHTS, BIG, null, false, new CatalogFile.Blocks(block, digests)));

        // when
        Path folder = download(new DownloadPlanner(network, List.of(hub.source("hub"))).plan(entry, "hub"));

        // then
        assertInstalled(folder);
        assertThat(calls).hasValue(2);
        assertThat(hub.server().bodyBytes()).isLessThan(2L * BIG);
    }

    @Test
    void beginsAgainWhenTheFileChangesBetweenParts() throws IOException {
        // given
        hub.withoutDigests();
        byte[] old = Hub.random(BIG);
        old[5] ^= 1;
        var calls = new AtomicInteger();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            if (calls.incrementAndGet() == 1) {
                exchange.partial(old, "\"old\"", 5 << 20);
            } else {
                exchange.ranged(hub.contents(WEIGHTS), "\"new\"");
            }
        });

        // then
        assertInstalled(download());
    }

    @Test
    void givesUpOnAFileThatChangesAllTheTime() {
        hub.withoutDigests();
        var calls = new AtomicInteger();
        hub.server()
                .on(
                        Hub.path(WEIGHTS),
                        exchange -> exchange.partial(
                                hub.contents(WEIGHTS), "\"" + calls.incrementAndGet() + "\"", 5 << 20));

        assertThat(failure(this::download).kind()).isEqualTo(Kind.FILE_CHANGED);
        assertThat(models.resolve("model")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "401, NEEDS_TOKEN",
        "403, NEEDS_TOKEN",
        "404, NOT_AT_SOURCE",
        "407, PROXY_REFUSED",
        "429, TOO_MANY_REQUESTS",
        "503, SOURCE_OUT_OF_ORDER",
        "418, SOURCE_OUT_OF_ORDER"
    })
    void hasASentenceForEachRefusal(int status, Kind kind) {
        // given
        hub.server()
                .on(
                        Hub.path(WEIGHTS),
                        exchange -> exchange.send(
                                status, status == 429 ? Map.of("Retry-After", "3600") : Map.of(), new byte[0]));

        // when
        LibraryException failure = failure(this::download);

        // then
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.getMessage()).isNotBlank();
        assertThat(models.resolve("model")).doesNotExist();
    }

    @Test
    void waitsAsLongAsTheServerAsks() throws IOException {
        // given
        var calls = new AtomicInteger();
        var waited = new AtomicBoolean();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            int call = calls.incrementAndGet();
            // On a busy machine a second may be over before anybody is told of it.
            if (call <= 2 || (call <= 5 && !waited.get())) {
                exchange.send(call == 1 ? 429 : 503, Map.of("Retry-After", "1"), new byte[0]);
            } else {
                exchange.ranged(hub.contents(WEIGHTS), "\"one\"");
            }
        });

        // when
        long start = System.nanoTime();
        Path folder = new Downloader(network, models, Hub.QUICK)
                .download(plan(hub.source("hub")), 1, control, progress -> {
                    if (progress.phase() == DownloadProgress.Phase.WAITING) {
                        waited.set(true);
                    }
                });

        // then
        assertInstalled(folder);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(900_000_000L);
        assertThat(waited).isTrue();
    }

    @Test
    void makesNoConnectionWhileSealed() throws IOException {
        // given
        try (var sealed = new Network(() -> new NetworkRules(true, "none"), new ConnectionLog(home))) {
            DownloadPlan before = plan(hub.source("hub"));
            int calls = hub.server().calls().size();

            // then
            assertThat(failure(() -> new DownloadPlanner(sealed, List.of(hub.source("hub"))).plan(Hub.entry(), "hub"))
                            .kind())
                    .isEqualTo(Kind.SEALED);
            assertThat(failure(() -> new Downloader(sealed, models).download(before, 2, control, heard::add))
                            .kind())
                    .isEqualTo(Kind.SEALED);
            assertThat(hub.server().calls()).hasSize(calls);
            assertThat(new ConnectionLog(home).newest(1).getFirst().outcome()).isEqualTo("refused: sealed");
        }
    }

    @Test
    void goesOnFromAnotherSourceWhereTheQuickestBreaksOff() throws IOException {
        // given
        try (Hub other = hub.copy()) {
            var chosen = new AtomicBoolean();
            hub.server().on(Hub.path(WEIGHTS), exchange -> {
                chosen.set(true);
                if (exchange.range(BIG)[0] == 0) {
                    exchange.partial(hub.contents(WEIGHTS), "\"one\"", 5 << 20);
                } else {
                    exchange.send(503, Map.of(), new byte[0]);
                }
            });
            other.server().on("/api/models/" + Hub.REPOSITORY + "/tree/main", exchange -> {
                if (chosen.get()) {
                    exchange.send(200, Map.of(), hub.listing());
                } else {
                    exchange.stall();
                }
            });
            var planner = new DownloadPlanner(network, List.of(hub.source("hub"), other.source("other")));
            var used = new ArrayList<String>();

            // when
            Path folder = new ModelDownload(
                            planner, new Downloader(network, models, Hub.QUICK), Hub.entry(), DownloadPlanner.QUICKEST)
                    .run(3, control, plan -> used.add(plan.source().id()), heard::add);

            // then
            assertInstalled(folder);
            assertThat(used).containsExactly("hub", "other");
            assertThat(other.server().bodyBytes()).isLessThan(BIG - (3 << 20));
        }
    }

    @Test
    void keepsToTheSourceThePersonWants() {
        try (Hub other = hub.copy()) {
            hub.server().on(Hub.path(WEIGHTS), exchange -> exchange.send(503, Map.of(), new byte[0]));
            var planner = new DownloadPlanner(network, List.of(hub.source("hub"), other.source("other")));
            var download = new ModelDownload(planner, new Downloader(network, models, Hub.QUICK), Hub.entry(), "hub");

            assertThat(failure(() -> download.run(3, control, plan -> {}, heard::add))
                            .kind())
                    .isEqualTo(Kind.SOURCE_OUT_OF_ORDER);
            assertThat(other.server().calls()).isEmpty();
        }
    }

    @Test
    void letsOnlyOneWorkOnAModel() throws IOException {
        // given
        var others = new ArrayList<LibraryException>();
        hub.server().on(Hub.path("config.json"), exchange -> {
            var second = new Downloader(network, models, Hub.QUICK);
            DownloadPlan plan = plan(hub.source("hub"));
            for (int i = 0; i < 2; i++) {
                others.add(failure(() -> second.download(plan, 1, new DownloadControl(), progress -> {})));
            }
            others.add(failure(() -> second.discard("model")));
            others.add(failure(
                    () -> new LibraryMove(new ModelLibrary(home)).move(home.resolve("elsewhere"), WorkListener.NONE)));
            exchange.ranged(hub.contents("config.json"), "\"one\"");
        });

        // then
        assertInstalled(download());
        assertThat(others).hasSize(4).allSatisfy(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(failure).hasMessageContaining("'model'");
        });
        assertThat(home.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void takesTheLockOfAProcessThatDied() throws IOException {
        Files.createDirectories(models);
        Files.writeString(models.resolve(".downloading-model.lock"), "somebody");

        assertInstalled(download());
    }
}
