/// From a prompt to an answer: prefill in chunks, decode, sample, stop; turns that share a key-value cache.
///
/// Everything here that touches a backend runs on the [dev.tuwen.generate.EngineThread], one piece of work at a time; a
/// [dev.tuwen.compute.spi.Cancellation] may be cancelled from any thread.
package dev.tuwen.generate;
