package dev.tuwen.app.window;

import dev.tuwen.app.chat.ComposerViewModel;
import dev.tuwen.app.i18n.ErrorTexts;
import dev.tuwen.assistant.FileAddress;
import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.ImageFormat;
import dev.tuwen.vision.image.Transparency;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
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
    /// @param unclear names of others, which did not arrive whole
    record Paths(List<Path> paths, List<String> unclear) implements Offered {
        /// Copies the lists.
        public Paths {
            paths = List.copyOf(paths);
            unclear = List.copyOf(unclear);
        }

        /// @param paths where they are
        public Paths(List<Path> paths) {
            this(paths, List.of());
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
    Set<String> ENDINGS = Arrays.stream(ImageFormat.values())
            .flatMap(format -> format.endings().stream())
            .collect(Collectors.toUnmodifiableSet());

    /// What a clipboard calls a picture in a file's format.
    List<String> MEDIA_TYPES = Arrays.stream(ImageFormat.values())
            .flatMap(format -> format.mediaTypes().stream())
            .toList();

    /// What a clipboard or a drag holds that may be a picture, or null.
    static @Nullable Offered in(Clipboard clipboard) {
        List<File> files = clipboard.hasFiles() ? files(clipboard) : List.of();
        if (!files.isEmpty()) {
            return paths(files, FileLists.addresses(clipboard));
        }
        for (String type : MEDIA_TYPES) {
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

    /// JavaFX stumbles over files of other machines, which have an address and no path here.
    private static List<File> files(Clipboard clipboard) {
        try {
            return clipboard.getFiles();
        } catch (NullPointerException elsewhere) {
            return List.of();
        }
    }

    private static Offered paths(List<File> files, List<Path> addresses) {
        if (addresses.size() == files.size()) {
            return new Paths(addresses);
        }
        var paths = new ArrayList<Path>();
        var unclear = new ArrayList<String>();
        for (File file : files) {
            FileLists.named(file.getPath()).ifPresentOrElse(paths::add, () -> unclear.add(file.getName()));
        }
        return new Paths(paths, unclear);
    }

    private static @Nullable Offered local(String url) {
        return FileAddress.path(url).map(path -> new Paths(List.of(path))).orElse(null);
    }

    /// Whether a file is called like a picture.
    static boolean looksLikePicture(Path path) {
        String name = path.toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /// Gives it to the entry of a chat.
    ///
    /// @param name for a picture without a file
    default void to(ComposerViewModel composer, String name) {
        switch (this) {
            case Paths(var paths, var unclear) -> {
                composer.addFiles(paths);
                unclear.forEach(
                        file -> composer.refusals().add(new ComposerViewModel.Refusal(file, ErrorTexts.nameCut())));
            }
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
