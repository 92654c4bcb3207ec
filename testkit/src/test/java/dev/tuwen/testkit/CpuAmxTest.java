package dev.tuwen.testkit;

/// 512-bit vectors and the tiles of AMX, where the processor has them.
class CpuAmxTest extends CpuConformance {
    CpuAmxTest() {
        super("amx");
    }
}
