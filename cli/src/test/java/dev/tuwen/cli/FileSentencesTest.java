package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said about files that are not what their names say: once, with the reason, by every command alike.
final class FileSentencesTest {
    private static final String V2 = GoldenFolder.of("v2").toString();
    private static final Path SQUARE = GoldenFolder.of("images").resolve("square.png");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Path cut() throws IOException {
        byte[] whole = Files.readAllBytes(SQUARE);
        return Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length * 3 / 4));
    }

    @Test
    void usesWhatIsThereOfAPictureAndSaysSo() throws IOException {
        Path cut = cut();

        Session asked = Session.of("ask", "--model", V2, "--image", cut.toString(), "--max-tokens", "1", "?");
        Session talked = Session.withInput("/image " + cut + "\n?\n", "chat", "--model", V2, "--max-tokens", "1");
        Session traced = Session.of(
                "trace",
                "--model",
                V2,
                "--image",
                cut.toString(),
                "--generate",
                "1",
                "--out",
                folder.resolve("out").toString());

        for (Session session : new Session[] {asked, talked, traced}) {
            assertThat(session.code()).as(session.err()).isZero();
            assertThat(session.err()).containsOnlyOnce("'" + cut + "' ends too early");
        }
    }

    @Test
    void namesAllBadPictures() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        Path page = Files.writeString(folder.resolve("page.jpg"), "<!DOCTYPE html><html>");
        Path gone = folder.resolve("gone.png");
        String[] arguments = {
            "ask", "--image", empty + "", "--image", SQUARE + "", "--image", page + "", "--image", gone + "", "?"
        };

        Session session = Session.of(arguments);

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .containsOnlyOnce("'" + empty + "': it is an empty file; copy or download it again")
                .containsOnlyOnce("'" + page + "': it is a web page instead of the file itself")
                .containsOnlyOnce("there is no file '" + gone + "'");
    }

    @Test
    void usesTheGoodOnesOfSeveralPicturesInAConversation() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.png"));
        String line = "/image '" + empty + "' '" + SQUARE + "'";

        Session session = Session.withInput(line + "\n?\n", "chat", "--model", V2, "--max-tokens", "1");

        assertThat(session.err()).containsOnlyOnce("an empty file").doesNotContain("no pictures");
        assertThat(session.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ask", "trace"})
    void saysWhyAFileCannotBeReadAndNamesItOnce(String command) throws IOException {
        Path loop = folder.resolve("loop.png");
        try {
            Files.createSymbolicLink(loop, loop);
        } catch (IOException | UnsupportedOperationException none) {
            Assumptions.abort("there are no links here: " + none.getMessage());
        }
        String[] arguments = command.equals("ask")
                ? new String[] {"ask", "--model", V2, "--image", loop.toString(), "?"}
                : new String[] {"trace", "--model", V2, "--image", loop.toString(), "--out", folder + "/out"};

        Session session = Session.of(arguments);

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .containsOnlyOnce(loop.toString())
                .contains("it cannot be read: it is a link that leads back to itself");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEIC pictures are not supported | HEIC pictures are not supported",
                "WebP file is damaged            | WebP file is damaged",
                "Git LFS is not here             | Git LFS is not here",
                "No space left on device.        | no space left on device",
                "Invalid value                   | invalid value",
            })
    void leavesNamesTheirCapitals(String message, String said) {
        assertThat(Main.oneLine(message)).isEqualTo(said);
    }

    /// A needed tensor that is missing, and a folder that is none.
    @Test
    void tracesSayWhatAsksSay() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        try (var files = Files.list(GoldenFolder.of("text"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, model.resolve(file.getFileName()));
            }
        }
        byte[] weights = Files.readAllBytes(model.resolve("model.safetensors"));
        byte[] name = "model.layers.1.mlp.up_proj.weight".getBytes(StandardCharsets.US_ASCII);
        int at = new String(weights, StandardCharsets.ISO_8859_1).indexOf("model.layers.1.mlp.up_proj.weight");
        weights[at + name.length - 1] = '7';
        Files.write(model.resolve("model.safetensors"), weights);

        Session asked = Session.of("ask", "--model", model.toString(), "?");
        Session traced = Session.of("trace", "--model", model.toString(), "--prompt", "?", "--out", folder + "/out");

        assertThat(asked.err()).contains("up_proj").doesNotContain("unexpected failure");
        assertThat(traced.err()).isEqualTo(asked.err());
        assertThat(traced.code()).isEqualTo(asked.code()).isEqualTo(2);
    }
}
