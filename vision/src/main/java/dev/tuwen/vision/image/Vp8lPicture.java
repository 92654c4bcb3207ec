package dev.tuwen.vision.image;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A lossless WebP picture, also the coded transparency of a lossy one: RFC 9649, section 3. One that is cut off or
/// breaks keeps the rows that came.
final class Vp8lPicture {

    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int CODES = 5;
    private static final int GREEN = 0;
    private static final int RED = 1;
    private static final int BLUE = 2;
    private static final int ALPHA = 3;
    private static final int DISTANCE = 4;

    private static final int LONGEST_CACHE = 11;
    private static final int CACHE_FACTOR = 0x1e35a7bd;
    private static final int PIXELS_BETWEEN_LOOKS = 1 << 16;

    /// Numbers in all codes together; pictures of the largest size stay far below.
    private static final int MAXIMUM_CODE_SIZE = 1 << 24;

    /// More bits than these behind the last pixel mean that pixels before were misread.
    private static final int BITS_TO_SPARE = 16;

    /// The order in which the lengths of the codes of lengths come.
    private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /// What the first distances mean, the nearest first: places in up to seven rows above, and before in this one.
    private static final List<Place> NEAR = IntStream.range(0, 8)
            .boxed()
            .flatMap(up -> IntStream.rangeClosed(-7, 8).mapToObj(left -> new Place(up, left)))
            .filter(place -> place.up() > 0 || place.left() > 0)
            .sorted(Comparator.comparingInt((Place place) -> place.up() * place.up() + place.left() * place.left())
                    .thenComparing(Place::up, Comparator.reverseOrder())
                    .thenComparing(Place::left, Comparator.reverseOrder()))
            .toList();

    /// Of a pixel that came before.
    ///
    /// @param up rows above
    /// @param left columns to the left
    private record Place(int up, int left) {}

    /// What undoes one step of the encoder.
    private enum Kind {
        PREDICTOR,
        CROSS_COLOUR,
        SUBTRACT_GREEN,
        PALETTE
    }

    private final Vp8lBits bits;
    private final BooleanSupplier cancelled;
    private final int height;
    private int codeSize;
    private Completeness completeness = Completeness.WHOLE;

    private Vp8lPicture(Vp8lBits bits, int height, BooleanSupplier cancelled) {
        this.bits = bits;
        this.height = height;
        this.cancelled = cancelled;
    }

    /// What came of a picture.
    ///
    /// @param argb `[height, width]`
    /// @param rows how many of them came, at least one
    /// @param completeness how much that is
    record Pixels(int[] argb, int rows, Completeness completeness) {}

    /// The picture whose transforms begin at the byte `from`.
    static Pixels decode(byte[] bytes, int from, PixelSize size, BooleanSupplier cancelled) {
        return new Vp8lPicture(new Vp8lBits(bytes, from), size.height(), cancelled).decode(size.width());
    }

    private Pixels decode(int fullWidth) {
        int width = fullWidth;
        Set<Kind> seen = EnumSet.noneOf(Kind.class);
        Deque<Vp8lTransform> transforms = new ArrayDeque<>();
        while (bits.flag()) {
            Kind kind = Kind.values()[bits.read(2)];
            if (!seen.add(kind)) {
                throw damaged("a transform comes twice");
            }
            Vp8lTransform transform = switch (kind) {
                case SUBTRACT_GREEN -> new Vp8lTransform.AddGreen(width);
                case PALETTE -> {
                    int colours = bits.read(8) + 1;
                    yield Vp8lTransform.Palette.of(image(colours, 1), width);
                }
                case PREDICTOR -> {
                    int blockBits = bits.read(3) + 2;
                    yield new Vp8lTransform.Predictor(width, blockBits, blocks(width, blockBits));
                }
                case CROSS_COLOUR -> {
                    int blockBits = bits.read(3) + 2;
                    yield new Vp8lTransform.CrossColour(width, blockBits, blocks(width, blockBits));
                }
            };
            width = transform.packedWidth();
            transforms.push(transform);
        }
        int[] argb = new int[Math.multiplyExact(width, height)];
        int rows = read(argb, width, true) / width;
        if (rows == 0) {
            throw damaged("it ends before its pixels begin");
        }
        if (rows == height && bits.left() >= BITS_TO_SPARE) {
            completeness = Completeness.DAMAGED;
        }
        for (Vp8lTransform transform : transforms) {
            look();
            argb = transform.undo(argb, rows, height);
        }
        return new Pixels(argb, rows, completeness);
    }

    private int[] blocks(int width, int blockBits) {
        return image(Vp8lTransform.blocks(width, blockBits), Vp8lTransform.blocks(height, blockBits));
    }

    /// A picture within the picture, without which nothing can be read.
    private int[] image(int width, int rows) {
        int[] argb = new int[Math.multiplyExact(width, rows)];
        if (read(argb, width, false) < argb.length) {
            throw damaged("it ends before its pixels begin");
        }
        return argb;
    }

