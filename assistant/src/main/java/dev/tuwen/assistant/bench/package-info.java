/// Measures loading, prefill, decode and the vision encoder of a model on this machine, and what the machine could do
/// at most.
package dev.tuwen.assistant.bench;
