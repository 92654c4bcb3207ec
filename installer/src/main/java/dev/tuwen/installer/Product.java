package dev.tuwen.installer;

import java.util.Locale;

/// What systems know the application by. None of it ever changes: upgrades, file types and permissions hang on it.
final class Product {
    /// Its name, and that of the program with the window.
    static final String NAME = "Tuwen";

    /// Its name on Linux desktops, on macOS and in the registry of media types.
    static final String ID = "dev.tuwen.Tuwen";

    /// The entry "Ask Tuwen about this picture" of Linux desktops. Where nobody chose a viewer of pictures, a double
    /// click opens the first entry that names them, by name: this one must be the last.
    static final String LINUX_ASK = "zz-tuwen-ask.desktop";

    static final String VENDOR = "The Tuwen authors";
    static final String COPYRIGHT = "Copyright 2026 The Tuwen authors";
    static final String DESCRIPTION = "Ask about a picture, on your own machine";

    /// By which Windows Installer knows earlier versions.
    static final String WINDOWS_UPGRADE_CODE = "24bea976-74e5-42f7-9f7b-0e0bb6450ffc";

    /// Below the folder of the user's applications. Never the name alone: `%LOCALAPPDATA%\Tuwen` holds the
    /// conversations and models, and jpackage's installers delete the whole folder they installed into, at every
    /// upgrade too.
    static final String WINDOWS_FOLDER = "Programs\\Tuwen";

    /// The module and class that a start begins with.
    static final String MAIN = Target.APPLICATION + "/" + Target.APPLICATION + ".Main";

    private Product() {}

    /// A language that Windows packages are made in, as their words are fixed when they are made.
    enum Language {
        ENGLISH(Locale.US, "en", "Tuwen", ""),
        CHINESE(Locale.SIMPLIFIED_CHINESE, "zh", "图问 Tuwen", "-zh");

        private final Locale locale;
        private final String folder;
        private final String menu;
        private final String suffix;

        Language(Locale locale, String folder, String menu, String suffix) {
            this.locale = locale;
            this.folder = folder;
            this.menu = menu;
            this.suffix = suffix;
        }

        /// The language jpackage has to run in, for its own words.
        Locale locale() {
            return locale;
        }

        /// Its folder below `src/main/packaging/windows`.
        String folder() {
            return folder;
        }

        /// The folder of the start menu.
        String menu() {
            return menu;
        }

        /// What file names of packages have before their extension.
        String suffix() {
            return suffix;
        }
    }
}
