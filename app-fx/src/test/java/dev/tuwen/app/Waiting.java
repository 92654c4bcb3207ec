package dev.tuwen.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;

/// Waits for the window. Slow machines are given time; what never comes fails.
final class Waiting {
    private static final long TIMEOUT_SECONDS = 1800;
    private static final long BETWEEN_MILLIS = 5;
    private static final long FRAMES_MILLIS = 50;

    private Waiting() {}

    /// Waits until something is so; looks on the application's thread.
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!get(condition::getAsBoolean)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            try {
                Thread.sleep(BETWEEN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting until " + what, e);
            }
        }
    }

    /// Lets the window draw a few frames.
    static void frame() {
        try {
            Thread.sleep(FRAMES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// Lets the window draw one frame.
    static void pulse(Scene scene) {
        var drawn = new CompletableFuture<@Nullable Void>();
        onApplicationThread(() -> {
            scene.addPostLayoutPulseListener(new Runnable() {
                @Override
                public void run() {
                    scene.removePostLayoutPulseListener(this);
                    drawn.complete(null);
                }
            });
            Platform.requestNextPulse();
        });
        await(drawn);
    }

    /// Does something on the application's thread and waits for it.
    static void onApplicationThread(Runnable task) {
        get(() -> {
            task.run();
            return true;
        });
    }

    /// Asks something on the application's thread.
    static <T> T get(Supplier<T> question) {
        return await(CompletableFuture.supplyAsync(question, Platform::runLater));
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the application's thread does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// The first node of a selector, once there is one.
    static Node node(FxRobot robot, String selector) {
        until("there is " + selector, () -> robot.lookup(selector).tryQuery().isPresent());
        return get(() -> robot.lookup(selector).query());
    }

    /// Presses a button, once there is one.
    static void press(FxRobot robot, String selector) {
        Node button = node(robot, selector);
        onApplicationThread(() -> ((ButtonBase) button).fire());
    }
}
