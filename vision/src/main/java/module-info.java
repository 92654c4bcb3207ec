import org.jspecify.annotations.NullMarked;

/// From picture files to the rows a decoder reads in their place.
///
/// WebP is read by a library that is an automatic module; nothing of it shows outside.
@NullMarked
@SuppressWarnings("requires-automatic")
module dev.tuwen.vision {
    requires transitive dev.tuwen.runtime;
    requires java.desktop;
    requires com.twelvemonkeys.imageio.webp;
    requires static transitive org.jspecify;

    exports dev.tuwen.vision;
    exports dev.tuwen.vision.image;
    exports dev.tuwen.vision.image.driver;
    exports dev.tuwen.vision.resampler;
    exports dev.tuwen.vision.siglip;
}
