import org.jspecify.annotations.NullMarked;

/// Makes what people install: an image of the application with its own Java machine, and packages of it for each
/// system. Part of the build, not of the product. Reads the inside of jlink for one thing, see `QuietVectors`.
@NullMarked
module dev.tuwen.installer {
    requires java.desktop;
    requires java.xml;
    requires jdk.jlink;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;
}
