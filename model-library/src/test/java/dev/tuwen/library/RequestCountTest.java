package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How often a source is asked for the same.
class RequestCountTest extends HubFixture {
    private static final int PARTS = 3;

    @Test
    void asksASourceWithoutRangesOncePerWorkerAndFile() {
        // given
        List<String> names = List.of(WEIGHTS, "second.safetensors", "third.safetensors");
        for (String name : names) {
            hub.add(name, hub.contents(WEIGHTS));
            hub.server().on(Hub.path(name), exchange -> {
                exchange.head(200, Map.of(), BIG);
                exchange.body(hub.contents(name), 0, BIG / 2);
                pause(100);
                exchange.body(hub.contents(name), BIG / 2, BIG - BIG / 2);
            });
        }

        // when
        Path folder = download();

        // then
        assertThat(names).allSatisfy(name -> {
            assertThat(folder.resolve(name)).hasBinaryContent(hub.contents(name));
            assertThat(hub.server().callsOf(Hub.path(name))).isLessThanOrEqualTo(PARTS);
        });
    }

    @Test
    void asksForNoPartOfAFileThatWasBegunAnew() throws IOException {
        // given
        hub.withoutDigests();
        byte[] contents = hub.contents(WEIGHTS);
        int block = 64 << 10;
        var digests = new ArrayList<String>();
        for (int start = 0; start < BIG; start += block) {
            digests.add(Hub.sha256(Arrays.copyOfRange(contents, start, Math.min(BIG, start + block))));
        }
        var begunAnew = new CountDownLatch(1);
        var calls = new AtomicInteger();
        hub.server().on(Hub.path(WEIGHTS), exchange -> {
            int call = calls.incrementAndGet();
            if (call > PARTS) {
                begunAnew.countDown();
            } else if (call > 1) {
                pause(200);
            }
            long[] range = exchange.range(BIG);
            int from = (int) range[0];
            int count = (int) (range[1] - from) + 1;
            String tag = call == 1 ? "\"old\"" : "\"new\"";
            exchange.head(
                    206, Map.of("ETag", tag, "Content-Range", "bytes " + from + "-" + range[1] + "/" + BIG), count);
            exchange.body(contents, from, Math.min(count, block));
            if (call == 1) {
                await(begunAnew);
            } else if (from == 0) {
                pause(200);
            }
            exchange.body(contents, from + Math.min(count, block), count - Math.min(count, block));
        });
        CatalogEntry entry = Hub.entry(
                new CatalogFile("config.json", -1, null, false, null),
                new CatalogFile(WEIGHTS, BIG, null, false, new CatalogFile.Blocks(block, digests)));

        // when
        assertInstalled(download(new DownloadPlanner(network, List.of(hub.source("hub"))).plan(entry, "hub")));

        // then each megabyte was asked for once, and once by each worker before the file was begun anew
        assertThat(calls).hasValueLessThanOrEqualTo(10 + PARTS);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
