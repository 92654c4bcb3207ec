package dev.tuwen.compute.cpu.driver;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kernels in the processor's own code, for instructions the Vector API cannot say: products of bytes (AVX2, VNNI), of
/// tiles of them (AMX), and fetching ahead. Their source, with what each reads and writes, is in `src/main/asm`. Made
/// once; immutable but for what a check found; any thread.
public final class MachineCode {
    /// Columns of the heads whose cached keys and values there are kernels for.
    public static final int CACHED_COLUMNS = 64;

    /// Name of the system property that does without: `none`, or the [best][Instructions] to make use of.
    private static final String SWITCH = "dev.tuwen.machine.code";

    private static final System.Logger LOGGER = System.getLogger(MachineCode.class.getName());

    private final Instructions instructions;
    private final Q4Code q4;
    private final Q8Code q8;
    private final RoundedCode rounded;
    private final CacheCode cache;
    private final @Nullable SplitCode split;

    /// See [#fault]; null until that is asked for, then empty where there is none.
    private @Nullable String fault;

    private MachineCode(CodeTable table, Instructions instructions) {
        this.instructions = instructions;
        q4 = new Q4Code(table, instructions);
        q8 = new Q8Code(table, instructions);
        rounded = new RoundedCode(table, instructions);
        cache = new CacheCode(table, instructions);
        split = instructions == Instructions.AMX ? new SplitCode(table) : null;
    }

    /// All code for this processor, found once: when it is first asked for.
    private static final class Found {
        static final List<MachineCode> ALL = find();
    }

    /// The code for this processor in all it can be had in, the fastest first; nothing where the processor lacks the
    /// instructions, or the system does not let code come into being while a program runs.
    public static List<MachineCode> forThisProcessor() {
        return Found.ALL;
    }

    /// What of [#forThisProcessor] the system property `dev.tuwen.machine.code` allows, which is read at each call.
    public static List<MachineCode> allowed() {
        String best = System.getProperty(SWITCH, "");
        if (best.equals("none")) {
            return List.of();
        }
        List<MachineCode> found = forThisProcessor();
        return found.stream()
                .filter(code -> code.name().equalsIgnoreCase(best))
                .findFirst()
                .map(code -> found.subList(found.indexOf(code), found.size()))
                .orElse(found);
    }

    /// Chooses the first code for vectors of this width whose functions compute what their scalar twins do.
    ///
    /// @param codes the fastest first
    public static Choice choose(List<MachineCode> codes, int lanes) {
        var refusals = new ArrayList<String>();
        for (MachineCode code : codes) {
            if (code.lanes() == lanes) {
                Optional<String> fault = code.fault();
                if (fault.isEmpty()) {
                    return new Choice(code, refusals);
                }
                refusals.add(fault.get());
            }
        }
        return new Choice(null, refusals);
    }

    /// The code to make use of.
    ///
    /// @param code null where vectors have to do
    /// @param refusals why faster code is not made use of, a sentence each
    public record Choice(@Nullable MachineCode code, List<String> refusals) {
        /// Copies the list.
        public Choice {
            refusals = List.copyOf(refusals);
        }

        /// For the name of a device, after that of the vectors: ", VNNI (not AMX: …)".
        public String name() {
            return (code == null ? "" : ", " + code.name())
                    + (refusals.isEmpty() ? "" : " (" + String.join("; ", refusals) + ")");
        }
    }

    /// What the processor multiplies with: "AMX", "VNNI" or "AVX2".
    public String name() {
        return instructions.name();
    }

    /// Lanes of F32 in a vector, by which panels are laid out: 16 or 8.
    public int lanes() {
        return instructions.lanes();
    }

    /// Products with matrices in Q4_0.
    public Q4Code q4() {
        return q4;
    }

    /// Products of single rows with matrices in Q8_0.
    public Q8Code q8() {
        return q8;
    }

    /// Products of 16 bits.
    public RoundedCode rounded() {
        return rounded;
    }

    /// Cached keys and values of heads of [#CACHED_COLUMNS].
    public CacheCode cache() {
        return cache;
    }

    /// Tiles of BF16, where there are some.
    public Optional<SplitCode> split() {
        return Optional.ofNullable(split);
    }

    /// Whether there are [tiles of BF16][#split].
    public boolean splits() {
        return split != null;
    }

    /// Why this code must not be made use of; found, and logged, when it is first asked for.
    synchronized Optional<String> fault() {
        String found = fault;
        if (found == null) {
            String function = KnownCases.differing(this);
            found = "";
            if (!function.isEmpty()) {
                found = "not " + name() + ": its '" + function + "' differs from the scalar twin";
                LOGGER.log(System.Logger.Level.WARNING, "machine code: {0}", found);
            }
            fault = found;
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static List<MachineCode> find() {
        Set<String> features = ProcessorFeatures.ofThisMachine();
        if (!Instructions.AVX2.among(features)) {
            return List.of();
        }
        try {
            return find(code(), features);
        } catch (IOException | LinuxMemory.Refused | RuntimeException e) {
            LOGGER.log(System.Logger.Level.INFO, "machine code is not used: {0}", e.getMessage());
            return List.of();
        }
    }

    /// @param code as the assembler made it
    static List<MachineCode> find(byte[] code, Set<String> features) throws LinuxMemory.Refused {
        LinuxMemory memory = new LinuxMemory();
        var table = new CodeTable(memory.executable(code));
        var found = new ArrayList<MachineCode>();
        for (Instructions instructions : Instructions.values()) {
            if (instructions.among(features) && (instructions != Instructions.AMX || memory.allowTiles())) {
                found.addFirst(new MachineCode(table, instructions));
            }
        }
        return List.copyOf(found);
    }

    static byte[] code() throws IOException {
        try (InputStream code = MachineCode.class.getResourceAsStream("x86-64.bin")) {
            if (code == null) {
                throw new IOException("the module comes without x86-64.bin");
            }
            return code.readAllBytes();
        }
    }
}
