package dev.tuwen.app.page;

import dev.tuwen.app.i18n.Phrase;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What a page is called and how it is opened. A constant of the page's view; immutable.
///
/// @param id tells it from others; the button that opens it is `open-ID`
/// @param title what it is called, there and above it
/// @param icon beside its name
/// @param key opens it together with Ctrl or Cmd, or null
public record Page(
        String id, Phrase title, Feather icon, @Nullable KeyCode key) {}
