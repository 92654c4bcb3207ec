package dev.tuwen.network;

import java.util.Locale;

/// Why a connection is made. Immutable.
///
/// @param deed what it is for
/// @param of the model's title, or what else it is about
public record Cause(Deed deed, String of) {
    /// What connections are made for. There is nothing else.
    public enum Deed {
        /// Which files a source has.
        LIST,
        /// How large a file is, where a source has no lists.
        SIZE,
        /// Part of a file.
        DOWNLOAD,
        /// Whether there is a newer version of the application.
        UPDATE,
        /// Something an older or a newer version noted.
        OTHER;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Deed ofCode(String code) {
            for (Deed deed : values()) {
                if (deed.code().equals(code)) {
                    return deed;
                }
            }
            return OTHER;
        }
    }
}
