package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.vision.VisionPreprocessor;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PixelSize;
import dev.tuwen.vision.image.SlicePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The pictures of one dialogue on their way through the vision encoder: encodes those that are new and says how long
/// it will take. Engine thread; used once.
final class PictureEncoding {
    private static final double NANOS_PER_MILLI = 1e6;

    private final PictureCache cache;
    private final AnswerListener listener;
    private final Cancellation cancellation;
    private final int pictureCount;
    private final long allPixels;
    private long donePixels;
    private int picture;
    private long startNanos;

    /// @param all the pictures of the dialogue
    PictureEncoding(PictureCache cache, List<Picture> all, AnswerListener listener, Cancellation cancellation) {
        this.cache = cache;
        this.listener = listener;
        this.cancellation = cancellation;
        Set<Bitmap> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
        long pixels = 0;
        for (Picture each : all) {
            if (cache.find(each) == null && fresh.add(each.upright())) {
                SlicePlan plan = plan(each);
                for (int slice = 0; slice < plan.pictureCount(); slice++) {
                    pixels += pixels(plan, slice);
                }
            }
        }
        this.pictureCount = fresh.size();
        this.allPixels = pixels;
    }

    /// What the pictures of one message became.
    ///
    /// @throws java.util.concurrent.CancellationException if it was cancelled; finished pictures stay in the cache
    List<PictureInPrompt> encode(List<Picture> pictures) {
        if (startNanos == 0) {
            startNanos = System.nanoTime();
        }
        var encoded = new ArrayList<PictureInPrompt>(pictures.size());
        for (Picture each : pictures) {
            cancellation.check();
            PictureInPrompt known = cache.find(each);
            encoded.add(known != null ? known : encodeFresh(each));
        }
        return encoded;
    }

    private PictureInPrompt encodeFresh(Picture each) {
        SlicePlan plan = plan(each);
        PictureInPrompt encoded = cache.encode(
                each,
                (done, total) -> {
                    if (done > 0) {
                        donePixels += pixels(plan, done - 1);
                    }
                    listener.event(
                            new AnswerEvent.EncodingPicture(picture, pictureCount, done, total, estimatedMillisLeft()));
                },
                cancellation);
        picture++;
        return encoded;
    }

    private long estimatedMillisLeft() {
        if (donePixels == 0) {
            return -1;
        }
        double perPixel = (System.nanoTime() - startNanos) / NANOS_PER_MILLI / donePixels;
        return Math.round(perPixel * (allPixels - donePixels));
    }

    private SlicePlan plan(Picture each) {
        VisionPreprocessor preprocessor = cache.vision().preprocessor();
        return preprocessor.plan(
                new PixelSize(each.upright().width(), each.upright().height()));
    }

    private static long pixels(SlicePlan plan, int slice) {
        PixelSize size = slice == 0
                ? plan.overview()
                : plan.slices().map(SlicePlan.Slices::slice).orElse(plan.overview());
        return (long) size.width() * size.height();
    }
}
