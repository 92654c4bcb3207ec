package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kernels in the processor's own code, for instructions the Vector API cannot say: products of bytes (AVX2, VNNI), of
/// tiles of them (AMX), and fetching ahead. Their source, with what each reads and writes, is `src/main/asm/x86-64.S`.
/// Made once; stateless; any thread.
public final class MachineCode {
    /// Columns of the heads whose cached keys and values there are kernels for.
    public static final int CACHED_COLUMNS = 64;

    /// Name of the system property that does without: `none`, or the [best][Instructions] to make use of.
    private static final String SWITCH = "dev.tuwen.machine.code";

    private final MemorySegment code;
    private final Instructions instructions;
    private volatile @Nullable Calls calls;

    private MachineCode(MemorySegment code, Instructions instructions) {
        this.code = code;
        this.instructions = instructions;
    }

    /// All code for this processor, found once: when it is first asked for.
    private static final class Found {
        static final List<MachineCode> ALL = find();
    }

    /// What processors multiply with, the slowest first.
    private enum Instructions {
        AVX2(8),
        VNNI(16),
        AMX(16);

        private final int lanes;

        Instructions(int lanes) {
            this.lanes = lanes;
        }

        private boolean among(Set<String> features) {
            return switch (this) {
                case AVX2 -> features.containsAll(Set.of("avx2", "fma", "f16c"));
                case VNNI -> features.containsAll(Set.of("avx512f", "avx512bw", "avx512vl", "avx512_vnni"));
                case AMX ->
                    VNNI.among(features)
                            && features.containsAll(Set.of("amx_tile", "amx_int8", "amx_bf16", "avx512_bf16"));
            };
        }
    }

    /// Ways to call the functions, which take a tenth of a second to make: once they are needed.
    private record Calls(
            MethodHandle multiplyQ4,
            MethodHandle dotQ4,
            MethodHandle quantizeRows,
            MethodHandle quantizeRow,
            MethodHandle splitRows,
            MethodHandle splitPanel,
            MethodHandle splitPanelF16,
            MethodHandle multiplySplit,
            MethodHandle packQ4,
            MethodHandle roundRows,
            MethodHandle roundPanelF16,
            MethodHandle roundPanelBf16,
            MethodHandle multiplyRounded,
            MethodHandle keysF16,
            MethodHandle valuesF16,
            MethodHandle keysQ8,
            MethodHandle valuesQ8,
            MethodHandle dotQ8) {
        static Calls of(MemorySegment code, Instructions instructions) {
            boolean narrow = instructions == Instructions.AVX2;
            Function multiplyQ4 = switch (instructions) {
                case AVX2 -> Function.MULTIPLY_Q4_AVX2;
                case VNNI -> Function.MULTIPLY_Q4_VNNI;
                case AMX -> Function.MULTIPLY_Q4_AMX;
            };
            return new Calls(
                    function(code, multiplyQ4, 6, 3),
                    function(code, narrow ? Function.DOT_Q4_AVX2 : Function.DOT_Q4_VNNI, 5, 1),
                    function(code, narrow ? Function.QUANTIZE_ROWS_AVX2 : Function.QUANTIZE_ROWS, 4, 4),
                    function(code, Function.QUANTIZE_ROW, 4, 1),
                    function(code, Function.SPLIT_ROWS, 2, 3),
                    function(code, Function.SPLIT_PANEL, 2, 1),
                    function(code, Function.SPLIT_PANEL_F16, 2, 2),
                    function(code, Function.MULTIPLY_SPLIT, 3, 4),
                    function(code, Function.PACK_Q4, 2, 1),
                    function(code, narrow ? Function.ROUND_ROWS_AVX2 : Function.ROUND_ROWS, 2, 3),
                    function(code, narrow ? Function.ROUND_PANEL_F16_AVX2 : Function.ROUND_PANEL_F16, 2, 2),
                    function(code, narrow ? Function.ROUND_PANEL_BF16_AVX2 : Function.ROUND_PANEL_BF16, 2, 2),
                    function(code, narrow ? Function.MULTIPLY_ROUNDED_AVX2 : Function.MULTIPLY_ROUNDED, 3, 3),
                    function(code, narrow ? Function.KEYS_F16_AVX2 : Function.KEYS_F16, 3, 1),
                    function(code, narrow ? Function.VALUES_F16_AVX2 : Function.VALUES_F16, 3, 1),
                    function(code, narrow ? Function.KEYS_Q8_AVX2 : Function.KEYS_Q8, 5, 1),
                    function(code, narrow ? Function.VALUES_Q8_AVX2 : Function.VALUES_Q8, 4, 1),
                    function(code, narrow ? Function.DOT_Q8_AVX2 : Function.DOT_Q8, 3, 1));
        }
    }

