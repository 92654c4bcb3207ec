package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.vision.EncodingProgress;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/// What pictures became for the decoder: the most recently used ones, and those of dialogues that hold them. A picture
/// is recognised by its pixels' object, which is not kept alive. Engine thread only.
final class PictureCache {
    /// Features of a picture in slices take 6 MB.
    private static final int KEPT = 24;

    private final VisionModel vision;
    /// By identity: a bitmap equals itself only.
    private final Map<Bitmap, WeakReference<PictureInPrompt>> known = new WeakHashMap<>();
    private final Deque<PictureInPrompt> recent = new ArrayDeque<>();

    PictureCache(VisionModel vision) {
        this.vision = vision;
    }

    /// The model behind it.
    VisionModel vision() {
        return vision;
    }

    /// What a picture became, if it was encoded before.
    @Nullable
    PictureInPrompt find(Picture picture) {
        WeakReference<PictureInPrompt> encoded = known.get(picture.upright());
        PictureInPrompt features = encoded == null ? null : encoded.get();
        if (features != null) {
            use(features);
        }
        return features;
    }

    /// Encodes a picture, unless it was before.
    ///
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    PictureInPrompt encode(Picture picture, EncodingProgress progress, Cancellation cancellation) {
        PictureInPrompt found = find(picture);
        if (found != null) {
            return found;
        }
        PictureInPrompt encoded =
                vision.encode(picture.upright(), progress, cancellation).inPrompt();
        known.put(picture.upright(), new WeakReference<>(encoded));
        use(encoded);
        return encoded;
    }

    private void use(PictureInPrompt features) {
        recent.remove(features);
        recent.addFirst(features);
        if (recent.size() > KEPT) {
            recent.removeLast();
        }
    }
}
