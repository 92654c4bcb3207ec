import org.jspecify.annotations.NullMarked;

/// All that stands between an opened model and its faces: asks, chats, measures, traces.
@NullMarked
module dev.tuwen.assistant {
    requires transitive dev.tuwen.library;
    requires dev.tuwen.demo;
    requires jdk.management;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.assistant;
    exports dev.tuwen.assistant.bench;
    exports dev.tuwen.assistant.trace;
}
