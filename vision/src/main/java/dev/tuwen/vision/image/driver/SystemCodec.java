package dev.tuwen.vision.image.driver;

import java.util.Locale;

/// What decodes pictures for the operating system. Stateless; any thread.
public interface SystemCodec {
    /// The codec of this system.
    static SystemCodec ofThisSystem() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return WindowsCodec.ofThisSystem();
        }
        return name.startsWith("mac") ? MacCodec.ofThisSystem() : HeifCodec.ofThisSystem();
    }

    /// Decodes the first picture of a file, upright.
    ///
    /// @param file the whole file
    /// @param size told the picture's size before its pixels are decoded, so that it can refuse
    /// @throws SystemCodecException if it cannot be decoded, or not here
    SystemPixels decode(byte[] file, SizeCheck size) throws SystemCodecException;

    /// What is asked before pixels are decoded.
    @FunctionalInterface
    interface SizeCheck {
        /// Refuses a size by an unchecked exception.
        void check(long width, long height);
    }
}
