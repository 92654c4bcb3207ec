package dev.tuwen.weights;

/// The picture part of a [ModelConfig]. The vision tower's other dimensions follow from the shapes of its tensors.
///
/// @param imageSize side of the square a picture becomes in MiniCPM-V 1.0
/// @param patchSize side of a patch
/// @param queryCount rows a picture becomes in the decoder; a square number
/// @param slicing whether pictures are cut
/// @param mostSlices most slices of one picture
/// @param sliceSide side that slices are about as large as
/// @param headCount attention heads of the vision tower
/// @param lastLayerDropped whether the tower was built one layer deeper than stored
public record VisionConfig(
        int imageSize,
        int patchSize,
        int queryCount,
        boolean slicing,
        int mostSlices,
        int sliceSide,
        int headCount,
        boolean lastLayerDropped) {}
