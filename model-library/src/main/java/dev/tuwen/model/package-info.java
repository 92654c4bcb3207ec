/// A model's files put together and brought to a device: settings to configurations, memory to weight types, defaults
/// to sampling. Nothing here has a thread of its own.
///
/// [dev.tuwen.model.ModelParts] reads the files, [dev.tuwen.model.ModelOpening] loads them as
/// [dev.tuwen.model.OpenOptions] say, and reports [dev.tuwen.model.OpenProgress]. What a person is told when it fails
/// is a [dev.tuwen.model.ModelException].
package dev.tuwen.model;
