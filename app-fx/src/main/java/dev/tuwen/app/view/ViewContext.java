package dev.tuwen.app.view;

import dev.tuwen.app.i18n.Localizer;
import dev.tuwen.app.image.PictureImages;
import java.util.function.Consumer;

/// What every view needs. Made once by the application's context.
///
/// @param localizer says phrases
/// @param images draws pictures
/// @param clipboard takes what is copied
/// @param browse opens an address in the browser
public record ViewContext(
        Localizer localizer, PictureImages images, Consumer<Excerpt> clipboard, Consumer<String> browse) {
    /// Puts a plain text on the clipboard.
    public Consumer<String> copy() {
        return text -> clipboard.accept(new Excerpt(text, ""));
    }
}
