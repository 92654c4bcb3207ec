/// The numbers of every stage written to files, for comparison with other implementations.
///
/// A [dev.tuwen.assistant.trace.TraceRequest] says what to compute, [dev.tuwen.assistant.trace.TraceWriter] computes it
/// in F32 as the reference implementation would and writes `trace.json` and `trace.safetensors`.
package dev.tuwen.assistant.trace;
