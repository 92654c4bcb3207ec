package dev.tuwen.tokenizer;

import java.util.Set;

/// How a family writes the places of pictures into a prompt.
///
/// @param row stands once for each row that a picture becomes; an added token
/// @param overview around the rows of a source image or its overview
/// @param slice around the rows of a slice
/// @param slices around all slices of a source image
public record PictureMarks(String row, Mark overview, Mark slice, Mark slices) {
    private static final char NEWLINE = '\n';

    /// Two texts around something. Those around rows are added tokens.
    public record Mark(String start, String end) {
        private String around(String text) {
            return start + text + end;
        }
    }

    /// The text of one source image, without what parts it from the text that follows: its overview, then its slices
    /// with a newline between their rows but none after the last.
    ///
    /// @param rows that each of its pictures becomes
    /// @param sliceColumns slices beside each other; 0 for a source image that is not cut
    /// @param sliceRows slices above each other
    public String placeholder(int rows, int sliceColumns, int sliceRows) {
        String whole = overview.around(row.repeat(rows));
        if (sliceColumns == 0) {
            return whole;
        }
        String line = slice.around(row.repeat(rows)).repeat(sliceColumns);
        return whole + slices.around((line + NEWLINE).repeat(sliceRows - 1) + line);
    }

    /// The added tokens after which rows of a picture stand.
    public Set<String> starts() {
        return overview.equals(slice) ? Set.of(overview.start()) : Set.of(overview.start(), slice.start());
    }

    /// The added tokens before which they end.
    public Set<String> ends() {
        return overview.equals(slice) ? Set.of(overview.end()) : Set.of(overview.end(), slice.end());
    }
}
