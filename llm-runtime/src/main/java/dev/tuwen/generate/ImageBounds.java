package dev.tuwen.generate;

import dev.tuwen.tokenizer.PictureMarks;
import dev.tuwen.tokenizer.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The place of one picture among the tokens of a prompt: from behind the `k`-th start marker to the `k`-th end marker.
///
/// @param first index of the first row
/// @param end index behind the last row; before `first` where the markers of a prompt stand in the wrong order
public record ImageBounds(int first, int end) {
    /// Pairs the markers of any prompt as the reference does, without a look at what is between them; what has no
    /// partner is left out.
    ///
    /// @param ids the whole prompt
    /// @param marks say which tokens begin and end a picture
    /// @param special the tokens' ids
    public static List<ImageBounds> of(int[] ids, PictureMarks marks, SpecialTokens special) {
        int[] starts = positions(ids, marks.starts(), special);
        int[] ends = positions(ids, marks.ends(), special);
        var bounds = new ArrayList<ImageBounds>();
        for (int k = 0; k < Math.min(starts.length, ends.length); k++) {
            bounds.add(new ImageBounds(starts[k] + 1, ends[k]));
        }
        return List.copyOf(bounds);
    }

    /// The places for pictures of known sizes.
    ///
    /// @param ids the whole prompt
    /// @param marks say which tokens begin and end a picture
    /// @param special the tokens' ids
    /// @param rows how many rows each picture becomes, in order
    /// @throws IllegalArgumentException if the places are not as many and as long, or overlap
    public static List<ImageBounds> of(int[] ids, PictureMarks marks, SpecialTokens special, List<Integer> rows) {
        int starts = positions(ids, marks.starts(), special).length;
        int ends = positions(ids, marks.ends(), special).length;
        if (starts != rows.size() || ends != rows.size()) {
            throw new IllegalArgumentException("the prompt has " + starts + " image starts and " + ends
                    + " image ends, expected " + rows.size() + " of each");
        }
        List<ImageBounds> bounds = of(ids, marks, special);
        int position = 0;
        for (int k = 0; k < bounds.size(); k++) {
            ImageBounds place = bounds.get(k);
            if (place.first < position || place.end - place.first != rows.get(k)) {
                throw new IllegalArgumentException("image " + (k + 1) + " takes the positions " + place.first + " to "
                        + place.end + ", expected " + rows.get(k) + " of them");
            }
            position = place.end;
        }
        return bounds;
    }

    private static int[] positions(int[] ids, Set<String> marks, SpecialTokens special) {
        Set<Integer> wanted = marks.stream()
                .flatMap(mark -> special.id(mark).stream().boxed())
                .collect(Collectors.toSet());
        return IntStream.range(0, ids.length)
                .filter(i -> wanted.contains(ids[i]))
                .toArray();
    }
}
