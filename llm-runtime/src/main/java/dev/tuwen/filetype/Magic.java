package dev.tuwen.filetype;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The first bytes of every known type. Stateless.
final class Magic {
    /// A type, and what stands at which place.
    private record Sign(FileType type, int at, String bytes) {}

    /// The first that agrees counts.
    private static final List<Sign> SIGNS = List.of(
            sign(FileType.LFS_POINTER, "version https://git-lfs"),
            sign(FileType.PNG, "\u0089PNG\r\n"),
            sign(FileType.JPEG, "\u00ff\u00d8\u00ff"),
            sign(FileType.GIF, "GIF87a"),
            sign(FileType.GIF, "GIF89a"),
            new Sign(FileType.WEBP, 8, "WEBPVP8"),
            new Sign(FileType.AVI, 8, "AVI LIST"),
            new Sign(FileType.WAV, 8, "WAVEfmt"),
            sign(FileType.RAW, "FUJIFILMCCD-RAW"),
            sign(FileType.RAW, "IIRO"),
            sign(FileType.RAW, "IIRS"),
            sign(FileType.RAW, "IIU\0"),
            sign(FileType.RAW, "\0MRM"),
            new Sign(FileType.RAW, 6, "HEAPCCDR"),
            sign(FileType.TIFF, "II*\0"),
            sign(FileType.TIFF, "MM\0*"),
            sign(FileType.TIFF, "II+\0"),
            sign(FileType.TIFF, "MM\0+"),
            sign(FileType.JPEG_XR, "II\u00bc\u0001"),
            sign(FileType.JPEG_XL, "\u00ff\n"),
            sign(FileType.JPEG_XL, "\0\0\0\fJXL \r\n"),
            sign(FileType.JPEG_2000, "\0\0\0\fjP  \r\n"),
            sign(FileType.JPEG_2000, "\u00ffO\u00ffQ"),
            sign(FileType.PSD, "8BPS"),
            sign(FileType.XCF, "gimp xcf"),
            sign(FileType.ICON, "\0\0\u0001\0"),
            sign(FileType.ICON, "\0\0\u0002\0"),
            sign(FileType.MAC_ICON, "icns"),
            sign(FileType.DDS, "DDS |"),
            sign(FileType.EXR, "v/1\u0001"),
            sign(FileType.HDR, "#?RADIANCE"),
            sign(FileType.HDR, "#?RGBE"),
            sign(FileType.QOI, "qoif"),
            sign(FileType.PCX, "\n\u0005\u0001\b"),
            sign(FileType.METAFILE, "\u00d7\u00cd\u00c6\u009a"),
            new Sign(FileType.METAFILE, 40, " EMF"),
            new Sign(FileType.DICOM, 128, "DICM"),
            sign(FileType.FITS, "SIMPLE  ="),
            sign(FileType.PDF, "%PDF-"),
            sign(FileType.POSTSCRIPT, "%!PS"),
            sign(FileType.POSTSCRIPT, "\u00c5\u00d0\u00d3\u00c6"),
            sign(FileType.DJVU, "AT&TFORM"),
            sign(FileType.OFFICE, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
            sign(FileType.RTF, "{\\rtf"),
            sign(FileType.SEVEN_ZIP, "7z\u00bc\u00af'\u001c"),
            sign(FileType.RAR, "Rar!\u001a\u0007"),
            sign(FileType.GZIP, "\u001f\u008b\b"),
            sign(FileType.XZ, "\u00fd7zXZ\0"),
            sign(FileType.BZIP2, "BZh"),
            sign(FileType.ZSTD, "(\u00b5/\u00fd"),
            new Sign(FileType.TAR, 257, "ustar"),
            sign(FileType.GGUF, "GGUF"),
            sign(FileType.BIG_ENDIAN_GGUF, "FUGG"),
            sign(FileType.OLD_GGML, "lmgg"),
            sign(FileType.OLD_GGML, "fmgg"),
            sign(FileType.OLD_GGML, "tjgg"),
            sign(FileType.OLD_GGML, "algg"),
            sign(FileType.OLD_TORCH, "\u0080\u0002"),
            sign(FileType.OLD_TORCH, "\u0080\u0003"),
            sign(FileType.OLD_TORCH, "\u0080\u0004"),
            sign(FileType.OLD_TORCH, "\u0080\u0005"),
            new Sign(FileType.TFLITE, 4, "TFL3"),
            sign(FileType.HDF5, "\u0089HDF"),
            sign(FileType.NUMPY, "\u0093NUMPY"),
            sign(FileType.MATROSKA, "\u001aE\u00df\u00a3"),
            sign(FileType.MP3, "ID3"),
            sign(FileType.OGG, "OggS"),
            sign(FileType.FLAC, "fLaC"),
            sign(FileType.PROGRAM, "MZ\u0090\0"),
            sign(FileType.PROGRAM, "\u007fELF"),
            sign(FileType.PROGRAM, "\u00cf\u00fa\u00ed\u00fe"),
            sign(FileType.SQLITE, "SQLite format 3\0"),
            sign(FileType.PARTITION_NOTES, "\0\u0005\u0016\u0007"));

    private Magic() {}

    private static Sign sign(FileType type, String bytes) {
        return new Sign(type, 0, bytes);
    }

    static Optional<FileType> of(byte[] head) {
        if (head.length == 0) {
            return Optional.of(FileType.EMPTY);
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.chars().allMatch(c -> c == 0)) {
            return Optional.of(FileType.ZEROS);
        }
        // Its length may begin like anything.
        if (isSafetensors(head, text)) {
            return Optional.of(FileType.SAFETENSORS);
        }
        for (Sign sign : SIGNS) {
            if (text.startsWith(sign.bytes(), sign.at())) {
                return Optional.of(sign.type());
            }
        }
        if (text.startsWith("PK\u0003\u0004") || text.startsWith("PK\u0005\u0006")) {
            return Optional.of(archive(text));
        }
        if (text.startsWith("ftyp", 4)) {
            return Optional.of(container(text));
        }
        if (text.substring(0, Math.min(text.length(), 20)).matches("(?s)P[1-7]\\s+(\\d+\\s|#|WIDTH).*")) {
            return Optional.of(FileType.NETPBM);
        }
        if (isOnnx(text)) {
            return Optional.of(FileType.ONNX);
        }
        return isText(head) ? Optional.of(text(head)) : Optional.empty();
    }

    private static FileType archive(String text) {
        if (text.contains(".pkl")) {
            return FileType.TORCH;
        }
        if (text.contains("application/x-krita")) {
            return FileType.KRITA;
        }
        if (text.contains("application/epub")) {
            return FileType.EBOOK;
        }
        if (text.contains("application/vnd.oasis")) {
            return FileType.OPEN_DOCUMENT;
        }
        return text.contains("[Content_Types].xml") || text.contains("_rels/") ? FileType.OFFICE : FileType.ZIP;
    }

    private static FileType container(String text) {
        String brands = text.substring(8, Math.min(text.length(), 64));
        if (brands.startsWith("crx ")) {
            return FileType.RAW;
        }
        boolean still = List.of("heic", "heix", "hevc", "mif1", "msf1", "avif", "avis").stream()
                .anyMatch(brands::contains);
        return still ? FileType.HEIF : FileType.MP4;
    }

    /// The length of a table in JSON, which begins at once.
    private static boolean isSafetensors(byte[] head, String text) {
        if (head.length < 10) {
            return false;
        }
        long length = Long.reverseBytes(ByteBuffer.wrap(head).getLong());
        return length > 1 && length < 1L << 32 && text.charAt(8) == '{';
    }

    /// The version of its format, then who made it: a text of some letters.
    private static boolean isOnnx(String text) {
        return text.length() > 5
                && text.charAt(0) == 8
                && text.charAt(1) < 32
                && text.charAt(2) == 0x12
                && text.charAt(3) < 32
                && Character.isLetter(text.charAt(4));
    }

    /// Whether these are characters in UTF-8, the last of which may be cut.
    private static boolean isText(byte[] head) {
        var characters = CharBuffer.allocate(head.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(head), characters, false);
        return !result.isError()
                && characters
                        .flip()
                        .chars()
                        .noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f');
    }

    private static FileType text(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8)
                .replace("\ufeff", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        if (text.contains("<svg") && text.startsWith("<")) {
            return FileType.SVG;
        }
        if (text.startsWith("<!doctype html") || text.startsWith("<html") || text.contains("<html")) {
            return FileType.WEB_PAGE;
        }
        if (text.startsWith("<?xml") && (text.contains("<error") || text.contains("<code>"))) {
            return FileType.SERVER_ERROR;
        }
        if (text.startsWith("<!--")
                || text.startsWith("<head")
                || text.startsWith("<body")
                || text.startsWith("<script")) {
            return FileType.WEB_PAGE;
        }
        return FileType.TEXT;
    }
}
