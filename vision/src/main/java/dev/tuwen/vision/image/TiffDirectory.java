package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// One directory of a TIFF file: its tags and their numbers. Believes no count and no offset before it is compared with
/// the file.
final class TiffDirectory {

    static final int SUBFILE_TYPE = 254;
    static final int OLD_SUBFILE_TYPE = 255;
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int CODING = 259;
    static final int PHOTOMETRIC = 262;
    static final int BIT_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int STRIP_ROWS = 278;
    static final int STRIP_BYTES = 279;
    static final int FAX_OPTIONS = 292;
    static final int PLANES = 284;
    static final int PREDICTOR = 317;
    static final int PALETTE = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int SUB_DIRECTORIES = 330;
    static final int INK_SET = 332;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int JPEG_TABLES = 347;
    static final int OLD_JPEG_STREAM = 513;
    static final int OLD_JPEG_BYTES = 514;
    static final int LUMA_PARTS = 529;
    static final int CHROMA_STEPS = 530;
    static final int BLACK_AND_WHITE = 532;

    static final int XMP = 700;

    private static final int MAXIMUM_ENTRIES = 65_535;
    private static final int FRACTION = 5;
    private static final int REDUCED = 1;
    private static final int MASK = 4;
    private static final int OLD_REDUCED = 2;

    private final FileBytes file;
    private final boolean wide;
    private final Map<Integer, Long> entries = new HashMap<>();
    private final long next;

    /// Reads the directory at `at`.
    ///
    /// @param wide whether counts and offsets have 64 bits
    TiffDirectory(FileBytes file, boolean wide, long at) {
        this.file = file;
        this.wide = wide;
        long count = wide ? file.u64(at, "directory") : file.u16(at, "directory");
        if (count > MAXIMUM_ENTRIES) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "directory of " + count + " entries");
        }
        long entry = at + (wide ? 8 : 2);
        int entryBytes = wide ? 20 : 12;
        file.need(entry, count * entryBytes, "directory");
        for (long i = 0; i < count; i++, entry += entryBytes) {
            entries.putIfAbsent(file.u16(entry, "tag"), entry);
        }
        this.next = file.has(entry, wide ? 8 : 4) ? offset(entry) : 0;
    }

    private long offset(long at) {
        return wide ? file.u64(at, "offset") : file.u32(at, "offset");
    }

    /// Where the next directory is, or 0.
    long next() {
        return next;
    }

    /// Whether it says that it is a thumbnail or a mask of another picture.
    boolean secondary() {
        return (number(SUBFILE_TYPE, 0) & (REDUCED | MASK)) != 0 || number(OLD_SUBFILE_TYPE, 0) == OLD_REDUCED;
    }

    /// The first number of an entry, or `absent`.
    long number(int tag, long absent) {
        Values values = values(tag);
        return values.count() == 0 ? absent : number(values, 0);
    }

    /// All numbers of an entry; none if it is absent.
    long[] numbers(int tag) {
        Values values = values(tag);
        long[] numbers = new long[values.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(values, i);
        }
        return numbers;
    }

    /// As many numbers of an entry as the file still holds.
    long[] numbersThatCame(int tag) {
        Long entry = entries.get(tag);
        if (entry == null) {
            return new long[0];
        }
        int bytesEach = bytesEach(entry);
        long count = wide ? file.u64(entry + 4, "count") : file.u32(entry + 4, "count");
        long at = at(entry, bytesEach, count);
        if (bytesEach == 0 || !file.has(at, 0)) {
            return new long[0];
        }
        long[] numbers = new long[(int) Math.min(count, (file.length() - at) / bytesEach)];
        var values = new Values(at, numbers.length, bytesEach);
        Arrays.setAll(numbers, i -> number(values, i));
        return numbers;
    }

    /// The fractions of an entry, each a numerator and a denominator; `absent` where they are not as many.
    double[] fractions(int tag, double... absent) {
        Long entry = entries.get(tag);
        if (entry == null || file.u16(entry + 2, "type") != FRACTION) {
            return absent;
        }
        long count = wide ? file.u64(entry + 4, "count") : file.u32(entry + 4, "count");
        long at = offset(entry + (wide ? 12 : 8));
        if (count != absent.length || !file.has(at, 8 * count)) {
            return absent;
        }
        double[] fractions = new double[absent.length];
        for (int i = 0; i < fractions.length; i++) {
            fractions[i] = (double) file.u32(at + 8L * i, "entry") / file.u32(at + 8L * i + 4, "entry");
        }
        return fractions;
    }

    private long number(Values values, int index) {
        long at = values.at() + (long) index * values.bytesEach();
        return switch (values.bytesEach()) {
            case 1 -> file.u8(at, "entry");
            case 2 -> file.u16(at, "entry");
            case 4 -> file.u32(at, "entry");
            default -> file.u64(at, "entry");
        };
    }

    /// Where the numbers of an entry are.
    ///
    /// @param at the first one
    /// @param count how many, within the file
    /// @param bytesEach bytes of one
    record Values(long at, int count, int bytesEach) {}

    /// Where the whole numbers of an entry are; none if it is absent or holds something else.
    Values values(int tag) {
        Long entry = entries.get(tag);
        if (entry == null) {
            return new Values(0, 0, 1);
        }
        int bytesEach = bytesEach(entry);
        long count = wide ? file.u64(entry + 4, "count") : file.u32(entry + 4, "count");
        if (bytesEach == 0) {
            return new Values(0, 0, 1);
        }
        file.need(0, count, "entry");
        long at = at(entry, bytesEach, count);
        file.need(at, count * bytesEach, "entry");
        return new Values(at, (int) count, bytesEach);
    }

    /// Bytes of a whole number of an entry; 0 where it holds something else.
    private int bytesEach(long entry) {
        return switch (file.u16(entry + 2, "type")) {
            case 1, 7 -> 1;
            case 3 -> 2;
            case 4, 13 -> 4;
            case 16, 18 -> 8;
            default -> 0;
        };
    }

    /// Where the numbers of an entry are: in it, if they are few.
    private long at(long entry, int bytesEach, long count) {
        long inline = entry + (wide ? 12 : 8);
        return count * bytesEach <= (wide ? 8 : 4) ? inline : offset(inline);
    }
}
