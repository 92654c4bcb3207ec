package dev.tuwen.cli;

import dev.tuwen.model.CachePrecision;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// How every command that opens a model keeps its key-value cache.
final class CacheOption {
    @Option(
            names = "--cache",
            paramLabel = "auto|f16|q8_0",
            converter = Precision.class,
            description = "Type of the key-value cache; q8_0 takes half the memory of f16 and decodes faster in long"
                    + " conversations, on the processor (default: auto).")
    private CachePrecision precision = CachePrecision.AUTO;

    CacheOption() {}

    CachePrecision precision() {
        return precision;
    }

    /// One of the known precisions of the cache.
    static final class Precision implements ITypeConverter<CachePrecision> {
        Precision() {}

        @Override
        public CachePrecision convert(String value) {
            return EnumOption.named(value, CachePrecision.values());
        }
    }
}
