package dev.tuwen.app.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.error.Advice.Remedy;
import dev.tuwen.library.LibraryException;
import dev.tuwen.model.ModelNotFoundException;
import dev.tuwen.model.NotEnoughMemoryException;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.WeightFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is offered to be done fits what went wrong.
class ErrorMessagesTest {
    private static Remedy remedy(RuntimeException failure) {
        return ErrorMessages.advice(failure).remedy();
    }

    @Test
    void aQuestionThatIsTooLongIsChanged() {
        assertThat(remedy(new QuestionTooLongException(5000, 2048))).isEqualTo(Remedy.CHANGE_QUESTION);
    }

    @Test
    void smallerWeightsAreARemedyOnlyWhereThereAreAny() {
        Advice some = ErrorMessages.advice(new NotEnoughMemoryException("m", "BF16", 8_000_000_000L, 4_000_000_000L));
        Advice none = ErrorMessages.advice(new NotEnoughMemoryException("m", "Q4_0", 8_000_000_000L, 4_000_000_000L));

        assertThat(some.remedy()).isEqualTo(Remedy.OPEN_SETTINGS);
        assertThat(some.sentence().english()).contains("smaller weights in Settings");
        assertThat(none.remedy()).isEqualTo(Remedy.CHOOSE_MODEL);
        assertThat(none.sentence().english()).contains("choose a smaller model");
    }

    @Test
    void anotherModelIsARemedyForAModel() {
        assertThat(remedy(new PicturesNotSupportedException("text"))).isEqualTo(Remedy.CHOOSE_MODEL);
        assertThat(remedy(new ModelNotFoundException("gone", "no model 'gone'")))
                .isEqualTo(Remedy.CHOOSE_MODEL);
    }

    @Test
    void aLaterModelIsCalledByItsName() {
        var later = UnsupportedModelException.named(
                Path.of("config.json"), "MiniCPM-V 2.0", "MiniCPM-V 4.5", "version '4.5'");
        var other = new UnsupportedModelException(Path.of("config.json"), "MiniCPM-V 2.0", "another model");

        assertThat(ErrorMessages.advice(later).sentence().arguments()).containsExactly("MiniCPM-V 4.5");
        assertThat(ErrorMessages.advice(later).sentence().english()).contains("cannot be run by this version");
        assertThat(ErrorMessages.advice(other).sentence().key()).isEqualTo("error.model.unsupported");
    }

    @Test
    void aFileThatIsNoneIsCalledWhatItIs(@TempDir Path folder) throws IOException {
        Path page = Files.writeString(folder.resolve("model.safetensors"), "<!DOCTYPE html><html>");
        Path binary = Files.write(folder.resolve("tokenizer.model"), new byte[] {1, 2, 3, (byte) 0x99});

        assertThat(ErrorMessages.advice(new WeightFormatException(page, 0, "weights", "a web page"))
                        .sentence()
                        .arguments())
                .startsWith("model.safetensors");
        assertThat(ErrorMessages.advice(new WeightFormatException(binary, 0, "weights", "bytes"))
                        .sentence()
                        .key())
                .isEqualTo("error.model.damaged");
    }

    @Test
    void aFullDiskIsNoModelsFault() {
        assertThat(remedy(new LibraryException(LibraryException.Kind.DISK_FULL, "full", null, "/home")))
                .isEqualTo(Remedy.TRY_AGAIN);
    }
}
