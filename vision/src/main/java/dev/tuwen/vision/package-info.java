/// From pictures to the rows a decoder reads in their place.
///
/// [dev.tuwen.vision.VisionModel] is opened on a backend with the weights of a multimodal model, and encodes pictures;
/// [dev.tuwen.vision.VisionPreprocessor] decides which pictures the model sees of a source image;
/// [dev.tuwen.vision.ImageFeatures] holds what they became, and their places in a prompt.
package dev.tuwen.vision;
