package dev.tuwen.model;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.ChatTurn;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import java.util.List;

/// Has kernels compiled before they are waited for: runs every kind of program of a model on next to nothing. Engine
/// thread.
public final class WarmUp {
    /// About how long it goes on at most; a large model's first pass may take longer and is then the only one.
    private static final long MAX_NANOS = 5_000_000_000L;

    /// A pass that takes more than this part of the fastest before it says that there is little left to gain.
    private static final double SETTLED = 0.8;

    /// Patches of the picture, across and down: enough rows for the tiles that a real picture is computed in.
    private static final int PATCHES = 6;

    private static final int TOKENS = 4;

    /// A context in which a sentence fits, whatever the vocabulary.
    private static final int LONG_CONTEXT = 256;

    private WarmUp() {}

    /// Goes on until it does not get faster any more.
    ///
    /// @param cancellation ends it within a fifth of a second
    /// @throws java.util.concurrent.CancellationException if it was ended
    public static void run(OpenedModel model, Cancellation cancellation) {
        long start = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        while (true) {
            long before = System.nanoTime();
            pass(model, cancellation);
            long now = System.nanoTime();
            if (now - start > MAX_NANOS || now - before > SETTLED * fastest) {
                return;
            }
            fastest = Math.min(fastest, now - before);
        }
    }

    private static void pass(OpenedModel model, Cancellation cancellation) {
        if (model.vision() != null) {
            look(model.vision(), cancellation);
        }
        try (var session = new ChatSession(model.language(), model.parts().prompts())) {
            boolean longContext = model.language().contextLimit() >= LONG_CONTEXT;
            var question = new ChatTurn(longContext ? "What is in the picture? 图片里有什么?" : "?", List.of(), null);
            session.answer(List.of(question), SamplingOptions.GREEDY, TOKENS, event -> {}, cancellation);
        }
    }

    private static void look(VisionModel vision, Cancellation cancellation) {
        int patch = vision.config().tower().patch();
        int side = PATCHES * patch;
        var bitmap = new Bitmap(side, side, new byte[side * side * Bitmap.CHANNELS]);
        vision.encode(new PatchLayout(patch).patches(bitmap), cancellation);
    }
}
