package dev.tuwen.weights.gguf;

/// Keys of ours in the file of the vision encoder, for what the usual converters do not write.
public final class GgufKeys {
    /// Whether pictures are cut; false in MiniCPM-V 1.0, which no other converter knows.
    public static final String SLICING = "clip.vision.slicing";

    /// Most slices of one picture.
    public static final String MAXIMUM_SLICES = "clip.vision.max_slice_count";

    /// Side that slices are about as large as, in pixels.
    public static final String SLICE_SIDE = "clip.vision.slice_side";

    private GgufKeys() {}
}