    private Calls calls() {
        Calls made = calls;
        if (made == null) {
            made = Calls.of(code, instructions);
            calls = made;
        }
        return made;
    }

    /// The functions, in the order of the table the code begins with.
    enum Function {
        MULTIPLY_Q4_VNNI,
        MULTIPLY_Q4_AMX,
        DOT_Q4_VNNI,
        QUANTIZE_ROWS,
        QUANTIZE_ROW,
        SPLIT_ROWS,
        SPLIT_PANEL,
        MULTIPLY_SPLIT,
        SPLIT_PANEL_F16,
        PACK_Q4,
        ROUND_ROWS,
        MULTIPLY_ROUNDED,
        ROUND_PANEL_F16,
        ROUND_PANEL_BF16,
        MULTIPLY_Q4_AVX2,
        DOT_Q4_AVX2,
        QUANTIZE_ROWS_AVX2,
        ROUND_ROWS_AVX2,
        ROUND_PANEL_F16_AVX2,
        ROUND_PANEL_BF16_AVX2,
        MULTIPLY_ROUNDED_AVX2,
        KEYS_F16,
        VALUES_F16,
        KEYS_Q8,
        VALUES_Q8,
        KEYS_F16_AVX2,
        VALUES_F16_AVX2,
        KEYS_Q8_AVX2,
        VALUES_Q8_AVX2,
        DOT_Q8,
        DOT_Q8_AVX2
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

    /// What the processor multiplies with: "AMX", "VNNI" or "AVX2".
    public String name() {
        return instructions.name();
    }

    /// Lanes of F32 in a vector, by which panels are laid out: 16 or 8.
    public int lanes() {
        return instructions.lanes;
    }

    /// Whether there are tiles of BF16: [#splitRows] and what goes with it.
    public boolean splits() {
        return instructions == Instructions.AMX;
    }

    /// Whether there is [#packQ4].
    public boolean packs() {
        return instructions != Instructions.AVX2;
    }

    private static List<MachineCode> find() {
        Set<String> features = ProcessorFeatures.ofThisMachine();
        if (!Instructions.AVX2.among(features)) {
            return List.of();
        }
        try {
            LinuxMemory memory = new LinuxMemory();
            Optional<MemorySegment> code = memory.executable(code());
            var found = new ArrayList<MachineCode>();
            for (Instructions instructions : Instructions.values()) {
                boolean there =
                        instructions.among(features) && (instructions != Instructions.AMX || memory.allowTiles());
                if (code.isPresent() && there) {
                    found.addFirst(new MachineCode(code.get(), instructions));
                }
            }
            return List.copyOf(found);
        } catch (Throwable e) {
            System.getLogger(MachineCode.class.getName())
                    .log(System.Logger.Level.DEBUG, "the processor's own code cannot be used", e);
            return List.of();
        }
    }

    private static byte[] code() throws IOException {
        try (InputStream code = MachineCode.class.getResourceAsStream("x86-64.bin")) {
            if (code == null) {
                throw new IOException("the module comes without x86-64.bin");
            }
            return code.readAllBytes();
        }
    }

    /// The code takes some tenths of a millisecond at most and calls nothing, so threads need not be told of it, and
    /// arrays are lent as they are.
    ///
    /// @param pointers arguments that are memory, which come first
    /// @param numbers those that are numbers of 64 bits
    @SuppressWarnings("restricted")
    private static MethodHandle function(MemorySegment code, Function function, int pointers, int numbers) {
        var arguments = new MemoryLayout[pointers + numbers];
        Arrays.fill(arguments, 0, pointers, ADDRESS);
        Arrays.fill(arguments, pointers, arguments.length, JAVA_LONG);
        int offset = code.get(JAVA_INT_UNALIGNED, 4L * function.ordinal());
        return Linker.nativeLinker()
                .downcallHandle(
                        code.asSlice(offset), FunctionDescriptor.ofVoid(arguments), Linker.Option.critical(true));
    }

