package dev.tuwen.vision.image.driver;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The system does not decode a picture.
public final class SystemCodecException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What has to be installed for it.
    public enum Missing {
        /// The library of Linux.
        LIBHEIF("the library libheif reads them; install it (Debian and Ubuntu: libheif1, Fedora: libheif)"),
        /// What decodes the pixels for it.
        LIBHEIF_DECODER(
                "libheif lacks the decoder for them; install it (Debian and Ubuntu: libheif-plugin-libde265 for "
                        + "HEIC, libheif-plugin-dav1d for AVIF; Fedora: libheif-freeworld)"),
        /// The codecs of Windows.
        WINDOWS_EXTENSIONS(
                "Windows reads them with extensions from the Microsoft Store; install 'HEIF Image Extensions', "
                        + "and 'HEVC Video Extensions' for HEIC or 'AV1 Video Extension' for AVIF");

        private final String remedy;

        Missing(String remedy) {
            this.remedy = remedy;
        }

        /// What to install, as a clause about "such pictures".
        public String remedy() {
            return remedy;
        }
    }

    private final String reason;
    private final @Nullable Missing missing;

    /// What decodes it is not installed.
    SystemCodecException(Missing missing) {
        super(missing.remedy());
        this.reason = missing.remedy();
        this.missing = missing;
    }

    /// It is broken, or of a kind the codec does not know.
    SystemCodecException(String reason) {
        super(reason);
        this.reason = reason;
        this.missing = null;
    }

    /// The message.
    public String reason() {
        return reason;
    }

    /// What has to be installed; empty where something is wrong with the file, which the message says.
    public Optional<Missing> missing() {
        return Optional.ofNullable(missing);
    }
}
