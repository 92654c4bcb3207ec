package dev.tuwen.tokenizer.sentencepiece;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// The pieces of a tokenizer by id, with their scores and kinds. Immutable.
public final class Vocabulary {
    /// What stands for a space inside a piece.
    public static final char SPACE_MARK = '\u2581';

    /// Most pieces there may be. The published vocabularies have 122 753; the bound leaves 20 bits for an id in packed
    /// tables.
    static final int MAX_TOKENS = 1 << 19;

    private final String[] pieces;
    private final float[] scores;
    private final PieceKind[] kinds;
    private final int[] byteIds = new int[256];
    private final Map<String, Integer> ids;

    /// Makes a vocabulary out of its columns.
    ///
    /// @param pieces by id; no two alike
    /// @param scores by id: of two merges the one with the higher score is made first
    /// @param kinds by id; all 256 byte pieces have to be there, named `<0x00>` to `<0xFF>`
    /// @throws IllegalArgumentException if one of this does not hold; the message says which
    public Vocabulary(List<String> pieces, float[] scores, List<PieceKind> kinds) {
        int size = pieces.size();
        if (size < 1 || size > MAX_TOKENS || scores.length != size || kinds.size() != size) {
            throw new IllegalArgumentException(
                    "a vocabulary of 1 to " + MAX_TOKENS + " pieces, each with score and kind: " + size + " pieces, "
                            + scores.length + " scores, " + kinds.size() + " kinds");
        }
        this.pieces = pieces.toArray(String[]::new);
        this.scores = scores.clone();
        this.kinds = kinds.toArray(PieceKind[]::new);
        this.ids = HashMap.newHashMap(size);
        Arrays.fill(byteIds, -1);
        for (int id = 0; id < size; id++) {
            register(id);
        }
        for (int value = 0; value < 256; value++) {
            if (byteIds[value] < 0) {
                throw new IllegalArgumentException("a byte piece for each of the 256 bytes: none for byte " + value);
            }
        }
    }

    /// The same with as many ids more as needed, which mean nothing by themselves: added tokens of a model that was
    /// trained further.
    ///
    /// @param size number of ids in all
    /// @throws IllegalArgumentException if there would be too many
    Vocabulary enlarged(int size) {
        if (size <= size()) {
            return this;
        }
        var more = new ArrayList<>(Arrays.asList(pieces));
        var moreKinds = new ArrayList<>(Arrays.asList(kinds));
        for (int id = size(); id < size; id++) {
            more.add("<added " + id + ">");
            moreKinds.add(PieceKind.CONTROL);
        }
        return new Vocabulary(more, Arrays.copyOf(scores, size), moreKinds);
    }

    private void register(int id) {
        String piece = pieces[id];
        if (piece.isEmpty()) {
            throw new IllegalArgumentException("pieces that are not empty: piece " + id + " is");
        }
        if (!Float.isFinite(scores[id])) {
            throw new IllegalArgumentException("finite scores: piece " + id + " has " + scores[id]);
        }
        if (ids.put(piece, id) != null) {
            throw new IllegalArgumentException("no two pieces alike: piece " + id + " repeats an earlier one");
        }
        if (kinds[id] == PieceKind.BYTE) {
            byteIds[byteValue(id, piece)] = id;
        }
    }

    private static int byteValue(int id, String piece) {
        if (piece.length() == 6 && piece.startsWith("<0x") && piece.endsWith(">")) {
            int high = Character.digit(piece.charAt(3), 16);
            int low = Character.digit(piece.charAt(4), 16);
            if (high >= 0 && low >= 0) {
                return high * 16 + low;
            }
        }
        throw new IllegalArgumentException("byte pieces named '<0x00>' to '<0xFF>': piece " + id + " is not");
    }

    /// Number of pieces; ids run from 0 to one less.
    public int size() {
        return pieces.length;
    }

    /// The piece as stored, with [#SPACE_MARK] for a space.
    public String piece(int id) {
        return pieces[id];
    }

    /// Its score.
    public float score(int id) {
        return scores[id];
    }

    /// Its kind.
    public PieceKind kind(int id) {
        return kinds[id];
    }

    /// The id of a piece, written as stored.
    public OptionalInt id(String piece) {
        Integer id = ids.get(piece);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The id of an ordinary piece, or -1.
    int ordinaryId(String piece) {
        Integer id = ids.get(piece);
        return id != null && kinds[id] == PieceKind.NORMAL ? id : -1;
    }

    /// The id of the piece for one byte, 0 to 255.
    public int byteId(int value) {
        return byteIds[value];
    }

    /// The byte a byte piece stands for, 0 to 255.
    int byteOf(int id) {
        return byteValue(id, pieces[id]);
    }
}
