package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/// Runs an image reader over bytes in memory: decompression only, what the samples mean is decided elsewhere.
///
/// The readers are the platform's own, chosen here by name. Whatever a reader throws at broken input becomes an
/// [ImageFormatException]; cancelling aborts it.
final class SampleReader {

    private final ImageFormat format;
    private final ImageReaderSpi provider;
    private final List<String> warnings = new ArrayList<>();

    private SampleReader(ImageFormat format, ImageReaderSpi provider) {
        this.format = format;
        this.provider = provider;
    }

    /// A reader for one file of this format.
    static SampleReader of(ImageFormat format) {
        return new SampleReader(format, platform(format));
    }

    private static ImageReaderSpi platform(ImageFormat format) {
        Iterator<ImageReaderSpi> providers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> provider instanceof ImageReaderSpi reader
                                && reader.getClass().getModule() == ImageIO.class.getModule()
                                && List.of(reader.getFormatNames())
                                        .contains(format.name().toLowerCase(Locale.ROOT)),
                        true);
        if (!providers.hasNext()) {
            throw ImageFormatException.unreadable(format, "this Java runtime has no reader for it");
        }
        return providers.next();
    }

    /// What the reader complained about without giving up.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// How a reader is asked for its first picture.
    interface Reading<T> {
        T read(ImageReader reader) throws IOException;
    }

    /// The first picture in these bytes.
    BufferedImage image(byte[] bytes, BooleanSupplier cancelled) {
        return read(bytes, reader -> reader.read(0), cancelled);
    }

    /// Whatever `reading` takes from these bytes.
    <T> T read(byte[] bytes, Reading<T> reading, BooleanSupplier cancelled) {
        ImageReader reader = reader();
        try {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.addIIOReadProgressListener(new AbortWhenCancelled(cancelled));
            reader.setInput(new ByteArrayImageInput(bytes, cancelled), true, true);
            T result = reading.read(reader);
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("reading the picture was cancelled");
            }
            return result;
        } catch (CancellationException cancellation) {
            throw cancellation;
        } catch (EOFException end) {
            throw damaged("it ends too early", end);
        } catch (IOException | RuntimeException broken) {
            // Readers answer broken input with whatever they stumble over: array bounds, arithmetic, null.
            throw damaged(String.valueOf(broken.getMessage()), broken);
        } catch (OutOfMemoryError memory) {
            // One huge allocation that did not fit, of a size that the header asked for: nothing else is lost.
            throw new ImageFormatException(
                    ImageFormatException.Kind.TOO_LARGE, format, "picture does not fit the memory", memory);
        } finally {
            reader.dispose();
        }
    }

    private ImageReader reader() {
        try {
            return provider.createReaderInstance();
        } catch (IOException failure) {
            throw new ImageFormatException(
                    ImageFormatException.Kind.UNREADABLE, format, "no reader for " + format.label(), failure);
        }
    }

    private ImageFormatException damaged(String why, Throwable cause) {
        return new ImageFormatException(
                ImageFormatException.Kind.DAMAGED, format, format.label() + " file is damaged: " + why, cause);
    }

    /// Looks at the cancellation whenever a reader reports progress, about once a row.
    private record AbortWhenCancelled(BooleanSupplier cancelled) implements IIOReadProgressListener {
        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (cancelled.getAsBoolean()) {
                source.abort();
            }
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }
}
