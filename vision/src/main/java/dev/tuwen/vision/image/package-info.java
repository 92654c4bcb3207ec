/// Pictures before the model: reading files, resizing, cutting into slices, laying out patches.
///
/// Nothing here knows a backend or a weight. Everything is integer or plain float arithmetic that agrees bit for bit
/// with the reference implementation, because the model was trained on exactly those pixels; only transparency and
/// 16-bit gray may be shown as a person sees them:
///
/// - [dev.tuwen.vision.image.ImageDecoder] turns a file into a [dev.tuwen.vision.image.Bitmap] and its orientation;
/// - [dev.tuwen.vision.image.BicubicResize] resizes it;
/// - [dev.tuwen.vision.image.SliceGrid] decides how it is cut, [dev.tuwen.vision.image.ImageSlicer] cuts it;
/// - [dev.tuwen.vision.image.PatchLayout] makes normalised patch rows of each slice.
package dev.tuwen.vision.image;
