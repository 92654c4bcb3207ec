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
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kernels in the processor's own code, for instructions the Vector API cannot say: products of bytes (VNNI), of tiles
/// of them (AMX), and fetching ahead. Their source, with what each reads and writes, is `src/main/asm/x86-64.S`. Made
/// once; stateless; any thread.
public final class MachineCode {
    /// Name of the system property that does without: `none`, or `vnni` to leave out AMX.
    private static final String SWITCH = "dev.tuwen.machine.code";

    private static final Set<String> VNNI = Set.of("avx512f", "avx512bw", "avx512vl", "avx512_vnni");
    private static final Set<String> AMX = Set.of("amx_tile", "amx_int8", "amx_bf16", "avx512_bf16");

    private static final Optional<MachineCode> FOUND = find();

    private final MemorySegment code;
    private final boolean tiles;
    private volatile @Nullable Calls calls;

    /// @param tiles whether there is AMX
    private MachineCode(MemorySegment code, boolean tiles) {
        this.code = code;
        this.tiles = tiles;
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
            MethodHandle roundPanel,
            MethodHandle roundPanelF16,
            MethodHandle roundPanelBf16,
            MethodHandle multiplyRounded) {
        static Calls of(MemorySegment code, boolean tiles) {
            return new Calls(
                    function(code, tiles ? Function.MULTIPLY_Q4_AMX : Function.MULTIPLY_Q4_VNNI, 6, 3),
                    function(code, Function.DOT_Q4_VNNI, 5, 1),
                    function(code, Function.QUANTIZE_ROWS, 4, 4),
                    function(code, Function.QUANTIZE_ROW, 4, 1),
                    function(code, Function.SPLIT_ROWS, 2, 3),
                    function(code, Function.SPLIT_PANEL, 2, 1),
                    function(code, Function.SPLIT_PANEL_F16, 2, 2),
                    function(code, Function.MULTIPLY_SPLIT, 3, 4),
                    function(code, Function.PACK_Q4, 2, 1),
                    function(code, Function.ROUND_ROWS, 2, 3),
                    function(code, Function.ROUND_PANEL, 2, 1),
                    function(code, Function.ROUND_PANEL_F16, 2, 2),
                    function(code, Function.ROUND_PANEL_BF16, 2, 2),
                    function(code, Function.MULTIPLY_ROUNDED, 3, 3));
        }
    }

    private Calls calls() {
        Calls made = calls;
        if (made == null) {
            made = Calls.of(code, tiles);
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
        ROUND_PANEL,
        MULTIPLY_ROUNDED,
        ROUND_PANEL_F16,
        ROUND_PANEL_BF16
    }

    /// The code for this processor; nothing where it lacks the instructions, or the system does not let code come into
    /// being while a program runs.
    public static Optional<MachineCode> forThisProcessor() {
        return FOUND;
    }

    /// The same for processors that have no AMX.
    public MachineCode withoutTiles() {
        return new MachineCode(code, false);
    }

    /// What the processor multiplies with: "AMX" or "VNNI".
    public String name() {
        return tiles ? "AMX" : "VNNI";
    }

    /// Whether there are tiles of BF16.
    public boolean splits() {
        return tiles;
    }

    private static Optional<MachineCode> find() {
        String wanted = System.getProperty(SWITCH, "");
        Set<String> features = ProcessorFeatures.ofThisMachine();
        if (wanted.equals("none") || !features.containsAll(VNNI)) {
            return Optional.empty();
        }
        try {
            LinuxMemory memory = new LinuxMemory();
            boolean tiles = !wanted.equals("vnni") && features.containsAll(AMX) && memory.allowTiles();
            return memory.executable(code()).map(code -> new MachineCode(code, tiles));
        } catch (Throwable e) {
            System.getLogger(MachineCode.class.getName())
                    .log(System.Logger.Level.DEBUG, "the processor's own code cannot be used", e);
            return Optional.empty();
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

    /// Rows of activations in bytes against a panel in Q4_0.
    ///
    /// @param panel of 64 rows
    /// @param x `[rows, 32 · blocks]` bytes, with room for a multiple of sixteen rows
    /// @param starts `[blocks, pitch]`
    /// @param scales `[blocks, pitch]`
    /// @param sums `[rows, 64]`, which the products are added to
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
    /// @param sums 64 of them
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
    /// @param columns even
    public void roundRows(MemorySegment x, MemorySegment to, int rows, int columns, long xPitch) {
        try {
            calls().roundRows.invokeExact(x, to, (long) rows, (long) columns, xPitch);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds a panel to 16 bits, in blocks of 64 columns.
    ///
    /// @param w `[columns, 64]`
    /// @param to `[columns / 2, 64, 2]` of 16 bits, then a scale for each block and output
    /// @param columns even
    public void roundPanel(MemorySegment w, MemorySegment to, int columns) {
        try {
            calls().roundPanel.invokeExact(w, to, (long) columns);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Rounds a panel that is packed in F16 or BF16.
    ///
    /// @param w `[columns, 64]`, in the order of a packed panel
    /// @param to as of [#roundPanel(MemorySegment, MemorySegment, int)]
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

    /// Rows against a panel, both rounded to 16 bits.
    ///
    /// @param sums rows of 64 at `pitch` bytes, which the products are added to
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

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("the processor's own code cannot be called", e);
    }
}
