package dev.tuwen.compute.cpu.driver;

import java.util.Set;

/// What processors multiply with, the slowest first.
enum Instructions {
    AVX2(8),
    VNNI(16),
    AMX(16);

    private final int lanes;

    Instructions(int lanes) {
        this.lanes = lanes;
    }

    /// Lanes of F32 in a vector.
    int lanes() {
        return lanes;
    }

    boolean isNarrow() {
        return this == AVX2;
    }

    /// Whether a processor with these features has them.
    boolean among(Set<String> features) {
        return switch (this) {
            case AVX2 -> features.containsAll(Set.of("avx2", "fma", "f16c"));
            case VNNI -> features.containsAll(Set.of("avx512f", "avx512bw", "avx512vl", "avx512_vnni"));
            case AMX ->
                VNNI.among(features) && features.containsAll(Set.of("amx_tile", "amx_int8", "amx_bf16", "avx512_bf16"));
        };
    }
}
