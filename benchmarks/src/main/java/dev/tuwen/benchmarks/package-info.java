/// Benchmarks: compiled always, run by hand. CONTRIBUTING.md says how.
@NullMarked
package dev.tuwen.benchmarks;

import org.jspecify.annotations.NullMarked;
