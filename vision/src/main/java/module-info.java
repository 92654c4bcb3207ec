import org.jspecify.annotations.NullMarked;

/// From picture files to the rows a decoder reads in their place.
@NullMarked
module dev.tuwen.vision {
    requires transitive dev.tuwen.runtime;
    requires java.desktop;
    requires static transitive org.jspecify;

    exports dev.tuwen.vision;
    exports dev.tuwen.vision.image;
    exports dev.tuwen.vision.image.driver;
    exports dev.tuwen.vision.resampler;
    exports dev.tuwen.vision.siglip;
}
