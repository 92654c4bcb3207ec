package dev.tuwen.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Where each value of a program lies in one slab of memory, so that values that are never needed at the same time
/// share it.
///
/// Inputs live from the start, outputs to the end, any other value from the operation that makes it to the last that
/// reads it. A result never shares memory with an operand of its operation. Immutable; any thread.
public final class ActivationPlan {
    private final long[] offsets;
    private final long byteSize;

    private ActivationPlan(long[] offsets, long byteSize) {
        this.offsets = offsets;
        this.byteSize = byteSize;
    }

    /// Plans a program.
    ///
    /// @param program whose values to place
    /// @param alignment of every offset, a power of two
    public static ActivationPlan of(Program program, int alignment) {
        if (Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("alignment " + alignment + ", expected a power of two");
        }
        var offsets = new long[program.valueCount()];
        Arrays.fill(offsets, -1);
        int end = program.ops().size();
        int[] lastUse = lastUses(program, end);
        var placed = new ArrayList<Block>();
        long size = 0;
        for (Value input : program.inputs()) {
            size = Math.max(size, place(input, lastUse, alignment, placed, offsets));
        }
        for (int index = 0; index < end; index++) {
            int now = index;
            placed.removeIf(block -> block.lastUse < now);
            Value result = program.ops().get(index).result();
            if (result != null) {
                lastUse[result.number()] = Math.max(lastUse[result.number()], index);
                size = Math.max(size, place(result, lastUse, alignment, placed, offsets));
            }
        }
        return new ActivationPlan(offsets, size);
    }

    /// Bytes of a program's slab, nearly: a device may align values otherwise.
    public static long byteSize(Program program) {
        return of(program, 1).byteSize;
    }

    /// Byte where a value begins.
    ///
    /// @throws IllegalArgumentException if the program does not make it
    public long offset(Value value) {
        long offset = value.number() < offsets.length ? offsets[value.number()] : -1;
        if (offset < 0) {
            throw new IllegalArgumentException(value + " is not a value of the planned program");
        }
        return offset;
    }

    /// Bytes of the slab.
    public long byteSize() {
        return byteSize;
    }

    private record Block(long start, long end, int lastUse) {}

    private static int[] lastUses(Program program, int end) {
        var lastUse = new int[program.valueCount()];
        Arrays.fill(lastUse, -1);
        for (int index = 0; index < end; index++) {
            for (Value operand : program.ops().get(index).operands()) {
                lastUse[operand.number()] = index;
            }
        }
        for (Value output : program.outputs()) {
            lastUse[output.number()] = end;
        }
        return lastUse;
    }

    /// The first gap that is large enough; gives the end of the block.
    private static long place(Value value, int[] lastUse, int alignment, List<Block> placed, long[] offsets) {
        long size = Math.addExact(value.byteSize(), alignment - 1L) & -alignment;
        long start = 0;
        placed.sort(Comparator.comparingLong(Block::start));
        for (Block block : placed) {
            if (block.start - start >= size) {
                break;
            }
            start = Math.max(start, block.end);
        }
        long end = Math.addExact(start, size);
        placed.add(new Block(start, end, lastUse[value.number()]));
        offsets[value.number()] = start;
        return end;
    }
}
