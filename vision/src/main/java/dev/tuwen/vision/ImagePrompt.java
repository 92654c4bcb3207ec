package dev.tuwen.vision;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.image.SlicePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// The places of pictures in a prompt: writes them as text, finds them among the tokens.
///
/// A picture is `<image>`, one `<unk>` per row it becomes, `</image>`. A photo that is cut is its overview, then
/// `<slice>`, the cells with a newline between their rows but none after the last, `</slice>`. The message's text
/// follows after a newline.
public final class ImagePrompt {

    private static final char NEWLINE = '\n';

    private ImagePrompt() {}

    /// The text of one photo, without the newline that parts it from what follows.
    ///
    /// @param plan how the photo was cut
    /// @param queries rows each picture becomes
    public static String placeholder(SlicePlan plan, int queries) {
        String picture = SpecialTokens.IMAGE_START + SpecialTokens.UNKNOWN.repeat(queries) + SpecialTokens.IMAGE_END;
        if (plan.cells().isEmpty()) {
            return picture;
        }
        SlicePlan.Cells cells = plan.cells().get();
        var text = new StringBuilder(picture).append(SpecialTokens.SLICE_START);
        for (int row = 0; row < cells.rows(); row++) {
            if (row > 0) {
                text.append(NEWLINE);
            }
            text.repeat(picture, cells.columns());
        }
        return text.append(SpecialTokens.SLICE_END).toString();
    }

    /// The text of a message's photos: each with its newline, in order, to be put before the text of the message.
    public static String placeholders(List<SlicePlan> plans, int queries) {
        var text = new StringBuilder();
        for (SlicePlan plan : plans) {
            text.append(placeholder(plan, queries)).append(NEWLINE);
        }
        return text.toString();
    }

    /// Where pictures stand among the tokens: the `k`-th is between the `k`-th begin and the `k`-th end.
    ///
    /// @param ids the whole prompt
    /// @param special says which tokens begin and end a picture
    /// @param pictures how many pictures there are
    /// @param queries rows each picture becomes
    /// @throws IllegalArgumentException if the tokens hold another number of places, or places of another size
    public static List<ImageBounds> bounds(int[] ids, SpecialTokens special, int pictures, int queries) {
        List<Integer> starts = positions(ids, special.imageStart());
        List<Integer> ends = positions(ids, special.imageEnd());
        if (starts.size() != pictures || ends.size() != pictures) {
            throw new IllegalArgumentException("prompt has " + starts.size() + " image begins and " + ends.size()
                    + " image ends, expected " + pictures + " of each");
        }
        List<ImageBounds> bounds = new ArrayList<>(pictures);
        for (int k = 0; k < pictures; k++) {
            int first = starts.get(k) + 1;
            int end = ends.get(k);
            if (end - first != queries) {
                throw new IllegalArgumentException("place of image " + k + " is from token " + first + " to " + end
                        + ", expected " + queries + " tokens");
            }
            bounds.add(new ImageBounds(first, end));
        }
        return List.copyOf(bounds);
    }

    private static List<Integer> positions(int[] ids, OptionalInt id) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            if (id.isPresent() && ids[i] == id.getAsInt()) {
                positions.add(i);
            }
        }
        return positions;
    }
}
