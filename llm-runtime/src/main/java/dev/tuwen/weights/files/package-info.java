/// The one place that opens any format: a folder of tensors, or a whole model. Stands above the packages of the
/// formats, each of which knows the contracts of [dev.tuwen.weights] and none of the others.
package dev.tuwen.weights.files;
