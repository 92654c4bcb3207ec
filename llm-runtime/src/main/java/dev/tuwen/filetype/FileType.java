package dev.tuwen.filetype;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/// What a file is, told by its first bytes. Immutable; any thread.
public enum FileType {
    EMPTY(Group.EMPTY, "", "an empty file"),
    ZEROS(Group.UNFINISHED, "", "nothing but zeros, as an unfinished download leaves them"),
    LFS_POINTER(Group.LFS_POINTER, "Git LFS", "a pointer of Git LFS instead of the file itself"),
    WEB_PAGE(Group.WEB_PAGE, "HTML", "a web page instead of the file itself"),
    SERVER_ERROR(Group.WEB_PAGE, "XML", "the error message of a server instead of the file itself"),

    PNG(Group.PICTURE, "PNG", "a PNG picture"),
    JPEG(Group.PICTURE, "JPEG", "a JPEG picture"),
    GIF(Group.PICTURE, "GIF", "a GIF picture"),
    WEBP(Group.PICTURE, "WebP", "a WebP picture"),
    TIFF(Group.PICTURE, "TIFF", "a TIFF picture"),
    HEIF(Group.PICTURE, "HEIF", "a HEIF picture"),
    JPEG_XL(Group.PICTURE, "JPEG XL", "a JPEG XL picture"),
    JPEG_2000(Group.PICTURE, "JPEG 2000", "a JPEG 2000 picture"),
    JPEG_XR(Group.PICTURE, "JPEG XR", "a JPEG XR picture"),
    SVG(Group.PICTURE, "SVG", "an SVG drawing"),
    PSD(Group.PICTURE, "Photoshop (PSD)", "a Photoshop file"),
    XCF(Group.PICTURE, "GIMP (XCF)", "a GIMP file"),
    KRITA(Group.PICTURE, "Krita", "a Krita file"),
    ICON(Group.PICTURE, "ICO", "a Windows icon"),
    MAC_ICON(Group.PICTURE, "ICNS", "a Mac icon"),
    DDS(Group.PICTURE, "DDS", "a DDS texture"),
    EXR(Group.PICTURE, "OpenEXR", "an OpenEXR picture"),
    HDR(Group.PICTURE, "Radiance HDR", "a Radiance HDR picture"),
    NETPBM(Group.PICTURE, "Netpbm", "a Netpbm picture"),
    QOI(Group.PICTURE, "QOI", "a QOI picture"),
    PCX(Group.PICTURE, "PCX", "a PCX picture"),
    METAFILE(Group.PICTURE, "WMF/EMF", "a Windows metafile"),
    RAW(Group.PICTURE, "RAW", "a raw file of a camera"),
    DICOM(Group.PICTURE, "DICOM", "a DICOM picture"),
    FITS(Group.PICTURE, "FITS", "a FITS picture"),

    PDF(Group.DOCUMENT, "PDF", "a PDF document"),
    POSTSCRIPT(Group.DOCUMENT, "PostScript", "a PostScript document"),
    DJVU(Group.DOCUMENT, "DjVu", "a DjVu document"),
    OFFICE(Group.DOCUMENT, "Office", "an Office document"),
    OPEN_DOCUMENT(Group.DOCUMENT, "OpenDocument", "an OpenDocument file"),
    EBOOK(Group.DOCUMENT, "EPUB", "an e-book"),
    RTF(Group.DOCUMENT, "RTF", "a rich text document"),

    ZIP(Group.ARCHIVE, "ZIP", "a ZIP archive"),
    SEVEN_ZIP(Group.ARCHIVE, "7z", "a 7z archive"),
    RAR(Group.ARCHIVE, "RAR", "a RAR archive"),
    GZIP(Group.ARCHIVE, "gzip", "a gzip archive"),
    XZ(Group.ARCHIVE, "xz", "an xz archive"),
    BZIP2(Group.ARCHIVE, "bzip2", "a bzip2 archive"),
    ZSTD(Group.ARCHIVE, "zstd", "a zstd archive"),
    TAR(Group.ARCHIVE, "tar", "a tar archive"),

    GGUF(Group.MODEL, "GGUF", "a GGUF file"),
    BIG_ENDIAN_GGUF(Group.MODEL, "GGUF", "a GGUF file for big-endian machines"),
    OLD_GGML(Group.MODEL, "ggml", "a ggml file from before GGUF"),
    SAFETENSORS(Group.MODEL, "safetensors", "a safetensors file"),
    TORCH(Group.MODEL, "PyTorch", "a PyTorch file"),
    OLD_TORCH(Group.MODEL, "PyTorch", "a PyTorch file of before 1.6, or another pickle"),
    ONNX(Group.MODEL, "ONNX", "an ONNX model"),
    TFLITE(Group.MODEL, "TensorFlow Lite", "a TensorFlow Lite model"),
    HDF5(Group.MODEL, "HDF5", "a TensorFlow or Keras file (HDF5)"),
    NUMPY(Group.MODEL, "NumPy", "a NumPy array"),

    MP4(Group.FILM, "MP4", "a film (MP4)"),
    MATROSKA(Group.FILM, "WebM/MKV", "a film (WebM or MKV)"),
    AVI(Group.FILM, "AVI", "a film (AVI)"),
    WAV(Group.OTHER, "WAV", "a sound (WAV)"),
    MP3(Group.OTHER, "MP3", "a sound (MP3)"),
    OGG(Group.OTHER, "Ogg", "a sound (Ogg)"),
    FLAC(Group.OTHER, "FLAC", "a sound (FLAC)"),
    PROGRAM(Group.OTHER, "", "a program"),
    SQLITE(Group.OTHER, "SQLite", "a database (SQLite)"),
    PARTITION_NOTES(Group.OTHER, "", "the notes that a Mac keeps beside a file"),
    TEXT(Group.OTHER, "", "a text");

    /// How many bytes are looked at.
    public static final int HEAD_BYTES = 512;

    /// What can be done about it.
    public enum Group {
        /// Nothing arrived.
        EMPTY,
        /// Not everything arrived.
        UNFINISHED,
        /// Another program fetches the file itself.
        LFS_POINTER,
        /// Something for people came where a file should.
        WEB_PAGE,
        /// A picture or a drawing.
        PICTURE,
        /// Pages.
        DOCUMENT,
        /// Other files are inside.
        ARCHIVE,
        /// A model, or a part of one.
        MODEL,
        /// Moving pictures.
        FILM,
        /// Anything else.
        OTHER
    }

    private final Group group;
    private final String label;
    private final String title;

    FileType(Group group, String label, String title) {
        this.group = group;
        this.label = label;
        this.title = title;
    }

    /// What can be done about it.
    public Group group() {
        return group;
    }

    /// The format's name, the same in every language; empty where there is none.
    public String label() {
        return label;
    }

    /// What it is, with an article, in English.
    public String title() {
        return title;
    }

    /// What a file is that begins like this; empty where nobody knows.
    ///
    /// @param head the first bytes, at least [#HEAD_BYTES] of them unless the file is shorter
    public static Optional<FileType> of(byte[] head) {
        return Magic.of(head);
    }

    /// What a file is; empty where nobody knows, and for what is no file or cannot be read.
    public static Optional<FileType> of(Path file) {
        try {
            // Whoever opens a pipe waits for somebody to write.
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                return Optional.empty();
            }
            try (InputStream in = Files.newInputStream(file)) {
                return of(in.readNBytes(HEAD_BYTES));
            }
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
