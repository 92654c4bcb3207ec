import org.jspecify.annotations.NullMarked;

/// All that stands between the models and their faces: opens a model, chooses a device, asks, chats, traces.
@NullMarked
module dev.tuwen.assistant {
    requires transitive dev.tuwen.vision;
    requires dev.tuwen.demo;
    requires java.management;
    requires java.net.http;
    requires jdk.management;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    exports dev.tuwen.assistant;
    exports dev.tuwen.assistant.bench;
    exports dev.tuwen.assistant.library;
    exports dev.tuwen.assistant.network;
    exports dev.tuwen.assistant.trace;
}
