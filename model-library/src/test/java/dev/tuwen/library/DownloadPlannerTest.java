package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What sources say they have, and which of them is chosen.
final class DownloadPlannerTest extends HubFixture {
    @Test
    void givesTokensToNobodyButTheirOwner() {
        List<Source> sources =
                Source.all("https://mirror.example/", Map.of("HF_TOKEN", "one", "MODELSCOPE_API_TOKEN", "two"));

        assertThat(sources).extracting(Source::id).containsExactly("huggingface", "hf-mirror", "modelscope", "own");
        assertThat(sources).extracting(Source::token).containsExactly("one", null, "two", null);
        assertThat(sources.toString()).doesNotContain("one,", "two");
    }

    @Test
    void takesTheQuickestOfThreeSources() throws IOException {
        try (Hub slow = hub.copy();
                Hub broken = hub.copy()) {
            slow.server().on("/api/models/" + Hub.REPOSITORY + "/tree/main", FaultyServer.Exchange::stall);
            broken.server()
                    .on(
                            "/api/models/" + Hub.REPOSITORY + "/tree/main",
                            exchange -> exchange.send(503, Map.of(), new byte[0]));

            DownloadPlan plan = plan(slow.source("slow"), broken.source("broken"), hub.source("quick"));

            assertThat(plan.source().id()).isEqualTo("quick");
        }
    }

    @Test
    void saysWhatEachSourceSaidWhenNoneHasIt() {
        try (var empty = new FaultyServer();
                Hub broken = hub.copy()) {
            broken.server()
                    .on(
                            "/api/models/" + Hub.REPOSITORY + "/tree/main",
                            exchange -> exchange.send(503, Map.of(), new byte[0]));
            var nothing = new Source(
                    "empty", "Empty", Source.Dialect.HUGGING_FACE, empty.address(), "huggingface", "main", null);

            assertThatThrownBy(() -> plan(nothing, broken.source("broken")))
                    .hasMessageContaining("Empty does not have 'owner/model'")
                    .hasMessageContaining("broken is out of order (503)");
        }
    }

    @Test
    void saysThatThereIsNoConnectionWhereNoSourceCanBeReached() {
        var away = new Source(
                "away", "Away", Source.Dialect.HUGGING_FACE, "http://127.0.0.1:9", "huggingface", "main", null);
        var unknown = new Source(
                "unknown",
                "Unknown",
                Source.Dialect.HUGGING_FACE,
                "http://nobody.invalid",
                "huggingface",
                "main",
                null);

        assertThat(failure(() -> plan(away, unknown)))
                .satisfies(none -> assertThat(none.kind()).isEqualTo(Kind.NO_CONNECTION))
                .hasMessageContaining("no connection")
                .hasMessageContaining("Away")
                .hasMessageContaining("Unknown");
    }

    @Test
    void blamesNoSourceForAHomeThatCannotBeWritten() throws IOException {
        // given: a folder where the list of connections should be
        Files.createDirectory(home.resolve("connections.jsonl"));

        // then
        assertThat(failure(() -> plan(hub.source("one"), hub.source("two"))))
                .satisfies(failed -> assertThat(failed.kind()).isEqualTo(Kind.DISK_FAILED))
                .hasMessageContaining("connections.jsonl")
                .hasMessageNotContaining("choose another source");
    }

    @Test
    void readsTheListsOfModelScope() {
        // given
        String sha256 = Hub.sha256(hub.contents(WEIGHTS));
        hub.server()
                .on(
                        "/api/v1/models/owner/model/repo/files",
                        exchange -> exchange.send(
                                200,
                                Map.of(),
                                ("{\"Code\":200,\"Data\":{\"Files\":[{\"Type\":\"tree\",\"Path\":\"a\",\"Size\":0},"
                                                + "{\"Type\":\"blob\",\"Path\":\"config.json\",\"Size\":3},"
                                                + "{\"Type\":\"blob\",\"Path\":\"" + WEIGHTS + "\",\"Size\":" + BIG
                                                + ",\"Sha256\":\"" + sha256 + "\"}]}}")
                                        .getBytes(StandardCharsets.UTF_8)));
        var source = new Source(
                "ms", "MS", Source.Dialect.MODEL_SCOPE, hub.server().address(), "huggingface", "master", null);

        // when
        DownloadPlan plan = new DownloadPlanner(network, List.of(source)).plan(Hub.entry(), "ms");

        // then
        assertThat(plan.totalBytes()).isEqualTo(BIG + 3);
        assertThat(plan.files().getLast().digest()).isEqualTo(FileDigest.sha256(sha256, FileDigest.Origin.SOURCE));
        assertThat(plan.files().getLast().address().toString())
                .endsWith("/api/v1/models/owner/model/repo?Revision=master&FilePath=model.safetensors");
    }