    /// Bytes of a number as [#quantizeRows] makes it.
    public int numberBytes() {
        return instructions == Instructions.AVX2 ? 2 : 1;
    }

    /// Rows of activations in bytes against a panel in Q4_0 of four vectors of rows.
    ///
    /// @param panel with a row for each lane of four vectors
    /// @param x `[rows, 32 · blocks]` [numbers][#numberBytes], with room for a multiple of sixteen rows
    /// @param starts `[blocks, pitch]`
    /// @param scales `[blocks, pitch]`
    /// @param sums `[rows, 4 · lanes]`, which the products are added to
    /// @param work 24 KiB of the thread's own
    public void multiplyQ4(
            MemorySegment panel,
            MemorySegment x,
            MemorySegment starts,
            MemorySegment scales,
            MemorySegment sums,
            MemorySegment work,
            int blocks,
            int rows,
            int pitch) {
        try {
            calls().multiplyQ4
                    .invokeExact(panel, x, starts, scales, sums, work, (long) blocks, (long) rows, 4L * pitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// One row against a panel in Q4_0.
    ///
    /// @param x as [#quantizeRow] makes it
    /// @param sums one for each row of the panel
    public void dotQ4(
            MemorySegment panel,
            MemorySegment x,
            MemorySegment starts,
            MemorySegment scales,
            MemorySegment sums,
            int blocks) {
        try {
            calls().dotQ4.invokeExact(panel, x, starts, scales, sums, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds rows to bytes, as [#multiplyQ4] reads them.
    ///
    /// @param x `[rows, 32 · blocks]` numbers, rows at `xPitch` bytes
    public void quantizeRows(
            MemorySegment x,
            MemorySegment to,
            MemorySegment starts,
            MemorySegment scales,
            int blocks,
            int rows,
            long xPitch,
            int pitch) {
        try {
            calls().quantizeRows.invokeExact(x, to, starts, scales, (long) blocks, (long) rows, xPitch, 4L * pitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds a row to bytes, as [#dotQ4] reads them.
    ///
    /// @param to four bytes for each number
    public void quantizeRow(MemorySegment x, MemorySegment to, MemorySegment starts, MemorySegment scales, int blocks) {
        if (instructions == Instructions.AVX2) {
            quantizeRows(x, to, starts, scales, blocks, 1, 0, 1);
            return;
        }
        try {
            calls().quantizeRow.invokeExact(x, to, starts, scales, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Takes numbers apart, each into two of BF16.
    ///
    /// @param x rows at `xPitch` bytes
    /// @param to `[rows, 2, columns]`
    public void splitRows(MemorySegment x, MemorySegment to, int rows, int columns, long xPitch) {
        try {
            calls().splitRows.invokeExact(x, to, (long) rows, (long) columns, xPitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Takes a panel apart.
    ///
    /// @param w `[columns, 64]`
    /// @param to `[2, columns / 2, 64, 2]`
    public void splitPanel(MemorySegment w, MemorySegment to, int columns) {
        try {
            calls().splitPanel.invokeExact(w, to, (long) columns);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Takes a panel apart that is packed in F16.
    ///
    /// @param w `[columns, 64]`, in the order of a packed panel
    /// @param to `[2, columns / 2, 64, 2]`
    /// @param ahead how many bytes ahead lies what is needed next; memory that is not there does no harm
    public void splitPanelF16(MemorySegment w, MemorySegment to, int columns, long ahead) {
        try {
            calls().splitPanelF16.invokeExact(w, to, (long) columns, ahead);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rows against a panel, both taken apart; needs [#splits].
    ///
    /// @param outputs how many of the panel's rows, a multiple of 32
    /// @param sums rows of `outputs` at `pitch` bytes, which the products are added to
    public void multiplySplit(
            MemorySegment x, MemorySegment w, MemorySegment sums, int rows, int columns, int outputs, long pitch) {
        try {
            calls().multiplySplit.invokeExact(x, w, sums, (long) rows, (long) columns, pitch, 4L * outputs);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds rows to 16 bits, in blocks of 64 columns.
    ///
    /// @param x rows at `xPitch` bytes
    /// @param to `[rows, columns]` of 16 bits, then a scale for each block and row
    /// @param columns a multiple of 16
    public void roundRows(MemorySegment x, MemorySegment to, int rows, int columns, long xPitch) {
        try {
            calls().roundRows.invokeExact(x, to, (long) rows, (long) columns, xPitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds a panel of `P` rows, 64 or 16, that is packed in F16 or BF16, to 16 bits, in blocks of 64 columns.
    ///
    /// @param w `[columns, P]`, in the order of a packed panel
    /// @param to `[columns / 2, P, 2]` of 16 bits, then a scale for each block and output
    /// @param columns even
    /// @param brain whether it is BF16
    /// @param ahead how many bytes ahead lies what is needed next; memory that is not there does no harm
    public void roundPanel(MemorySegment w, MemorySegment to, int columns, boolean brain, long ahead) {
        try {
            MethodHandle function = brain ? calls().roundPanelBf16 : calls().roundPanelF16;
            function.invokeExact(w, to, (long) columns, ahead);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rows against a panel of `P` rows, both rounded to 16 bits.
    ///
    /// @param sums rows of `P` at `pitch` bytes, which the products are added to
    /// @param rows a multiple of 4
    /// @param columns a multiple of 16
    public void multiplyRounded(
            MemorySegment x, MemorySegment w, MemorySegment sums, int rows, int columns, long pitch) {
        try {
            calls().multiplyRounded.invokeExact(x, w, sums, (long) rows, (long) columns, pitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Interleaves the rows of a panel in Q4_0.
    ///
    /// @param rows 64 of them, one after another, as [dev.tuwen.quantization.Q4_0] has them
    /// @param panel receives them
    public void packQ4(MemorySegment rows, MemorySegment panel, int blocks) {
        try {
            calls().packQ4.invokeExact(rows, panel, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// A query against cached keys in F16 of a head of 64 columns.
    ///
    /// @param query scaled by 2^56
    /// @param to a number for each position, whole vectors of them
    /// @param blocks vectors of positions
    public void keysF16(MemorySegment query, MemorySegment keys, MemorySegment to, int blocks) {
        try {
            calls().keysF16.invokeExact(query, keys, to, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Cached values in F16 of a head of 64 columns, mixed.
    ///
    /// @param to 64 numbers, which are added to
    public void valuesF16(MemorySegment shares, MemorySegment values, MemorySegment to, int positions) {
        try {
            calls().valuesF16.invokeExact(shares, values, to, (long) positions);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// A query against cached keys in Q8_0 of a head of 64 columns.
    ///
    /// @param scales of the first 32 columns, one for each position
    /// @param moreScales of the last 32 columns
    /// @param to a number for each position, whole vectors of them
    /// @param blocks vectors of positions
    public void keysQ8(
            MemorySegment query,
            MemorySegment keys,
            MemorySegment scales,
            MemorySegment moreScales,
            MemorySegment to,
            int blocks) {
        try {
            calls().keysQ8.invokeExact(query, keys, scales, moreScales, to, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Cached values in Q8_0 of a head of 64 columns, mixed.
    ///
    /// @param shares times the scale of the first 32 columns
    /// @param moreShares times that of the last 32
    /// @param to 64 numbers, which are added to
    public void valuesQ8(
            MemorySegment shares, MemorySegment moreShares, MemorySegment values, MemorySegment to, int positions) {
        try {
            calls().valuesQ8.invokeExact(shares, moreShares, values, to, (long) positions);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// One row against a panel in Q8_0, of 64 or 16 rows.
    ///
    /// @param x `32 · blocks` numbers
    /// @param sums one for each row of the panel
    public void dotQ8(MemorySegment panel, MemorySegment x, MemorySegment sums, int blocks) {
        try {
            calls().dotQ8.invokeExact(panel, x, sums, (long) blocks);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("the processor's own code cannot be called", e);
    }
}
