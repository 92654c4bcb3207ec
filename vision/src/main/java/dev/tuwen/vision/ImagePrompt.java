package dev.tuwen.vision;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.image.SlicePlan;
import java.util.List;

/// Writes the places of pictures into a prompt, as text; [dev.tuwen.generate.ImageBounds] finds them among the tokens.
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
}
