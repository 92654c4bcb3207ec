package dev.tuwen.testkit;

/// Vectors alone, or none: what Windows and Macs run.
class CpuVectorsTest extends CpuConformance {
    CpuVectorsTest() {
        super("none");
    }
}
