/// What a computation is: values, operations, programs. No input or output, no threads, no natives.
///
/// A model is written once, as a function that records operations on a [dev.tuwen.compute.ProgramBuilder]. The result
/// is a [dev.tuwen.compute.Program]: an immutable, checked list of coarse operations with concrete shapes, such as
/// "project and add to the residual". A backend ([dev.tuwen.compute.spi]) compiles the whole program at once, so that
/// it may fuse, replay or merge operations as its device likes; the model never learns which device that is.
///
/// * A [dev.tuwen.compute.Value] is the result of one operation, or an input given by the caller: `[rows, columns]`,
///   row-major.
/// * A [dev.tuwen.compute.WeightRef] names a weight, or a range of its rows; a [dev.tuwen.compute.spi.WeightStore]
///   holds it.
/// * A [dev.tuwen.compute.BufferRef] names rows that outlive a run: the key-value cache, staged decoder inputs.
/// * A [dev.tuwen.compute.Param] is an integer that changes between runs of the same program: a position, a row.
///
/// Recording a full decoder step takes microseconds, so shapes are concrete and there are no symbolic dimensions.
package dev.tuwen.compute;
