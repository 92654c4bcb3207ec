package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the window's icons and those of the documentation again, after a change of the drawings.
public final class DrawIcons {
    private DrawIcons() {}

    /// Writes them into the checkout this runs in.
    ///
    /// @param arguments none
    public static void main(String[] arguments) throws IOException {
        var icons = new Icons(Checkout.packaging("icons"));
        Path window = Checkout.root().resolve("app-fx/src/main/resources/dev/tuwen/app/icon");
        for (int size : Icons.WINDOW_SIZES) {
            Files.write(window.resolve("icon-" + size + ".png"), icons.png(size));
        }
    }
}