    /// Fills `argb` and returns how many pixels came.
    private int read(int[] argb, int width, boolean grouped) {
        int cacheBits = bits.flag() ? bits.read(4) : 0;
        if (cacheBits > LONGEST_CACHE) {
            throw damaged("a cache of 2 to the " + cacheBits + " colours");
        }
        int groupBits = 0;
        int[] groupOf = null;
        int groups = 1;
        if (grouped && bits.flag()) {
            groupBits = bits.read(3) + 2;
            groupOf = blocks(width, groupBits);
            for (int i = 0; i < groupOf.length; i++) {
                groupOf[i] = groupOf[i] >> 8 & 0xffff;
                groups = Math.max(groups, groupOf[i] + 1);
            }
        }
        var codes = new Vp8lCode[groups * CODES];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = code(
                    switch (i % CODES) {
                        case GREEN -> LITERALS + LENGTHS + (cacheBits > 0 ? 1 << cacheBits : 0);
                        case DISTANCE -> DISTANCES;
                        default -> LITERALS;
                    });
        }
        return pixels(argb, width, new Groups(codes, groupOf, groupBits, width), cacheBits);
    }

    /// The codes of each block of the picture.
    ///
    /// @param codes five of each group
    /// @param of each block its group; one for all if it is absent
    /// @param bits of the side of a block
    /// @param width of the picture
    private record Groups(Vp8lCode[] codes, int @Nullable [] of, int bits, int width) {
        int first(int at) {
            if (of == null) {
                return 0;
            }
            int y = at / width;
            int x = at - y * width;
            return of[(y >> bits) * Vp8lTransform.blocks(width, bits) + (x >> bits)] * CODES;
        }
    }

    private int pixels(int[] argb, int width, Groups groups, int cacheBits) {
        int[] cache = new int[1 << cacheBits];
        Vp8lCode[] codes = groups.codes();
        int looked = -1;
        int at = 0;
        while (at < argb.length) {
            if (at / PIXELS_BETWEEN_LOOKS != looked) {
                looked = at / PIXELS_BETWEEN_LOOKS;
                look();
            }
            int group = groups.first(at);
            int symbol = codes[group + GREEN].read(bits);
            int end = at + 1;
            if (symbol < LITERALS) {
                int red = codes[group + RED].read(bits);
                int blue = codes[group + BLUE].read(bits);
                argb[at] = codes[group + ALPHA].read(bits) << 24 | red << 16 | symbol << 8 | blue;
            } else if (symbol < LITERALS + LENGTHS) {
                int length = number(symbol - LITERALS);
                int distance = distance(number(codes[group + DISTANCE].read(bits)), width);
                if (distance > at) {
                    completeness = Completeness.DAMAGED;
                    return at;
                }
                end = (int) Math.min((long) at + length, argb.length);
                for (int to = at; to < end; to++) {
                    argb[to] = argb[to - distance];
                }
            } else {
                argb[at] = cache[symbol - LITERALS - LENGTHS];
            }
            if (bits.ended()) {
                completeness = Completeness.ENDS_EARLY;
                return at;
            }
            for (; at < end; at++) {
                cache[cacheBits == 0 ? 0 : (argb[at] * CACHE_FACTOR) >>> (Integer.SIZE - cacheBits)] = argb[at];
            }
        }
        return at;
    }

    /// A length or a distance: a prefix, then as many bits as it says.
    private int number(int prefix) {
        if (prefix < 4) {
            return prefix + 1;
        }
        int more = (prefix - 2) >> 1;
        return ((2 + (prefix & 1)) << more) + bits.read(more) + 1;
    }

    private static int distance(int code, int width) {
        if (code > NEAR.size()) {
            return code - NEAR.size();
        }
        Place place = NEAR.get(code - 1);
        return Math.max(1, place.up() * width + place.left());
    }

    private Vp8lCode code(int symbols) {
        look();
        int[] lengths = new int[symbols];
        if (bits.flag()) {
            boolean two = bits.flag();
            int first = bits.read(bits.flag() ? 8 : 1);
            int second = two ? bits.read(8) : first;
            if (Math.max(first, second) >= symbols) {
                throw damaged("a code for what does not exist");
            }
            lengths[first] = 1;
            lengths[second] = 1;
        } else {
            readLengths(lengths);
        }
        if (bits.ended()) {
            throw damaged("it ends before its pixels begin");
        }
        Vp8lCode code = Vp8lCode.of(lengths);
        codeSize += code.size();
        if (codeSize > MAXIMUM_CODE_SIZE) {
            throw damaged("more codes than a picture needs");
        }
        return code;
    }

    private void readLengths(int[] lengths) {
        int[] ofLengths = new int[LENGTH_ORDER.length];
        int count = bits.read(4) + 4;
        for (int i = 0; i < count; i++) {
            ofLengths[LENGTH_ORDER[i]] = bits.read(3);
        }
        Vp8lCode code = Vp8lCode.of(ofLengths);
        int left = bits.flag() ? 2 + bits.read(2 + 2 * bits.read(3)) : lengths.length;
        int previous = 8;
        for (int symbol = 0; symbol < lengths.length && left > 0; left--) {
            int length = code.read(bits);
            int repeats = 1;
            if (length <= Vp8lCode.LONGEST) {
                previous = length == 0 ? previous : length;
            } else if (length == Vp8lCode.LONGEST + 1) {
                repeats = 3 + bits.read(2);
                length = previous;
            } else {
                repeats = length == Vp8lCode.LONGEST + 2 ? 3 + bits.read(3) : 11 + bits.read(7);
                length = 0;
            }
            if (symbol + repeats > lengths.length) {
                throw damaged("more lengths than symbols");
            }
            for (int i = 0; i < repeats; i++) {
                lengths[symbol++] = length;
            }
        }
    }

    private void look() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("reading the picture was cancelled");
        }
    }

    private static ImageFormatException damaged(String why) {
        return ImageFormatException.damaged(ImageFormat.WEBP, why);
    }
}
