/// The small JSON files of a model, read with limits and with errors that name the file and the key. Not exported.
package dev.tuwen.weights.json;
