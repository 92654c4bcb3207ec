/// Measures how fast a model loads, reads, writes and sees on this machine, and what the machine could do at most.
package dev.tuwen.assistant.bench;
