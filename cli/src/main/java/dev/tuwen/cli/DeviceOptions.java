package dev.tuwen.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Options of every command that computes.
final class DeviceOptions {
    private static final List<String> DEVICES = List.of("auto", "cpu", "cuda", "metal");

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda|metal",
            converter = DeviceName.class,
            description = "Where to compute (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--threads",
            paramLabel = "N",
            converter = ThreadCount.class,
            description = "Worker threads of the processor (default: one per fast core).")
    private int threads;

    /// @param name of the device that is taken unless another is asked for
    DeviceOptions(String name) {
        this.name = name;
    }

    /// The device: `auto`, `cpu`, `cuda` or `metal`.
    String name() {
        return name;
    }

    /// Worker threads of the processor; 0 for as many as are fast.
    int threads() {
        return threads;
    }

    /// One of the known devices.
    private static final class DeviceName implements ITypeConverter<String> {
        DeviceName() {}

        @Override
        public String convert(String value) {
            String name = value.toLowerCase(Locale.ROOT);
            if (!DEVICES.contains(name)) {
                throw new TypeConversionException("'" + value + "' is no device, expected " + String.join(", ", DEVICES)
                        + Nearest.suggestion(name, DEVICES).replace("?", ""));
            }
            return name;
        }
    }

    /// A sensible number of threads.
    private static final class ThreadCount implements ITypeConverter<Integer> {
        ThreadCount() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 0, 1024);
        }
    }
}
