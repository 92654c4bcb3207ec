package dev.tuwen.app.window;

import dev.tuwen.app.chat.ComposerViewModel;
import dev.tuwen.app.i18n.ErrorTexts;
import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.Transparency;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.PixelReader;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import org.jspecify.annotations.Nullable;

/// What somebody drops or pastes. Immutable; made of a clipboard or a drag on the application's thread.
public sealed interface Offered {
    /// Files.
    ///
    /// @param paths where they are
    record Paths(List<Path> paths) implements Offered {
        /// Copies the list.
        public Paths {
            paths = List.copyOf(paths);
        }

        /// How many look like pictures by their names; their contents decide later.
        public long likely() {
            return paths.stream().filter(Offered::looksLikePicture).count();
        }
    }

    /// A picture in a file's format.
    ///
    /// @param content the bytes
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Encoded(byte[] content) implements Offered {}

    /// A picture as pixels.
    ///
    /// @param image the pixels
    record Pixels(Image image) implements Offered {}

    /// Names of picture files end like this.
    Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff");

    /// What a clipboard or a drag holds that may be a picture, or null.
    static @Nullable Offered in(Clipboard clipboard) {
        if (clipboard.hasFiles() && !clipboard.getFiles().isEmpty()) {
            return new Paths(clipboard.getFiles().stream().map(File::toPath).toList());
        }
        for (String type : List.of("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff")) {
            DataFormat format = DataFormat.lookupMimeType(type);
            if (format != null
                    && clipboard.hasContent(format)
                    && clipboard.getContent(format) instanceof ByteBuffer bytes) {
                byte[] content = new byte[bytes.remaining()];
                bytes.get(content);
                return new Encoded(content);
            }
        }
        Image image = clipboard.hasImage() ? clipboard.getImage() : null;
        if (image != null && !image.isError()) {
            return new Pixels(image);
        }
        return clipboard.hasUrl() ? local(clipboard.getUrl()) : null;
    }

    private static @Nullable Offered local(String url) {
        try {
            URI address = URI.create(url.strip());
            return "file".equals(address.getScheme()) ? new Paths(List.of(Path.of(address))) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean looksLikePicture(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /// Gives it to the entry of a chat.
    ///
    /// @param name for a picture without a file
    default void to(ComposerViewModel composer, String name) {
        switch (this) {
            case Paths(var paths) -> composer.addFiles(paths);
            case Encoded(byte[] content) -> composer.addPicture(name, _ -> Picture.decode(name, content));
            case Pixels(Image image) -> {
                PixelReader reader = image.getPixelReader();
                if (reader == null || image.getWidth() < 1 || image.getHeight() < 1) {
                    composer.refusals().add(new ComposerViewModel.Refusal("", ErrorTexts.clipboard()));
                } else {
                    composer.addPicture(name, _ -> new Picture(name, bitmap(image, reader), 0));
                }
            }
        }
    }

    private static Bitmap bitmap(Image image, PixelReader reader) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Bitmap.CHANNELS)];
        byte[] alpha = new byte[Math.multiplyExact(width, height)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            reader.getPixels(0, y, width, 1, PixelFormat.getIntArgbInstance(), row, 0, width);
            for (int argb : row) {
                alpha[at / Bitmap.CHANNELS] = (byte) (argb >>> 24);
                rgb[at++] = (byte) (argb >> 16);
                rgb[at++] = (byte) (argb >> 8);
                rgb[at++] = (byte) argb;
            }
        }
        return Transparency.onGround(width, height, rgb, alpha);
    }
}
