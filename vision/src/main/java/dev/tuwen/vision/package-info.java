/// From pictures to the rows a decoder reads in their place.
///
/// [dev.tuwen.vision.VisionModel] is opened on a backend with the weights of a multimodal model, and encodes pictures;
/// [dev.tuwen.vision.VisionPreprocessor] decides which pictures the model sees of a photo;
/// [dev.tuwen.vision.ImagePrompt] writes the places for them into a prompt.
package dev.tuwen.vision;
