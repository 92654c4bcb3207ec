package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// The CPU backend with one kind of machine code beside vectors of the width of this process, or with vectors alone.
/// Run again in other processes, with other widths and other settings of the machine. Each says on the standard output
/// whether it ran, since nothing else would tell what this machine cannot show.
abstract class CpuConformance extends BackendConformance {
    private static final String MACHINE_CODE = "dev.tuwen.machine.code";
    private static final int BITS = Integer.getInteger("dev.tuwen.vector.bits", -1);

    /// Whether this process, one of many, tries few cases of each kind.
    private static final boolean FEW = Boolean.getBoolean("dev.tuwen.tests.few");

    private final String code;

    /// @param code name of the machine code as the system property has it, or `none`
    CpuConformance(String code) {
        this.code = code;
    }

    @Override
    protected final Backend open() {
        Backend backend = openWithCode();
        String name = backend.device().name();
        String wanted = (BITS > 0 ? BITS + "-bit vectors" : BITS == 0 ? "no vectors" : "widest vectors")
                + (code.equals("none") ? " without machine code" : " with " + code.toUpperCase(Locale.ROOT));
        if (isWanted(name)) {
            System.out.println("CPU conformance of " + wanted + ": runs on '" + name + "'");
            return backend;
        }
        backend.close();
        String reason = "CPU conformance of " + wanted + ": COULD NOT RUN HERE, the machine gives '" + name + "'";
        System.out.println(reason);
        return Assumptions.abort(reason);
    }

    /// The property is read when the backend is opened.
    private Backend openWithCode() {
        String before = System.setProperty(MACHINE_CODE, code);
        try {
            return openOrSkip("cpu", new BackendOptions(3));
        } finally {
            if (before == null) {
                System.clearProperty(MACHINE_CODE);
            } else {
                System.setProperty(MACHINE_CODE, before);
            }
        }
    }

    /// Whether a device's name, such as "512-bit vectors, VNNI, 2 threads", is of the width and the code asked for.
    private boolean isWanted(String name) {
        boolean wide = BITS <= 0 || name.startsWith(BITS + "-bit vectors");
        boolean coded = Stream.of("AMX", "VNNI", "AVX2").anyMatch(name::contains);
        return wide && (code.equals("none") ? !coded : name.contains(code.toUpperCase(Locale.ROOT)));
    }

    @Override
    protected final Tolerances tolerances() {
        return Tolerances.EIGHT_BITS_BY_FOUR;
    }

    @Override
    protected final Stream<OpCase> cases() {
        return FEW ? OpCases.few() : OpCases.all();
    }

    @Override
    protected final Set<DType> cacheTypes() {
        return Set.of(DType.F32, DType.F16, DType.Q8_0);
    }
}
