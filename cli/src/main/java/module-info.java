import org.jspecify.annotations.NullMarked;

/// Every command.
@NullMarked
module dev.tuwen.cli {
    requires transitive dev.tuwen.assistant;
    requires info.picocli;
    requires java.desktop;
    requires jdk.unsupported;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.cli;

    opens dev.tuwen.cli to
            info.picocli;
}
