package dev.tuwen.app.markdown;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/// How wide a line must be so that no word has to be broken. Each text is measured once a font, by itself: within its
/// flow it has no width of its own. Belongs to a [TextView].
final class TextWidths {
    /// What rounding may take.
    private static final double SPARE = 1;

    private static final class Part {
        private final Text text;
        private final boolean opens;
        private final boolean letter;
        private @Nullable Font measured;
        private double width;

        Part(Text text, boolean opens, boolean letter) {
            this.text = text;
            this.opens = opens;
            this.letter = letter;
        }

        double width(Text ruler) {
            Font font = text.getFont();
            if (!font.equals(measured)) {
                measured = font;
                ruler.setFont(font);
                ruler.setText(text.getText());
                width = ruler.getLayoutBounds().getWidth();
            }
            return width;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Text ruler = new Text();

    /// @param opens whether a line may end before it; else it belongs to the word before
    /// @param letter whether it is a character of a word that may end a line after any of them
    void add(Text text, boolean opens, boolean letter) {
        parts.add(new Part(text, opens, letter));
    }

    /// How far a line may reach over its end: JavaFX ends a line that has no blanks after the first character that does
    /// not fit.
    double overhang() {
        return Math.ceil(parts.stream()
                .filter(part -> part.letter)
                .mapToDouble(part -> part.width(ruler))
                .max()
                .orElse(0));
    }

    /// The width of the widest word.
    double least() {
        double least = 0;
        double word = 0;
        for (Part part : parts) {
            word = (part.opens ? 0 : word) + part.width(ruler);
            least = Math.max(least, word);
        }
        return parts.isEmpty() ? 0 : Math.ceil(least) + SPARE;
    }
}
