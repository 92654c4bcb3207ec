package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tuwen.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirDeletionStrategy;

/// A hub with a model, and a library it can be downloaded to.
abstract class HubFixture {
    static final int BIG = 9 * (1 << 20) + 321;
    static final String WEIGHTS = "model.safetensors";

    /// A source that lost the race may still note its connection there while the folder is deleted.
    @TempDir(deletionStrategy = TempDirDeletionStrategy.IgnoreFailures.class)
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    Hub hub;

    @SuppressWarnings("NullAway.Init")
    Network network;

    @SuppressWarnings("NullAway.Init")
    Path models;

    final DownloadControl control = new DownloadControl();
    final List<DownloadProgress> heard = new ArrayList<>();

    boolean secure() {
        return false;
    }

    @BeforeEach
    void connect() {
        hub = new Hub(BIG, secure());
        network = Hub.network(home, Hub.PATIENT);
        models = home.resolve("models");
    }

    @AfterEach
    void disconnect() {
        network.close();
        hub.close();
    }

    DownloadPlan plan(Source... sources) {
        return new DownloadPlanner(network, List.of(sources)).plan(Hub.entry(), DownloadPlanner.QUICKEST);
    }

    Path download(DownloadPlan plan) {
        return new Downloader(network, models, Hub.QUICK).download(plan, 3, control, heard::add);
    }

    Path download() {
        return download(plan(hub.source("hub")));
    }

    static LibraryException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(LibraryException.class, call);
    }

    void assertInstalled(Path folder) throws IOException {
        assertThat(folder).isEqualTo(models.resolve("model"));
        assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(hub.contents(WEIGHTS));
        assertThat(folder.resolve("config.json")).hasBinaryContent(hub.contents("config.json"));
        try (var all = Files.list(models)) {
            assertThat(all).containsExactly(folder);
        }
        try (var all = Files.list(folder)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.json", WEIGHTS, ModelManifest.FILE);
        }
    }
}
