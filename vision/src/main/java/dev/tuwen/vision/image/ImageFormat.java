package dev.tuwen.vision.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What kind of file a picture comes in, told by its first bytes and never by its name.
public enum ImageFormat {
    PNG("PNG", List.of("image/png"), List.of("png")),
    JPEG("JPEG", List.of("image/jpeg"), List.of("jpg", "jpeg", "jpe", "jfif")),
    /// Only the first frame is read.
    GIF("GIF", List.of("image/gif"), List.of("gif")),
    BMP("BMP", List.of("image/bmp"), List.of("bmp", "dib")),
    /// Only the first frame is read.
    WEBP("WebP", List.of("image/webp"), List.of("webp")),
    /// Only the first page is read.
    TIFF("TIFF", List.of("image/tiff"), List.of("tif", "tiff")),
    /// Read where the system can.
    HEIC("HEIC", List.of("image/heic", "image/heif"), List.of("heic", "heif")),
    /// Read where the system can.
    AVIF("AVIF", List.of("image/avif"), List.of("avif"));

    /// How many bytes [#of(byte[])] wants to see.
    static final int HEAD_BYTES = 64;

    /// Where a BMP file tells the length of its second header, always below 256: many texts begin with its two letters.
    private static final int BMP_HEADER_AT = 14;

    private static final Set<String> HEIC_BRANDS =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");
    private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");

    private final String label;
    // made by List.of, which nobody can change
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> mediaTypes;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> endings;

    ImageFormat(String label, List<String> mediaTypes, List<String> endings) {
        this.label = label;
        this.mediaTypes = mediaTypes;
        this.endings = endings;
    }

    /// The name people know it by.
    public String label() {
        return label;
    }

    /// What clipboards and desktops call it, the usual name first: `image/png`.
    public List<String> mediaTypes() {
        return mediaTypes;
    }

    /// What names of such files usually end in, behind the dot, in small letters, the usual one first.
    public List<String> endings() {
        return endings;
    }

    /// The format of a file that begins with `head`, if it is one of these.
    public static Optional<ImageFormat> of(byte[] head) {
        if (startsWith(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return Optional.of(PNG);
        }
        if (startsWith(head, 0, 0xff, 0xd8, 0xff)) {
            return Optional.of(JPEG);
        }
        if (startsWith(head, 0, 'G', 'I', 'F', '8', '7', 'a') || startsWith(head, 0, 'G', 'I', 'F', '8', '9', 'a')) {
            return Optional.of(GIF);
        }
        if (startsWith(head, 0, 'B', 'M')
                && (head.length < BMP_HEADER_AT + 4 || startsWith(head, BMP_HEADER_AT + 1, 0, 0, 0))) {
            return Optional.of(BMP);
        }
        if (startsWith(head, 0, 'R', 'I', 'F', 'F') && startsWith(head, 8, 'W', 'E', 'B', 'P')) {
            return Optional.of(WEBP);
        }
        if (startsWith(head, 0, 'I', 'I', 42, 0)
                || startsWith(head, 0, 'M', 'M', 0, 42)
                || startsWith(head, 0, 'I', 'I', 43, 0)
                || startsWith(head, 0, 'M', 'M', 0, 43)) {
            return Optional.of(TIFF);
        }
        return isoBaseMedia(head);
    }

    /// Reads the brands of a `ftyp` box: AVIF files often call themselves `mif1` first, so that one is looked for
    /// among all brands before HEIC is believed.
    private static Optional<ImageFormat> isoBaseMedia(byte[] head) {
        if (!startsWith(head, 4, 'f', 't', 'y', 'p')) {
            return Optional.empty();
        }
        boolean heic = false;
        for (int at = 8; at + 4 <= Math.min(head.length, HEAD_BYTES); at += 4) {
            String brand = new String(head, at, 4, StandardCharsets.ISO_8859_1);
            if (AVIF_BRANDS.contains(brand)) {
                return Optional.of(AVIF);
            }
            heic |= HEIC_BRANDS.contains(brand);
        }
        return heic ? Optional.of(HEIC) : Optional.empty();
    }

    private static boolean startsWith(byte[] head, int at, int... magic) {
        if (head.length < at + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[at + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
