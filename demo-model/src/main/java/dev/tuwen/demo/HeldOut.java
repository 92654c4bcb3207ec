package dev.tuwen.demo;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The held-out questions with their pictures, all in memory (a few megabytes). Made by [DemoModel#heldOut]; immutable
/// as long as nobody writes into the arrays.
///
/// @param questions every question, in the archive's order
/// @param pictures PNG bytes by the name a question gives, in the archive's order
public record HeldOut(List<HeldOutQuestion> questions, Map<String, byte[]> pictures) {
    private static final String QUESTIONS = "questions.json";

    /// Copies both and checks that every question's picture is there.
    public HeldOut {
        questions = List.copyOf(questions);
        pictures = Collections.unmodifiableMap(new LinkedHashMap<>(pictures));
        for (var question : questions) {
            var image = question.image();
            if (image != null && !pictures.containsKey(image)) {
                throw new IllegalArgumentException("held-out question '" + question.question() + "': picture '" + image
                        + "' is not in the archive");
            }
        }
    }

    static HeldOut read(InputStream archive) throws IOException {
        List<HeldOutQuestion> questions = List.of();
        var pictures = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var bytes = zip.readAllBytes();
                if (entry.getName().equals(QUESTIONS)) {
                    questions = JsonMapper.shared().readValue(bytes, new TypeReference<List<HeldOutQuestion>>() {});
                } else {
                    pictures.put(entry.getName(), bytes);
                }
            }
        }
        return new HeldOut(questions, pictures);
    }
}
