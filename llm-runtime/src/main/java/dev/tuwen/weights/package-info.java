/// What the formats of a model's files have in common: tensors as a [dev.tuwen.compute.spi.WeightSource] with names,
/// and how a file that is not what it should be is refused. Each format is a package inside, and `files` opens any of
/// them.
///
/// Everything read here is somebody else's file: every length, offset, shape and number is checked before it is used,
/// and what does not hold ends in a [dev.tuwen.weights.ModelFormatException] that names the file. These are the only
/// packages that map files.
package dev.tuwen.weights;
