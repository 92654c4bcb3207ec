package dev.tuwen.cli;

import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// JSON as the commands read and write it.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNestingDepth(64)
                            .build())
                    .build())
            .build();

    private Json() {}

    /// Without a limit on the length of texts.
    static JsonMapper mapper() {
        return MAPPER;
    }

    /// An object on one line.
    static String line(Map<String, ?> object) {
        return MAPPER.writeValueAsString(object);
    }

    /// An object for people.
    static String pretty(Map<String, ?> object) {
        return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    }
}