    @Test
    void asksAPlainFileServerForSizes() throws IOException {
        // given
        try (var plain = new FaultyServer()) {
            plain.on("/files/config.json", FaultyServer.contents(hub.contents("config.json")));
            plain.on("/files/" + WEIGHTS, FaultyServer.contents(hub.contents(WEIGHTS)));
            Source own = Source.all(plain.address() + "/files/{path}").getLast();
            CatalogEntry entry = Hub.entry(
                    new CatalogFile("config.json", -1, null, false, null),
                    new CatalogFile("README.md", -1, null, true, null),
                    new CatalogFile(
                            WEIGHTS,
                            BIG,
                            FileDigest.sha256(Hub.sha256(hub.contents(WEIGHTS)), FileDigest.Origin.CATALOG),
                            false,
                            null));

            // then
            assertInstalled(download(new DownloadPlanner(network, List.of(own)).plan(entry, Source.OWN)));
        }
    }

    @Test
    void refusesASourceWithAnotherFileThanTheCatalogueNames() {
        CatalogEntry entry = Hub.entry(new CatalogFile(
                WEIGHTS, BIG, FileDigest.sha256("0".repeat(64), FileDigest.Origin.CATALOG), false, null));

        LibraryException failure =
                failure(() -> new DownloadPlanner(network, List.of(hub.source("hub"))).plan(entry, "hub"));

        assertThat(failure.kind()).isEqualTo(Kind.SOURCE_DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../evil.safetensors", "/tmp/evil.safetensors", "..\\\\evil.safetensors", "con.safetensors"})
    void refusesListsWithTricksInTheirNames(String name) throws IOException {
        hub.server()
                .on(
                        "/api/models/" + Hub.REPOSITORY + "/tree/main",
                        exchange -> exchange.send(
                                200,
                                Map.of(),
                                ("[{\"type\":\"file\",\"path\":\"config.json\",\"size\":2,\"oid\":\"\"},"
                                                + "{\"type\":\"file\",\"path\":\"" + name
                                                + "\",\"size\":2,\"oid\":\"\"}]")
                                        .getBytes(StandardCharsets.UTF_8)));

        assertThat(failure(() -> plan(hub.source("hub"))).kind()).isEqualTo(Kind.UNSAFE_NAME);
        assertThat(models).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "{}", "[1]", "{\"Data\": 3}", "[[[[[["})
    void refusesListsThatAreNone(String answer) {
        hub.server()
                .on(
                        "/api/models/" + Hub.REPOSITORY + "/tree/main",
                        exchange -> exchange.send(200, Map.of(), answer.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure(() -> plan(hub.source("hub"))).kind()).isIn(Kind.SOURCE_BROKEN, Kind.NOT_AT_SOURCE);
    }

    @Test
    void readsListsOfSeveralPagesWhereTheyBegan() {
        // given
        String list = "/api/models/" + Hub.REPOSITORY + "/tree/main";
        hub.server().on(list, exchange -> {
            boolean first = !exchange.query().contains("cursor=2");
            var items = new ArrayList<String>();
            for (int i = 0; i < 1000; i++) {
                items.add("{\"type\":\"file\",\"path\":\"" + (first ? "a" : "b") + i + "\",\"size\":1,\"oid\":\"\"}");
            }
            items.add("{\"type\":\"file\",\"path\":\"" + (first ? "config.json" : WEIGHTS)
                    + "\",\"size\":2,\"oid\":\"\"}");
            exchange.send(
                    200,
                    first ? Map.of("Link", "<https://elsewhere.example" + list + "?cursor=2>; rel=\"next\"") : Map.of(),
                    ("[" + String.join(",", items) + "]").getBytes(StandardCharsets.UTF_8));
        });

        // when
        DownloadPlan plan = plan(hub.source("hub", "secret"));

        // then
        assertThat(plan.files()).extracting(DownloadPlan.PlannedFile::path).containsExactly("config.json", WEIGHTS);
        assertThat(hub.server().callsOf(list)).isEqualTo(2);
    }

    @Test
    void followsListsNoFurtherThanIsSensible() {
        String list = "/api/models/" + Hub.REPOSITORY + "/tree/main";
        hub.server()
                .on(
                        list,
                        exchange -> exchange.send(
                                200,
                                Map.of("Link", "<" + hub.server().address() + list + "?cursor=2>; rel=\"next\""),
                                "[]".getBytes(StandardCharsets.UTF_8)));

        assertThat(failure(() -> plan(hub.source("hub"))).kind()).isEqualTo(Kind.NOT_AT_SOURCE);
        assertThat(hub.server().callsOf(list)).isEqualTo(10);
    }
}
