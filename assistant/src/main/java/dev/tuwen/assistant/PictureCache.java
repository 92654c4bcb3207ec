package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.vision.EncodingProgress;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// What pictures became for the decoder, the most recently used ones. A picture is recognised by its pixels' object,
/// which is not kept alive. Engine thread only.
final class PictureCache {
    /// Features of a picture in slices take 6 MB; conversations keep those of their own pictures besides.
    private static final int KEPT = 24;

    private final VisionModel vision;
    private final Deque<Entry> entries = new ArrayDeque<>();

    private record Entry(WeakReference<Bitmap> bitmap, PictureInPrompt features) {}

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
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            Bitmap bitmap = entry.bitmap().get();
            if (bitmap == null) {
                all.remove();
            } else if (bitmap == picture.upright()) {
                all.remove();
                entries.addFirst(entry);
                return entry.features();
            }
        }
        return null;
    }

    /// Encodes a picture, unless it was before.
    ///
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    PictureInPrompt encode(Picture picture, EncodingProgress progress, Cancellation cancellation) {
        PictureInPrompt known = find(picture);
        if (known != null) {
            return known;
        }
        PictureInPrompt encoded =
                vision.encode(picture.upright(), progress, cancellation).inPrompt();
        entries.addFirst(new Entry(new WeakReference<>(picture.upright()), encoded));
        while (entries.size() > KEPT) {
            entries.removeLast();
        }
        return encoded;
    }
}
