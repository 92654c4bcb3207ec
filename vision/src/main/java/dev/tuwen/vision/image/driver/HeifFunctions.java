package dev.tuwen.vision.image.driver;

import java.lang.foreign.MemorySegment;

/// The functions of libheif that are used, by their names there without `heif_`.
interface HeifFunctions {
    /// `heif_error_Unsupported_feature`.
    int UNSUPPORTED_FEATURE = 4;

    /// `heif_suberror_Unsupported_codec`.
    int UNSUPPORTED_CODEC = 3000;

    /// `struct heif_error`.
    ///
    /// @param code 0 where there is none
    record Status(int code, int detail, String message) {
        boolean isFine() {
            return code == 0;
        }
    }

    /// A pointer, or why there is none.
    record Result(Status status, MemorySegment pointer) {}

    MemorySegment contextAlloc();

    /// Reads the heads of a file.
    ///
    /// @param file stays where it is until the context is freed
    Status contextReadFromMemory(MemorySegment context, MemorySegment file);

    Result primaryImageHandle(MemorySegment context);

    int handleWidth(MemorySegment handle);

    int handleHeight(MemorySegment handle);

    boolean isPremultiplied(MemorySegment handle);

    /// Decodes to interleaved RGBA of 8 bits.
    Result decodeImage(MemorySegment handle);

    int imageWidth(MemorySegment image);

    int imageHeight(MemorySegment image);

    /// The plane of interleaved numbers.
    ///
    /// @param rows how many rows it has
    Plane plane(MemorySegment image, int rows);

    /// Rows of an image.
    ///
    /// @param pitch bytes from row to row
    record Plane(MemorySegment memory, int pitch) {}

    void imageRelease(MemorySegment image);

    void handleRelease(MemorySegment handle);

    void contextFree(MemorySegment context);
}
