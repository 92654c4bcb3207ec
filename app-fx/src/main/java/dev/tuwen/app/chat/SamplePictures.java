package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.assistant.Picture;
import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The pictures of the empty page, read once, off the application's thread. One for the application.
public final class SamplePictures {
    private static final System.Logger LOG = System.getLogger(SamplePictures.class.getName());
    private static final int SHOWN = 3;

    private final ObservableList<SamplePicture> pictures = FXCollections.observableArrayList();

    /// The pictures; empty until they are read.
    public ObservableList<SamplePicture> pictures() {
        return pictures;
    }

    /// Reads them.
    ///
    /// @param worker reads there
    /// @param application runs tasks on the application's thread
    public void load(Executor worker, Executor application) {
        worker.execute(() -> {
            try {
                var read = new ArrayList<SamplePicture>();
                for (Sample sample : DemoModel.samples()) {
                    if (read.size() < SHOWN
                            && !sample.questionsIn(Language.ENGLISH.code()).isEmpty()) {
                        read.add(read(sample, read.size()));
                    }
                }
                application.execute(() -> pictures.setAll(read));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the sample pictures cannot be read: " + e);
            }
        });
    }

    /// The cards ask different things: the first question of the first picture, the second of the second.
    private static SamplePicture read(Sample sample, int index) {
        try (InputStream stream = DemoModel.openSample(sample.file())) {
            Map<Language, String> questions = new EnumMap<>(Language.class);
            for (Language language : Language.values()) {
                var asked = sample.questionsIn(language.code());
                if (!asked.isEmpty()) {
                    questions.put(language, asked.get(index % asked.size()).question());
                }
            }
            return new SamplePicture(Picture.decode(sample.file(), stream.readAllBytes()), questions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
