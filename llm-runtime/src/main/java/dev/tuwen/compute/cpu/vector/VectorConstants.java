package dev.tuwen.compute.cpu.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// The width of vectors in this process: what the machine prefers, or less if the system property
/// `dev.tuwen.vector.bits` says so (128, 256 or 512).
public final class VectorConstants {
    /// Name of the system property that settles the width: 128, 256 or 512 bits, or 0 for no vectors at all.
    public static final String BITS_PROPERTY = "dev.tuwen.vector.bits";

    static final int BITS = bits();
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS));
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS));

    /// As many shorts as there are floats.
    static final VectorSpecies<Short> HALVES =
            ShortVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS / 2));

    static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(BITS));

    /// Whether each 16-bit lane can be shifted by a count of its own in one instruction; where it can, that is faster
    /// than one count for all, which is read from a register.
    static final boolean SHORT_SHIFTS = BITS == 512;

    static final int LANES = FLOATS.length();

    /// Vectors across a panel: 6 rows by 4 vectors of sums need 29 registers of 32, 6 rows by 2 need 15 of 16.
    static final int PANEL_VECTORS = BITS == 512 ? 4 : 2;

    static final int PANEL_ROWS = PANEL_VECTORS * LANES;

    /// Whether the machine multiplies and adds in one instruction. Without it, `fma` is a hundred times slower than
    /// both.
    static final boolean FUSED = fused();

    /// Whether the machine turns integers into floats in one instruction that the compiler makes use of: all but those
    /// with SSE alone.
    static final boolean CASTS = !"0".equals(option("UseAVX"));

    /// Where there is no such instruction: 1.5 · 2²³, a float whose steps are one, so that an integer of 16 bits added
    /// to its bits is added to its value.
    static final float STEPS_OF_ONE = 0x1.8p23f;

    static final int STEPS_OF_ONE_BITS = Float.floatToRawIntBits(STEPS_OF_ONE);

    /// Whether there are but 16 vector registers, of which twelve sums leave too few: x86 before AVX-512.
    static final boolean FEW_REGISTERS = option("UseAVX").matches("[012]");

    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorConstants() {}

    /// Lanes of a vector of F32.
    public static int lanes() {
        return LANES;
    }

    /// For the name of the device.
    public static String name() {
        return BITS + "-bit vectors" + (FUSED ? "" : " without FMA");
    }

    private static int bits() {
        int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
        int wanted = Integer.getInteger(BITS_PROPERTY, preferred);
        return Math.clamp(Integer.highestOneBit(Math.min(wanted, preferred)), 128, 512);
    }

    private static boolean fused() {
        return !"false".equals(option("UseFMA"));
    }

    /// The value of an option of the virtual machine, or nothing where it has no such option.
    private static String option(String name) {
        try {
            var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine == null ? "" : machine.getVMOption(name).getValue();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
