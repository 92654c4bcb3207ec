import org.jspecify.annotations.NullMarked;

/// The window, and the application's entry: without arguments the window, else the command line.
@NullMarked
module dev.tuwen.app {
    requires dev.tuwen.assistant;
    requires dev.tuwen.cli;
    requires dev.tuwen.demo;
    requires atlantafx.base;
    requires java.desktop;
    requires javafx.controls;
    requires org.commonmark;
    requires org.commonmark.ext.gfm.strikethrough;
    requires org.commonmark.ext.gfm.tables;
    requires org.controlsfx.controls;
    requires org.kordamp.ikonli.core;
    requires org.kordamp.ikonli.feather;
    requires org.kordamp.ikonli.javafx;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.app to
            javafx.graphics;
}
