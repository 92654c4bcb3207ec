/// The perceiver resampler, which turns any number of patches into a fixed number of rows for the decoder.
package dev.tuwen.vision.resampler;
