/// A model's files put together: settings to configurations, memory to weight types, defaults to sampling. Not
/// exported; nothing here has a thread of its own.
package dev.tuwen.assistant.model;
