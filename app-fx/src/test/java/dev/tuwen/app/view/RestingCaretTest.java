package dev.tuwen.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextArea;
import javafx.scene.shape.Path;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxToolkit;

/// A caret that rests is seen and has no frames made.
class RestingCaretTest {
    @BeforeAll
    static void startToolkit() throws Exception {
        FxToolkit.registerPrimaryStage();
    }

    private static <T> T onApplicationThread(java.util.function.Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, Platform::runLater).get();
    }

    @Test
    void staysAndStopsTheFrames() throws Exception {
        var area = new TextArea("words");
        Stage stage = onApplicationThread(() -> {
            var shown = new Stage();
            shown.setScene(new Scene(area, 200, 100));
            shown.show();
            area.requestFocus();
            return shown;
        });
        var frames = new AtomicInteger();
        var some = new CountDownLatch(3);
        onApplicationThread(() -> {
            stage.getScene().addPreLayoutPulseListener(() -> {
                frames.incrementAndGet();
                some.countDown();
            });
            return true;
        });
        some.await();

        onApplicationThread(() -> {
            RestingCaret.rest(stage.getScene());
            return true;
        });

        assertThat(onApplicationThread(() -> area.lookupAll(".text-area *").stream()
                        .filter(Path.class::isInstance)
                        .anyMatch(Node::isVisible)))
                .isTrue();
        // Frames that were on their way are made; then none.
        int before;
        int tries = 0;
        do {
            before = frames.get();
            Thread.sleep(500);
        } while (frames.get() != before && ++tries < 20);
        assertThat(frames.get()).isEqualTo(before);
        onApplicationThread(() -> {
            stage.hide();
            return true;
        });
    }
}
