package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.library.MemoryFit.Verdict;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether a model fits the memory.
final class MemoryFitTest {
    @ParameterizedTest
    @CsvSource({
        "70, 20, COMFORTABLE",
        "75, 20, COMFORTABLE",
        "76, 20, TIGHT",
        "500, 92, TIGHT",
        "500, 93, TOO_LARGE",
        "93, 500, TOO_LARGE"
    })
    void comparesNeedsWithWhatIsFree(long needed, long smallest, Verdict verdict) {
        assertThat(MemoryFit.of(needed, smallest, 100).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "text, F16, false",
        "text_gguf/text-f16.gguf, F16, false",
        "text_gptq, GPTQ int4, false",
        "v1, BF16, true",
        "v2, BF16, true"
    })
    void readsTheTablesOfEveryFormat(String name, String precision, boolean seesPictures) {
        Path path = GoldenFolder.of(name.split("/")[0]);

        MemoryFit.Look look = MemoryFit.look(name.contains("/") ? path.resolve(name.split("/")[1]) : path)
                .orElseThrow();

        assertThat(look.precision()).isEqualTo(precision);
        assertThat(look.seesPictures()).isEqualTo(seesPictures);
        assertThat(look.fit().neededBytes()).isBetween(256L << 20, 400L << 20);
        assertThat(look.fit().smallestBytes()).isLessThanOrEqualTo(look.fit().neededBytes());
        assertThat(look.now().fit().neededBytes()).isEqualTo(look.fit().neededBytes());
    }

    @Test
    void saysNothingOfFilesThatCannotBeRead(@TempDir Path folder) throws Exception {
        assertThat(MemoryFit.look(Files.writeString(folder.resolve("a.gguf"), "GGUF")))
                .isEmpty();
        assertThat(MemoryFit.look(folder)).isEmpty();
    }

    @Test
    void countsTheBitsWeightsArePackedWithAndNotThoseOfTheFile() {
        var memory = new CatalogEntry.Memory(1_000_000_000, 0);

        assertThat(memory.usual(500_000_000)).isGreaterThan(1_000_000_000);
        assertThat(memory.usual(4_000_000_000L)).isGreaterThan(4_000_000_000L);
        assertThat(memory.smallest()).isBetween(500_000_000L, 1_000_000_000L);
    }
}
