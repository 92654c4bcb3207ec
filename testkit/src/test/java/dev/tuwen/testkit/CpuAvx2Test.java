package dev.tuwen.testkit;

/// 256-bit vectors and the machine code for AVX2.
class CpuAvx2Test extends CpuConformance {
    CpuAvx2Test() {
        super("avx2");
    }
}
