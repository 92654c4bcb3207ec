package dev.tuwen.app.view;

import dev.tuwen.app.i18n.Localizer;
import dev.tuwen.app.image.PictureImages;
import java.util.function.Consumer;

/// What every view needs. Made once by the application's context.
///
/// @param localizer says phrases
/// @param images draws pictures
/// @param copy puts a text on the clipboard
/// @param browse opens an address in the browser
public record ViewContext(Localizer localizer, PictureImages images, Consumer<String> copy, Consumer<String> browse) {}
