package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands about models, in process; nothing here has a network.
final class ModelsCommandTest {
    private static final Path HOME = ModelLibrary.ofUser().home();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeEach
    @AfterEach
    void clear() throws IOException {
        Files.deleteIfExists(HOME.resolve("library.json"));
        Files.deleteIfExists(HOME.resolve("catalog.json"));
        Files.deleteIfExists(HOME.resolve("connections.jsonl"));
        Path models = HOME.resolve("models");
        if (Files.exists(models)) {
            try (var all = Files.walk(models)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private Path published() throws IOException {
        Path model = Files.createDirectories(folder.resolve("tiny"));
        for (String name : new String[] {"config.json", "tokenizer.model", "model.safetensors"}) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        return model;
    }

    private static Session done(String... arguments) {
        Session session = Session.of(arguments);
        assertThat(session.code()).as(session.err()).isZero();
        return session;
    }

    @Test
    void importsListsVerifiesPacksAndRemoves() throws IOException {
        // given
        Path kit = folder.resolve("tiny.tuwenkit");

        // then
        assertThat(done("models", "import", "--copy", published().toString()).out())
                .isEqualTo("tiny\n");
        assertThat(done("models").out()).contains("tiny", "F16 · text only", "comfortable", "demo");
        assertThat(done("models", "verify", "tiny").out()).contains("model.safetensors: right");
        assertThat(done("models", "default", "tiny").out()).isEmpty();
        assertThat(done("models", "default").out()).isEqualTo("tiny\n");
        assertThat(done("ask", "--max-tokens", "2", "hello").out()).isNotEmpty();
        assertThat(done("models", "where", "tiny").out().strip())
                .isEqualTo(HOME.resolve("models/tiny").toString());
        done("models", "pack", "tiny", "--out", kit.toString());
        assertThat(Session.of("models", "remove", "tiny").code()).isEqualTo(2);
        done("models", "remove", "--yes", "tiny");
        assertThat(done("models", "default").out()).isEqualTo("demo\n");
        assertThat(done("models", "import", kit.toString()).out()).isEqualTo("tiny\n");

        // An earlier version called kits so.
        Path old = Files.move(kit, folder.resolve("tiny.tuwen.zip"));
        done("models", "remove", "--yes", "tiny");
        assertThat(done("models", "import", old.toString()).out()).isEqualTo("tiny\n");
    }

    @Test
    void tellsADamagedModelByItsExitCodeWhoeverReads() throws IOException {
        // given
        done("models", "import", "--copy", published().toString());
        done("models", "verify", "tiny");
        Files.writeString(HOME.resolve("models/tiny/config.json"), "{}");

        // then
        assertThat(Session.of("models", "verify", "tiny").code()).isEqualTo(1);
        assertThat(Session.withoutReader("models", "verify", "tiny").code()).isEqualTo(1);
    }

    @Test
    void usesAModelInPlace() throws IOException {
        Path model = published();
        done("models", "import", model.toString());

        assertThat(done("models").out()).contains("in place: " + model);
        assertThat(done("ask", "--model", "tiny", "--max-tokens", "2", "hello").out())
                .isNotEmpty();
        Session asked = Session.withInput("y\n", "models", "remove", "tiny");
        assertThat(asked.code()).as("only a person at a terminal is asked").isEqualTo(2);
        done("models", "remove", "--yes", "tiny");
        assertThat(model.resolve("config.json")).exists();
    }

    @Test
    void convertsToAFileThatAnswers() {
        // given
        Path out = folder.resolve("v2.gguf");

        // when
        Session session = done(
                "models", "convert", GoldenFolder.of("v2").toString(), "--type", "q4_k_m", "--out", out.toString());

        // then
        assertThat(session.out()).isEqualTo(out + "\n" + folder.resolve("mmproj-v2.gguf") + "\n");
        String picture = GoldenFolder.of("images").resolve("square.png").toString();
        assertThat(done("ask", "--model", out.toString(), "--image", picture, "--max-tokens", "2", "hello")
                        .out())
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "q3_k, a.gguf, 'is none of q4_0, q4_k_m, q8_0, f16'",
        "q4_0, a.bin, does not end in",
        "q4_0, ., is a folder"
    })
    void saysWhatCannotBeConverted(String type, String out, String message) {
        Session session = Session.of(
                "models",
                "convert",
                GoldenFolder.of("text").toString(),
                "--type",
                type,
                "--out",
                folder.resolve(out).toString());

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains(message);
        assertThat(session.err().lines().filter(line -> line.startsWith("tuwen: ")))
                .hasSizeLessThan(2);
    }

    @Test
    void movesTheModels() throws IOException {
        done("models", "import", "--copy", published().toString());
        Path target = folder.resolve("disk");

        assertThat(done("models", "move", target.toString()).out().strip()).isEqualTo(target.toString());
        assertThat(done("models", "where").out().strip()).isEqualTo(target.toString());
        assertThat(done("models").out()).contains("tiny");
    }

    @Test
    void tellsWhatIsPartlyHereAndThrowsItAway() throws IOException {
        Files.createDirectories(HOME.resolve("models/.downloading-minicpm-v-2"));

        assertThat(done("models").out()).contains("minicpm-v-2", "partly downloaded");
        assertThat(Session.of("models", "remove", "minicpm-v-2").code()).isEqualTo(2);
        done("models", "remove", "--yes", "minicpm-v-2");
        assertThat(done("models").out()).doesNotContain("partly downloaded");
    }

    @Test
    void asksNobodyForAModelThatIsHere() throws IOException {
        Files.createDirectories(HOME.resolve("models/minicpm-v-2"));

        Session session = Session.of("models", "get", "minicpm-v-2", "--accept-licence");

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).contains("is installed already");
        assertThat(HOME.resolve("connections.jsonl")).doesNotExist();
    }

    @Test
    void printsOneJsonObject() throws IOException {
        done("models", "import", "--copy", published().toString());

        JsonNode object = JsonMapper.shared().readTree(done("models", "--json").out());

        assertThat(object.get("installed").get(0).get("name").asString()).isEqualTo("tiny");
        assertThat(object.get("installed").get(0).get("fit").asString()).isEqualTo("comfortable");
        assertThat(object.get("available")).hasSizeGreaterThan(8);
    }

    @Test
    void listsWhatIsOnOffer() {
        assertThat(done("models", "--available").out()).contains("minicpm-v-2 ", "MiniCPM-V 2.0", "about 6.87 GB");
    }

    @Test
    void showsTheLicenceBeforeAnything() {
        Session session = Session.of("models", "get", "minicpm-v-2");

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err())
                .contains("General Model License", "通用模型许可协议", "--accept-licence", "https://github.com/");
        assertThat(HOME.resolve("connections.jsonl")).doesNotExist();
    }

