package dev.tuwen.family;

/// What a model's settings say about its pictures, checked by themselves. The vision encoder's other sizes follow from
/// the shapes of its tensors; whether both agree is checked where they are put together.
///
/// @param imageSize side of the square a source image becomes where it is not cut
/// @param patchSize side of a patch
/// @param queryCount rows a picture becomes in the decoder; a square number
/// @param slicing whether source images are cut
/// @param maximumSlices maximum number of slices of one source image
/// @param sliceSide side that slices are about as large as
/// @param headCount attention heads of the vision encoder
/// @param lastLayerDropped whether the encoder was built one layer deeper than it is stored
/// @param origin where these numbers stand
public record VisionSettings(
        int imageSize,
        int patchSize,
        int queryCount,
        boolean slicing,
        int maximumSlices,
        int sliceSide,
        int headCount,
        boolean lastLayerDropped,
        SettingsOrigin origin) {}
