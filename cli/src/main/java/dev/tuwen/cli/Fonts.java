package dev.tuwen.cli;

import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.util.Arrays;

/// Fonts of this system.
///
/// @param families how many families; -1 when they cannot be listed
/// @param chinese whether one of them has Chinese characters
record Fonts(int families, boolean chinese) {
    private static final String SAMPLE = "图问答";

    /// Lists them, without a display.
    static Fonts installed() {
        System.setProperty("java.awt.headless", "true");
        try {
            Font[] fonts = GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts();
            long families = Arrays.stream(fonts).map(Font::getFamily).distinct().count();
            boolean chinese = Arrays.stream(fonts).anyMatch(font -> font.canDisplayUpTo(SAMPLE) < 0);
            return new Fonts((int) families, chinese);
        } catch (RuntimeException | LinkageError | InternalError missing) {
            // Minimal systems lack the font libraries altogether.
            return new Fonts(-1, false);
        }
    }
}
