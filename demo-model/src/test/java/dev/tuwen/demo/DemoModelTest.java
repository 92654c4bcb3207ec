package dev.tuwen.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@NullMarked
final class DemoModelTest {
    private static final long SIZE_LIMIT = 16L * 1024 * 1024;

    @TestFactory
    List<DynamicTest> filesHaveTheSizeAndDigestOfTheIndex() {
        var tests = new ArrayList<DynamicTest>();
        for (var file : DemoModel.files()) {
            tests.add(DynamicTest.dynamicTest(file.name(), () -> {
                var digest = sha256();

                long byteSize;
                try (var stream = new DigestInputStream(DemoModel.open(file.name()), digest)) {
                    byteSize = stream.transferTo(OutputStream.nullOutputStream());
                }

                assertThat(byteSize).isEqualTo(file.byteSize());
                assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(file.sha256());
            }));
        }
        return tests;
    }

    @Test
    void folderHasEveryFileOfThePublishedLayoutAndStaysSmall() {
        var files = DemoModel.files();

        assertThat(files)
                .extracting(ModelFile::name)
                .containsExactlyInAnyOrder(
                        "config.json",
                        "generation_config.json",
                        "model.safetensors",
                        "special_tokens_map.json",
                        "tokenizer.model",
                        "tokenizer_config.json");
        assertThat(files.stream().mapToLong(ModelFile::byteSize).sum()).isLessThan(SIZE_LIMIT);
    }

    @Test
    void refusesNamesOutsideTheIndex() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoModel.open("../heldout.zip"))
                .withMessageContaining("../heldout.zip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DemoModel.openSample("samples.json"))
                .withMessageContaining("samples.json");
    }

    @Test
    void twelveSamplesArePngPicturesOfTheStatedSizeWithQuestionsInBothLanguages() throws IOException {
        var samples = DemoModel.samples();

        assertThat(samples).hasSize(12);
        for (var sample : samples) {
            assertThat(pngSize(sample)).as(sample.file()).containsExactly(sample.width(), sample.height());
            assertThat(sample.questionsIn("zh")).as(sample.file()).isNotEmpty();
            assertThat(sample.questionsIn("en")).as(sample.file()).isNotEmpty();
        }
    }

    @Test
    void heldOutQuestionsCoverEveryKindInBothLanguages() {
        var heldOut = DemoModel.heldOut();

        var kinds = heldOut.questions().stream()
                .map(question -> question.kind() + " " + question.language())
                .collect(Collectors.toSet());
        var expected = new ArrayList<String>();
        for (var kind : List.of(
                "colour",
                "shape",
                "place",
                "count",
                "yesno",
                "relation",
                "box",
                "describe",
                "text",
                "print",
                "chart",
                "background",
                "unlike",
                "smalltalk")) {
            expected.add(kind + " zh");
            expected.add(kind + " en");
        }
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(heldOut.pictures()).isNotEmpty();
    }

    private static int[] pngSize(Sample sample) throws IOException {
        try (InputStream stream = DemoModel.openSample(sample.file())) {
            var header = ByteBuffer.wrap(stream.readNBytes(24));
            assertThat(header.getLong(0)).as("PNG signature").isEqualTo(0x89504E470D0A1A0AL);
            return new int[] {header.getInt(16), header.getInt(20)};
        }
    }

    private static MessageDigest sha256() throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256");
    }
}
