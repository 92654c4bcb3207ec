package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.library.FaultyServer.Behaviour;
import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that are no part of the file: from the network of a hotel, from stores whose addresses expire.
class StrangeAnswersTest extends HubFixture {
    private static final byte[] PAGE =
            "\n<!DOCTYPE html><html><form action=/login></form></html>".getBytes(StandardCharsets.UTF_8);

    private static Behaviour strange(String name) {
        return switch (name) {
            case "page" -> exchange -> exchange.send(200, Map.of("Content-Type", "text/html; charset=utf-8"), PAGE);
            case "page of no type" -> exchange -> exchange.send(200, Map.of(), PAGE);
            case "page that seems to be the file" ->
                exchange -> {
                    exchange.head(200, Map.of("Content-Type", "application/octet-stream"), BIG);
                    exchange.body(PAGE, 0, PAGE.length);
                    exchange.end();
                };
            case "page as a part" -> exchange -> exchange.send(206, Map.of("Content-Type", "text/html"), PAGE);
            case "error" -> exchange -> exchange.send(200, Map.of("Content-Type", "application/json"), new byte[20]);
            case "416" -> exchange -> exchange.send(416, Map.of("Content-Range", "bytes */" + BIG), new byte[0]);
            case "416 of no size" -> exchange -> exchange.send(416, Map.of(), new byte[0]);
            default -> exchange -> exchange.send(Integer.parseInt(name), Map.of(), new byte[0]);
        };
    }

    /// Sends five megabytes, then something else for a while, then what is wanted.
    private void interrupt(String name, int times) {
        var calls = new AtomicInteger();
        Behaviour strange = strange(name);
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            int call = calls.incrementAndGet();
            if (call == 1) {
                exchange.partial(hub.contents(WEIGHTS), "\"one\"", 5 << 20);
            } else if (call <= 1 + times) {
                strange.answer(exchange);
            } else {
                exchange.ranged(hub.contents(WEIGHTS), "\"one\"");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "page, true",
        "page, false",
        "page of no type, true",
        "page of no type, false",
        "page that seems to be the file, false",
        "page as a part, true",
        "error, true",
        "error, false",
        "416, true",
        "416, false",
        "416 of no size, true",
        "403, true",
        "404, true",
        "400, true"
    })
    void keepsWhatArrivedWhenSomethingElseComes(String name, boolean digests) throws IOException {
        // given
        if (!digests) {
            hub.withoutDigests();
        }
        interrupt(name, 2);

        // then
        assertInstalled(download());
        assertThat(hub.server().bodyBytes()).isLessThan(BIG + (2L << 20));
    }

    @Test
    void saysThatAPageCameAndGoesOnAfterTheLogin() throws IOException {
        // given
        interrupt("page", 100);

        // when
        LibraryException failure = failure(this::download);

        // then
        assertThat(failure.kind()).isEqualTo(Kind.WEB_PAGE);
        assertThat(failure).hasMessageContaining("hub answers with a web page (a login?)");
        hub.server().on(Hub.path(WEIGHTS), FaultyServer.contents(hub.contents(WEIGHTS)));
        assertInstalled(download());
        assertThat(hub.server().bodyBytes()).isLessThan(BIG + (2L << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "page of no type"})
    void saysThatAPageCameInsteadOfAList(String name) {
        hub.server().on("/api/models/" + Hub.REPOSITORY + "/tree/main", strange(name));

        assertThat(failure(this::download).kind()).isEqualTo(Kind.WEB_PAGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 400})
    void asksTheFirstAddressAgainWhenASignedOneExpired(int status) throws IOException {
        // given
        var first = new AtomicInteger();
        hub.server()
                .on(
                        Hub.path(WEIGHTS),
                        exchange -> exchange.send(
                                302, Map.of("Location", "/store?signature=" + first.incrementAndGet()), new byte[0]));
        hub.server().on("/store", exchange -> {
            if (exchange.query().equals("signature=1")) {
                exchange.send(status, Map.of(), new byte[0]);
            } else {
                exchange.ranged(hub.contents(WEIGHTS), "\"one\"");
            }
        });

        // then
        assertInstalled(download());
        assertThat(first).hasValue(2);
    }

    @Test
    void doubtsARefusalOfOnePartWhileAnotherComes() throws IOException {
        // given
        byte[] contents = hub.contents(WEIGHTS);
        int block = 64 << 10;
        var digests = new ArrayList<String>();
        for (int start = 0; start < BIG; start += block) {
            digests.add(Hub.sha256(Arrays.copyOfRange(contents, start, Math.min(BIG, start + block))));
        }
        var calls = new AtomicInteger();
        var refused = new CountDownLatch(1);
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            switch (calls.incrementAndGet()) {
                case 1 -> {
                    long[] range = exchange.range(BIG);
                    int from = (int) range[0];
                    int count = (int) (range[1] - from) + 1;
                    exchange.head(206, Map.of("Content-Range", "bytes " + from + "-" + range[1] + "/" + BIG), count);
                    exchange.body(contents, from, 100);
                    await(refused);
                    exchange.body(contents, from + 100, count - 100);
                }
                case 2 -> {
                    exchange.send(403, Map.of(), new byte[0]);
                    refused.countDown();
                }
                default -> exchange.ranged(contents, "\"one\"");
            }
        });
        CatalogEntry entry = Hub.entry(
                new CatalogFile("config.json", -1, null, false, null),
                new CatalogFile(WEIGHTS, BIG, null, false, new CatalogFile.Blocks(block, digests)));

        // then
        assertInstalled(download(new DownloadPlanner(network, List.of(hub.source("hub"))).plan(entry, "hub")));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void believesARefusalThatStays() {
        hub.server().on(Hub.path(WEIGHTS), exchange -> exchange.send(302, Map.of("Location", "/store"), new byte[0]));
        hub.server().on("/store", strange("403"));

        assertThat(failure(this::download).kind()).isEqualTo(Kind.NEEDS_TOKEN);
        assertThat(hub.server().callsOf("/store")).isEqualTo(3);
    }
}
