package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.machine.MachineAttention;
import dev.tuwen.compute.cpu.machine.MachineBf16Split;
import dev.tuwen.compute.cpu.machine.MachineLinear;
import dev.tuwen.compute.cpu.machine.MachineQuantizedLinear;
import dev.tuwen.compute.cpu.machine.MachineRounded;
import dev.tuwen.compute.cpu.scalar.ScalarAttention;
import dev.tuwen.compute.cpu.scalar.ScalarElements;
import dev.tuwen.compute.cpu.scalar.ScalarLinear;
import dev.tuwen.compute.cpu.scalar.ScalarQuantizedLinear;
import dev.tuwen.compute.cpu.scalar.ScalarRoofline;
import dev.tuwen.compute.cpu.vector.VectorAttention;
import dev.tuwen.compute.cpu.vector.VectorConstants;
import dev.tuwen.compute.cpu.vector.VectorElements;
import dev.tuwen.compute.cpu.vector.VectorLinear;
import dev.tuwen.compute.cpu.vector.VectorQuantizedLinear;
import dev.tuwen.compute.cpu.vector.VectorRoofline;
import java.util.List;

/// Chooses the twin of each family of kernels: the one place that knows all of them.
public final class KernelSets {
    private KernelSets() {}

    /// What this machine runs, unless the system property `dev.tuwen.vector.bits` is 0: then plain loops.
    public static KernelSet ofThisMachine() {
        return Integer.getInteger(VectorConstants.BITS_PROPERTY, -1) == 0 ? scalar() : vector(MachineCode.allowed());
    }

    /// Plain loops.
    public static KernelSet scalar() {
        return new KernelSet(
                "scalar",
                new ScalarLinear(),
                new ScalarQuantizedLinear(),
                new ScalarAttention(),
                new ScalarElements(),
                null,
                new ScalarRoofline());
    }

    /// Vectors, and the processor's own code for what they cannot say.
    ///
    /// @param codes of the processor, of which the first for vectors of this width is made use of that proves itself
    public static KernelSet vector(List<MachineCode> codes) {
        MachineCode.Choice choice = MachineCode.choose(codes, VectorConstants.lanes());
        String name = VectorConstants.name() + choice.name();
        MachineCode code = choice.code();
        return code == null ? vector(name) : machine(name, code);
    }

    private static KernelSet vector(String name) {
        return new KernelSet(
                name,
                new VectorLinear(),
                new VectorQuantizedLinear(),
                new VectorAttention(),
                new VectorElements(),
                null,
                new VectorRoofline());
    }

    private static KernelSet machine(String name, MachineCode code) {
        ElementKernels elements = new VectorElements();
        return new KernelSet(
                name,
                new MachineLinear(code, new VectorLinear()),
                new MachineQuantizedLinear(code),
                new MachineAttention(code, new VectorAttention(), elements),
                elements,
                code.splits() ? new MachineBf16Split(code) : new MachineRounded(code),
                new VectorRoofline());
    }
}
