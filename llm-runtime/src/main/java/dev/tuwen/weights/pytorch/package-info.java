/// `pytorch_model.bin`: a ZIP archive with a pickled table of tensors and one stored entry of numbers for each. The
/// pickle is read by a machine of our own that knows the few operations and names such a table needs and runs nothing.
/// Not exported.
package dev.tuwen.weights.pytorch;
