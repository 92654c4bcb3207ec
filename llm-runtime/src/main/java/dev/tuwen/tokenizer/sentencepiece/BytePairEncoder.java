package dev.tuwen.tokenizer.sentencepiece;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Text to ids, as SentencePiece's byte pair encoding does with added tokens around it. Immutable; safe for any thread.
///
/// 1. Added tokens are cut out of the text; each stretch between them is encoded on its own.
/// 2. In a stretch every space becomes [Vocabulary#SPACE_MARK]. From left to right the longest user-defined piece that
///    begins at a place is taken and never merged, else one character.
/// 3. The neighbours whose concatenation is the ordinary piece with the highest score are merged, the leftmost among
///    equals, until no pair qualifies ([PairMerger]).
/// 4. Characters that end up without a piece become the pieces of their UTF-8 bytes.
///
/// A stretch is first cut where two characters meet that no ordinary piece has side by side ([MergeTable#STRANGERS]):
/// no merge can cross such a place, and the runs in between are mostly a few characters long.
///
/// In typed text markers lose their meaning. Markers are the added tokens, the user-defined pieces that share an id
/// with one (`<slice>` has the id of `<reserved_22>`), and the turn markers of the dialogue. Where one is found each of
/// its characters stands alone, never merged: the model still reads the same letters, but not the ids that a marker
/// written by the program has.
final class BytePairEncoder {
    private static final char REPLACEMENT = '\uFFFD';

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final SymbolTrie userDefined = new SymbolTrie(true);
    private final SymbolTrie added = new SymbolTrie(false);
    private final SymbolTrie markers = new SymbolTrie(true);

    /// @param vocabulary the pieces
    /// @param addedTokens texts that are one token wherever the program wrote them, with their ids
    /// @param turnMarkers texts that are no tokens of their own but still must not be typed
    BytePairEncoder(Vocabulary vocabulary, Map<String, Integer> addedTokens, Set<String> turnMarkers) {
        this.vocabulary = vocabulary;
        this.merges = new MergeTable(vocabulary);
        var addedIds = new HashSet<Integer>(addedTokens.values());
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == PieceKind.USER_DEFINED) {
                userDefined.add(vocabulary.piece(id), id);
                if (addedIds.contains(id)) {
                    markers.add(vocabulary.piece(id), id);
                }
            }
        }
        addedTokens.forEach(added::add);
        addedTokens.forEach(markers::add);
        turnMarkers.forEach(marker -> markers.add(marker, 0));
    }

    int[] encode(SourceText source) {
        String text = source.text();
        var out = new TokenIds(text.length() / 2);
        var merger = new PairMerger(merges);
        int stretch = 0;
        int at = 0;
        while (at < text.length()) {
            long match = added.mayStart(text.charAt(at)) ? added.longest(text, at, text.length()) : -1;
            if (match >= 0 && !source.isTyped(at, at + SymbolTrie.length(match))) {
                encodeStretch(source, stretch, at, merger, out);
                out.add(SymbolTrie.value(match));
                at += SymbolTrie.length(match);
                stretch = at;
            } else {
                at++;
            }
        }
        encodeStretch(source, stretch, text.length(), merger, out);
        return out.toArray();
    }

    private void encodeStretch(SourceText source, int start, int end, PairMerger merger, TokenIds out) {
        String text = source.text();
        int at = start;
        while (at < end) {
            char unit = text.charAt(at);
            long marker = markers.mayStart(unit) ? markers.longest(text, at, end) : -1;
            if (marker >= 0 && source.isTyped(at, at + SymbolTrie.length(marker))) {
                merger.flush(this, out);
                at = spellOut(text, at, at + SymbolTrie.length(marker), out);
                continue;
            }
            long match = userDefined.mayStart(unit) ? userDefined.longest(text, at, end) : -1;
            if (match >= 0) {
                merger.flush(this, out);
                out.add(SymbolTrie.value(match));
                at += SymbolTrie.length(match);
                continue;
            }
            int character = characterAt(text, at, end);
            at += Character.charCount(character);
            addCharacter(character, merger, out);
        }
        merger.flush(this, out);
    }

    private void addCharacter(int character, PairMerger merger, TokenIds out) {
        int symbol = merges.symbolOf(character);
        if (symbol < 0) {
            merger.flush(this, out);
            appendBytes(character, out);
            return;
        }
        int pair = MergeTable.STRANGERS;
        if (!merger.isEmpty()) {
            pair = merges.pair(merger.last(), symbol);
            if (pair == MergeTable.STRANGERS) {
                merger.flush(this, out);
            }
        }
        merger.add(symbol, pair);
    }

    private int spellOut(String text, int start, int end, TokenIds out) {
        int at = start;
        while (at < end) {
            int character = characterAt(text, at, end);
            at += Character.charCount(character);
            int symbol = merges.symbolOf(character);
            if (symbol < 0) {
                appendBytes(character, out);
            } else {
                appendSymbol(symbol, out);
            }
        }
        return end;
    }

    private static int characterAt(String text, int at, int end) {
        char unit = text.charAt(at);
        if (!Character.isSurrogate(unit)) {
            return unit == ' ' ? Vocabulary.SPACE_MARK : unit;
        }
        if (Character.isHighSurrogate(unit) && at + 1 < end && Character.isLowSurrogate(text.charAt(at + 1))) {
            return Character.toCodePoint(unit, text.charAt(at + 1));
        }
        return REPLACEMENT;
    }

    /// Appends a symbol: its id, or the bytes of a character that is no piece.
    void appendSymbol(int symbol, TokenIds out) {
        if (merges.isPiece(symbol)) {
            out.add(symbol);
        } else {
            appendBytes(merges.loneCharacter(symbol), out);
        }
    }

    private void appendBytes(int character, TokenIds out) {
        if (character < 0x80) {
            out.add(vocabulary.byteId(character));
        } else if (character < 0x800) {
            out.add(vocabulary.byteId(0xC0 | character >> 6));
            appendTrailing(character, out);
        } else if (character < 0x10000) {
            out.add(vocabulary.byteId(0xE0 | character >> 12));
            appendTrailing(character >> 6, out);
            appendTrailing(character, out);
        } else {
            out.add(vocabulary.byteId(0xF0 | (character >> 18)));
            appendTrailing(character >> 12, out);
            appendTrailing(character >> 6, out);
            appendTrailing(character, out);
        }
    }

    private void appendTrailing(int bits, TokenIds out) {
        out.add(vocabulary.byteId(0x80 | (bits & 0x3F)));
    }
}
