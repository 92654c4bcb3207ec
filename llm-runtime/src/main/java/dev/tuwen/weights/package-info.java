/// Files of a model: tensors in mapped files as a [dev.tuwen.compute.spi.WeightSource], the settings beside them as
/// records.
///
/// Everything read here is somebody else's file: every length, offset, shape and number is checked before it is used,
/// and what does not hold ends in a [dev.tuwen.weights.ModelFormatException] that names the file. This is the only
/// package that maps files.
package dev.tuwen.weights;
