/// Decoders: what they compute, written once as recorded programs. No device word, no file, no thread.
///
/// [dev.tuwen.decoder.Decoder] is what running a model needs to know of one.
package dev.tuwen.decoder;
