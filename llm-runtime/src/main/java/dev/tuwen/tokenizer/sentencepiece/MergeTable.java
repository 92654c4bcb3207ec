package dev.tuwen.tokenizer.sentencepiece;

import java.util.Arrays;
import java.util.stream.IntStream;

/// What merges with what, as numbers. Immutable once built; safe for any thread.
///
/// A *symbol* is the id of an ordinary piece, or, from the vocabulary's size on, a character that occurs in ordinary
/// pieces without being one (there are 85 of these in the published vocabularies).
final class MergeTable {
    /// Two characters that stand side by side in some piece but are none together: text may not be cut between them.
    static final int NEIGHBOURS = (1 << 21) - 2;

    /// Two characters that no piece has side by side: no merge ever crosses this place.
    static final int STRANGERS = -1;

    /// Longest ordinary piece, in UTF-16 units. SentencePiece trains up to 16 characters unless told otherwise.
    private static final int MAX_TOKEN_BYTES = 256;

    private final Vocabulary vocabulary;
    private final int[] basicCharacters = new int[1 << 16];
    private final PackedTable otherCharacters = new PackedTable(64);
    private final PackedTable pairs;
    private final int[] ranks;
    private int[] loneCharacters = new int[64];
    private int symbolCount;

    MergeTable(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.symbolCount = vocabulary.size();
        this.pairs = new PackedTable(vocabulary.size() * 2);
        this.ranks = ranks(vocabulary);
        Arrays.fill(basicCharacters, -1);
        int[] ordinary = IntStream.range(0, vocabulary.size())
                .filter(id -> vocabulary.kind(id) == PieceKind.NORMAL)
                .toArray();
        for (int id : ordinary) {
            addCharacter(id);
        }
        // Every character has its symbol before pairs are made, and every merge comes after the neighbours it replaces.
        for (int id : ordinary) {
            addNeighbours(vocabulary.piece(id));
        }
        for (int id : ordinary) {
            addMerges(id);
        }
    }

    private void addCharacter(int id) {
        String piece = vocabulary.piece(id);
        if (piece.length() > MAX_TOKEN_BYTES) {
            throw new IllegalArgumentException(
                    "pieces of at most " + MAX_TOKEN_BYTES + " characters: piece " + id + " has " + piece.length());
        }
        int first = piece.codePointAt(0);
        if (Character.charCount(first) == piece.length()) {
            setCharacter(first, id);
        }
    }

    private void addNeighbours(String piece) {
        int left = -1;
        for (int i = 0; i < piece.length(); ) {
            int character = piece.codePointAt(i);
            int right = symbolOf(character);
            if (right < 0) {
                right = addLoneCharacter(character);
            }
            if (left >= 0) {
                pairs.put(left, right, NEIGHBOURS);
            }
            left = right;
            i += Character.charCount(character);
        }
    }

    private void addMerges(int id) {
        String piece = vocabulary.piece(id);
        for (int cut = 1; cut < piece.length(); cut++) {
            if (!Character.isLowSurrogate(piece.charAt(cut))) {
                int left = symbolOf(piece.substring(0, cut));
                int right = left < 0 ? -1 : symbolOf(piece.substring(cut));
                if (right >= 0) {
                    pairs.put(left, right, id);
                }
            }
        }
    }

    private int symbolOf(String text) {
        int first = text.codePointAt(0);
        return Character.charCount(first) == text.length() ? symbolOf(first) : vocabulary.ordinaryId(text);
    }

    private int addLoneCharacter(int character) {
        int index = symbolCount - vocabulary.size();
        if (index == loneCharacters.length) {
            loneCharacters = Arrays.copyOf(loneCharacters, index * 2);
        }
        loneCharacters[index] = character;
        setCharacter(character, symbolCount);
        return symbolCount++;
    }

    private void setCharacter(int character, int symbol) {
        if (character < basicCharacters.length) {
            basicCharacters[character] = symbol;
        } else {
            otherCharacters.put(0, character, symbol);
        }
    }

    /// The symbol of a character, or -1 if no ordinary piece has it.
    int symbolOf(int character) {
        return character < basicCharacters.length ? basicCharacters[character] : otherCharacters.find(0, character);
    }

    /// The piece two neighbouring symbols make, [#NEIGHBOURS] or [#STRANGERS].
    int pair(int left, int right) {
        return pairs.find(left, right);
    }

    /// Place of an ordinary piece among all, by falling score; equal scores share a place.
    int rank(int id) {
        return ranks[id];
    }

    /// Whether a symbol is a piece; if not, it is a character without one.
    boolean isPiece(int symbol) {
        return symbol < vocabulary.size();
    }

    /// The character behind a symbol that is no piece.
    int loneCharacter(int symbol) {
        return loneCharacters[symbol - vocabulary.size()];
    }

    private static int[] ranks(Vocabulary vocabulary) {
        int size = vocabulary.size();
        // Sorting (order-preserving bits of the score, id) as one long avoids boxed comparisons.
        long[] order = new long[size];
        for (int id = 0; id < size; id++) {
            // Adding 0 turns a negative zero into a positive one: they are equal scores.
            int bits = Float.floatToIntBits(vocabulary.score(id) + 0.0f);
            int ascending = bits ^ (bits >> 31 & 0x7fffffff);
            order[id] = (long) ~ascending << 32 | id;
        }
        Arrays.sort(order);
        int[] ranks = new int[size];
        int rank = 0;
        for (int i = 0; i < size; i++) {
            if (i > 0 && order[i] >> 32 != order[i - 1] >> 32) {
                rank = i;
            }
            ranks[(int) order[i]] = rank;
        }
        return ranks;
    }
}
