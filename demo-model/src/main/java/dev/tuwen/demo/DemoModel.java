package dev.tuwen.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The door to the embedded model: its files, its sample pictures, its held-out questions. Any thread may use it; every
/// call reads the resources anew, and whoever opens a stream closes it.
public final class DemoModel {
    private static final String INDEX = "model/index.json";

    private DemoModel() {}

    /// The files of the model folder with sizes and digests; written side by side under these names they are a model
    /// folder in the published layout of MiniCPM-V 2.0.
    public static List<ModelFile> files() {
        var files = new ArrayList<ModelFile>();
        for (var file : readTree(INDEX)) {
            files.add(new ModelFile(text(file, "name"), file.path("bytes").asLong(), text(file, "sha256")));
        }
        return List.copyOf(files);
    }

    /// Opens a file of the model folder.
    ///
    /// @param name a name of [#files]
    public static InputStream open(String name) {
        if (files().stream().noneMatch(file -> file.name().equals(name))) {
            throw new IllegalArgumentException("demo model: no file '" + name + "', expected one of its index");
        }
        return resource("model/" + name);
    }

    /// The sample pictures, in the order to show them.
    public static List<Sample> samples() {
        var samples = new ArrayList<Sample>();
        for (var sample : readTree("samples/samples.json")) {
            var questions = new ArrayList<SampleQuestion>();
            for (var question : sample.path("questions")) {
                questions.add(new SampleQuestion(
                        text(question, "language"), text(question, "question"), text(question, "answer")));
            }
            samples.add(new Sample(
                    text(sample, "file"),
                    sample.path("width").asInt(),
                    sample.path("height").asInt(),
                    questions));
        }
        return List.copyOf(samples);
    }

    /// Opens a sample picture (PNG).
    ///
    /// @param file the name a [Sample] gives
    public static InputStream openSample(String file) {
        if (samples().stream().noneMatch(sample -> sample.file().equals(file))) {
            throw new IllegalArgumentException("demo model: no sample picture '" + file + "'");
        }
        return resource("samples/" + file);
    }

    /// Reads the held-out questions and their pictures.
    public static HeldOut heldOut() {
        try (var archive = resource("heldout.zip")) {
            return HeldOut.read(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString();
    }

    private static JsonNode readTree(String name) {
        try (var stream = resource(name)) {
            return JsonMapper.shared().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream resource(String name) {
        var stream = DemoModel.class.getResourceAsStream(name);
        if (stream == null) {
            throw new UncheckedIOException(new FileNotFoundException("demo model: resource '" + name + "' is missing"));
        }
        return stream;
    }
}
