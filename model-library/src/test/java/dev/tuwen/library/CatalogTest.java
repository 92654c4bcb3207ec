package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The models on offer.
final class CatalogTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private static String model(String more) {
        return "{\"name\":\"mine\",\"title\":\"Mine\",\"family\":\"text\",\"precision\":\"F16\",\"layout\":\"gguf\","
                + "\"licence\":\"general-model-licence\",\"repositories\":{\"huggingface\":\"me/mine\"},"
                + "\"files\":[{\"path\":\"mine.gguf\"}]" + more + "}";
    }

    private Catalog own(String models) throws IOException {
        Files.writeString(home.resolve(Catalog.USER_FILE), "{\"format\":1,\"models\":[" + models + "]}");
        return Catalog.read(home);
    }

    @Test
    void offersTheModelsThisProgramRuns() {
        Catalog catalog = Catalog.builtIn();

        assertThat(catalog.problems()).isEmpty();
        assertThat(catalog.entries())
                .extracting(CatalogEntry::name)
                .contains(
                        "minicpm-v-2",
                        "minicpm-v-2-q4",
                        "minicpm-v-1",
                        "minicpm-2b-sft",
                        "minicpm-2b-dpo",
                        "minicpm-2b-sft-f32",
                        "minicpm-2b-sft-int4",
                        "minicpm-2b-dpo-int4",
                        "minicpm-2b-dpo-q4");
        assertThat(catalog.entries()).allSatisfy(entry -> {
            assertThat(entry.licence().address()).startsWith("https://");
            assertThat(entry.licence().in("zh")).isNotEqualTo(entry.licence().english());
            assertThat(entry.approximateBytes()).isPositive();
            assertThat(entry.own()).isFalse();
        });
        assertThat(catalog.entry("minicpm-v-2").family().id()).isEqualTo("v2");
        assertThat(MemoryFit.of(catalog.entry("minicpm-v-2"))).isPresent();
    }

    @Test
    void knowsWhatItCannotKnow() {
        // V 2.0 was seen, digests and all; of the others the source's own list has to say it.
        CatalogEntry known = Catalog.builtIn().entry("minicpm-v-2");
        assertThat(known.files())
                .filteredOn(file -> file.path().endsWith(".safetensors"))
                .hasSize(2)
                .allMatch(file -> file.digest() != null && file.bytes() > 0);
        assertThat(known.files().stream()
                        .mapToLong(file -> Math.max(0, file.bytes()))
                        .sum())
                .isBetween(6_869_931_584L, known.approximateBytes());
        assertThat(Catalog.builtIn().entry("minicpm-2b-sft").weights()).isNotEmpty();
    }

    @Test
    void takesEntriesOfTheUser() throws IOException {
        Catalog catalog = own(model(""));

        assertThat(catalog.problems()).isEmpty();
        assertThat(catalog.entry("mine").own()).isTrue();
        assertThat(catalog.find("minicpm-v-2")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"translations\":{\"zh\":{\"title\":\"许可\",\"summary\":\"免费\"}}",
                "\"titleChinese\":\"许可\",\"summaryChinese\":\"免费\""
            })
    void readsALicenceInOtherLanguages(String translated) throws IOException {
        String licence =
                "{\"title\":\"Mine\",\"summary\":\"Free\",\"address\":\"https://example.org/\"," + translated + "}";
        Files.writeString(
                home.resolve(Catalog.USER_FILE),
                "{\"format\":1,\"licences\":{\"mine\":" + licence + "},\"models\":["
                        + model("").replace("general-model-licence", "mine") + "]}");

        Licence read = Catalog.read(home).entry("mine").licence();

        assertThat(read.in("zh")).isEqualTo(new Licence.Words("许可", "免费"));
        assertThat(read.in("ja")).isEqualTo(new Licence.Words("Mine", "Free"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mine | Mine Own | small letters",
                "mine | demo | comes with the application",
                "mine.gguf | ../../evil | must not be written",
                "mine.gguf | nul.gguf | must not be written",
                "me/mine | https://evil | owner/name",
                "general-model-licence | my-licence | not described",
                "text | audio | expected text, v1 or v2",
                "gguf\",\"licence | zip\",\"licence | expected safetensors or gguf",
            })
    void saysWhatIsWrongWithAnEntryAndKeepsTheOthers(String right, String wrong, String sentence) throws IOException {
        Catalog catalog = own(model("").replace(right, wrong) + "," + model("").replace("\"mine\"", "\"other\""));

        assertThat(catalog.problems()).singleElement().asString().contains(sentence);
        assertThat(catalog.find("other")).isPresent();
        assertThat(catalog.find("mine")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"format\":2,\"models\":[]}", "{\"format\":1}", "\0"})
    void saysWhatIsWrongWithAFileAndKeepsItsOwn(String text) throws IOException {
        Files.writeString(home.resolve(Catalog.USER_FILE), text);

        Catalog catalog = Catalog.read(home);

        assertThat(catalog.problems()).singleElement().asString().contains("catalog.json");
        assertThat(catalog.find("minicpm-v-2")).isPresent();
    }

    @Test
    void refusesNamesThatAreNotOnOffer() {
        assertThatThrownBy(() -> Catalog.builtIn().entry("gpt"))
                .isInstanceOf(LibraryException.class)
                .hasMessageContaining("'gpt'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "/",
                "/a",
                "a/",
                "a//b",
                "../a",
                "a/../b",
                "a\\b",
                "C:a",
                "a:b",
                "con",
                "CON.txt",
                "aux.json",
                "com1",
                "LPT9.bin",
                "a.",
                "a ",
                "a\0b",
                "a\nb",
                "a\u202eb",
                "a*",
                "a?",
                "a|b",
                "<a>",
                "a\"b",
                "1/2/3/4/5",
                "\ud800"
            })
    void writesNoFileUnderAnUnsafeName(String name) {
        assertThat(SafeNames.isSafe(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"config.json", "model-00001-of-00002.safetensors", "a/b.json", "图问.gguf", ".hidden", "console"})
    void writesFilesUnderOrdinaryNames(String name) {
        assertThat(SafeNames.isSafe(name)).isTrue();
        assertThat(SafeNames.isSafe("a".repeat(300))).isFalse();
    }
}