    @Test
    void makesNoConnectionWhenSealed() {
        assertThat(done("models", "seal").out()).startsWith("not sealed");
        assertThat(done("models", "seal", "--on").out()).startsWith("sealed");

        Session session = Session.of("models", "get", "minicpm-v-2", "--accept-licence");

        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).contains("sealed").contains("seal --off");
        assertThat(done("models", "connections").out()).contains("no connection was ever made");
        assertThat(done("models", "seal", "--off").out()).startsWith("not sealed");
    }

    @Test
    void remembersHowToDownload() {
        done(
                "models",
                "network",
                "--address",
                "http://127.0.0.1:1/",
                "--source",
                "own",
                "--proxy",
                "p.example:3128",
                "--limit",
                "2.5");

        LibrarySettings settings = LibrarySettings.read(HOME);
        assertThat(settings.value(LibrarySettings.OWN_ADDRESS)).isEqualTo("http://127.0.0.1:1");
        assertThat(settings.value(LibrarySettings.SOURCE)).isEqualTo("own");
        assertThat(settings.value(LibrarySettings.PROXY)).isEqualTo("p.example:3128");
        assertThat(settings.value(LibrarySettings.BYTES_PER_SECOND)).isEqualTo(2_500_000);
        assertThat(done("models", "network").out()).contains("p.example:3128", "own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "models get nothing | no model 'nothing' is on offer",
                "models get | missing NAME",
                "models remove nothing --yes | 'nothing' is not installed",
                "models verify ../x | is not installed",
                "models default nothing | is not installed",
                "models import /no/such/file | there is no file or folder",
                "models pack nothing --out x | is not installed",
                "models pack tiny | missing '--out'",
                "models network --proxy nonsense | expected host:port",
                "models network --address nonsense | is no address of a source",
                "models network --source nowhere | 'nowhere' is no source",
                "models get minicpm-v-2 --parts 99 | is not between 1 and 16",
                "models seal --on --off | mutually exclusive",
                "models gte x | unknown command 'gte'; did you mean 'get'?",
            })
    void answersAMistakeWithOneSentence(String call, String sentence) {
        Session session = Session.of(call.split(" "));

        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("tuwen: ").contains(sentence);
        assertThat(session.err().lines()).hasSize(1);
    }

    @Test
    void tellsAboutEntriesOfTheUserThatAreWrong() throws IOException {
        Files.createDirectories(HOME);
        Files.writeString(HOME.resolve("catalog.json"), "{\"format\":1,\"models\":[{\"name\":\"X\"}]}");

        assertThat(done("models").err()).contains("model 'X'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "verify",
                "remove",
                "default",
                "where",
                "open",
                "import",
                "pack",
                "move",
                "network",
                "seal",
                "connections"
            })
    void helpsWithEveryCommand(String command) {
        assertThat(done("models", command, "--help").out()).startsWith("Usage: tuwen models");
    }

    @Test
    void remembersWhetherTheWindowMayLookForNewerVersions() {
        assertThat(LibrarySettings.read(HOME).value(LibrarySettings.LOOK_FOR_UPDATES))
                .isFalse();

        done("updates", "--on");
        assertThat(LibrarySettings.read(HOME).value(LibrarySettings.LOOK_FOR_UPDATES))
                .isTrue();

        done("updates", "--off");
        assertThat(LibrarySettings.read(HOME).value(LibrarySettings.LOOK_FOR_UPDATES))
                .isFalse();
        assertThat(Session.of("updates", "--on", "--off").code()).isEqualTo(2);
    }
}
