package dev.tuwen.testkit;

/// 512-bit vectors and VNNI, where the processor has it, with AMX or without.
class CpuVnniTest extends CpuConformance {
    CpuVnniTest() {
        super("vnni");
    }
}
