package dev.tuwen.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.weights.files.WeightFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {
    @TempDir
    Path folder;

    @Test
    void givesTheRowsAReferenceNames() {
        Path file = new SafetensorsBytes()
                .floats("a", new long[] {3, 2}, 1, 2, 3, 4, 5, 6)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(file)) {
            assertThat(source.names()).containsExactly("a");
            assertThat(source.dtype("a")).isEqualTo(DType.F32);
            assertThat(source.dimensions("a")).containsExactly(3L, 2L);
            assertThat(floats(source.bytes(WeightRef.matrix("a", 3, 2)))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(floats(source.bytes(WeightRef.matrix("a", 3, 2).range(1, 2))))
                    .containsExactly(3, 4, 5, 6);
        }
    }

    @Test
    void seesAVectorAsRowsAndHigherRanksAsTheFirstAxisByTheRest() {
        new SafetensorsBytes()
                .floats("v", new long[] {3}, 1, 2, 3)
                .floats("k", new long[] {2, 1, 2}, 1, 2, 3, 4)
                .floats("s", new long[] {}, 7)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(floats(source.bytes(WeightRef.vector("v", 3)))).containsExactly(1, 2, 3);
            assertThat(floats(source.bytes(WeightRef.matrix("k", 2, 2)))).containsExactly(1, 2, 3, 4);
            assertThat(floats(source.bytes(WeightRef.vector("s", 1)))).containsExactly(7);
        }
    }

    @Test
    void refusesAReferenceOfAnotherShape() {
        new SafetensorsBytes().floats("a", new long[] {3, 2}, new float[6]).write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThatThrownBy(() -> source.bytes(WeightRef.matrix("a", 3, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'a'")
                    .hasMessageContaining("3 columns")
                    .hasMessageContaining("3 by 2");
            assertThatThrownBy(() -> source.bytes(WeightRef.matrix("a", 4, 2)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> source.bytes(WeightRef.matrix("b", 3, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no tensor 'b'");
        }
    }

    @Test
    void cutsThePrefixOfTheDecoder() {
        new SafetensorsBytes()
                .floats("llm.model.norm.weight", new long[] {1}, 1)
                .floats("llm.lm_head.weight", new long[] {1, 1}, 2)
                .floats("vpm.norm.weight", new long[] {1}, 3)
                .floats("resampler.proj", new long[] {1, 1}, 4)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names())
                    .containsExactly("model.norm.weight", "lm_head.weight", "vpm.norm.weight", "resampler.proj");
            assertThat(floats(source.bytes(WeightRef.vector("model.norm.weight", 1))))
                    .containsExactly(1);
        }
    }

    @Test
    void alignsWhatAFileDoesNot() {
        // One byte in front of the numbers: they begin at an odd place.
        byte[] two = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40};
        new SafetensorsBytes()
                .add("b", "U8", new long[] {1}, new byte[1])
                .add("x", "F32", new long[] {2, 1}, two)
                .write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            MemorySegment row = source.bytes(WeightRef.matrix("x", 2, 1).range(1, 1));
            assertThat(row.get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(2f);
        }
    }

    @Test
    void namesATypeItCannotComputeWith() {
        new SafetensorsBytes().add("p", "I64", new long[] {1}, new byte[8]).write(folder.resolve("model.safetensors"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.has("p")).isTrue();
            assertThatThrownBy(() -> source.dtype("p"))
                    .isInstanceOf(WeightFormatException.class)
                    .hasMessageContaining("'p'")
                    .hasMessageContaining("I64");
        }
    }

    @Test
    void findsTensorsInTheirShards() throws IOException {
        new SafetensorsBytes().floats("llm.a", new long[] {1}, 1).write(folder.resolve("model-1.safetensors"));
        new SafetensorsBytes().floats("b", new long[] {1}, 2).write(folder.resolve("model-2.safetensors"));
        index("{\"llm.a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}");

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names()).containsExactly("a", "b");
            assertThat(floats(source.bytes(WeightRef.vector("b", 1)))).containsExactly(2);
            assertThat(source.file("a").getFileName()).hasToString("model-1.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x.safetensors",
                "/etc/x.safetensors",
                "a/b.safetensors",
                "a\\\\b.safetensors",
                "C:x.safetensors",
                ".safetensors",
                "passwd",
                "a\\u0000.safetensors",
                "",
            })
    void followsNoShardThatIsNoPlainName(String shard) throws IOException {
        index("{\"a\": \"" + shard + "\"}");

        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("beside the index");
    }

    @Test
    void saysWhichShardOrTensorIsMissing() throws IOException {
        index("{\"a\": \"model-1.safetensors\"}");
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("model-1.safetensors")
                .hasMessageContaining("no file of this name");

        new SafetensorsBytes().floats("b", new long[] {1}, 1).write(folder.resolve("model-1.safetensors"));
        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("'a'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | inside the file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | of 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | numbers from 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | inside the file",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}} | whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}} | JSON",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}} | 56 bits",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296],\"data_offsets\":[0,0]}} | 56 bits",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[0,72057594037927936],\"data_offsets\":[0,0]}} | 56 bits",
                "{\"a\":{\"dtype\":\"Q9\",\"shape\":[1],\"data_offsets\":[0,4]}} | known type",
                "{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}} | a type",
                "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}} | with dtype",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}} | at most 8",
                "{\"a\":7} | an object",
                "{\"a\":{},\"a\":{}} | with dtype",
                "[] | as an object",
                "{} {} | nothing but spaces",
                "{\"a\": | JSON",
            })
    void refusesAHeaderThatDoesNotFit(String header, String reason) {
        Path file = SafetensorsBytes.write(folder.resolve("x.safetensors"), SafetensorsBytes.file(header, new byte[4]));

        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesTensorsOnTheSameBytes() {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[2,4]}}";
        Path file = SafetensorsBytes.write(folder.resolve("x.safetensors"), SafetensorsBytes.file(header, new byte[4]));

        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("overlapping");
    }

    @Test
    void refusesTheSameNameTwice() {
        String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        Path file = SafetensorsBytes.write(
                folder.resolve("x.safetensors"), SafetensorsBytes.file("{" + entry + "," + entry + "}", new byte[4]));

        assertThatThrownBy(() -> WeightFiles.open(file)).isInstanceOf(WeightFormatException.class);
    }

    @Test
    void refusesNamesThatMeetBehindThePrefix() {
        new SafetensorsBytes()
                .floats("a", new long[] {1}, 1)
                .floats("llm.a", new long[] {1}, 1)
                .write(folder.resolve("model.safetensors"));

        assertThatThrownBy(() -> WeightFiles.open(folder)).isInstanceOf(WeightFormatException.class);
    }

    @Test
    void refusesFilesThatAreNoneOrOfAnotherFormat() throws IOException {
        assertThatThrownBy(() -> WeightFiles.open(folder)).isInstanceOf(WeightFormatException.class);
        assertThatThrownBy(() -> WeightFiles.open(folder.resolve("none"))).isInstanceOf(WeightFormatException.class);

        Files.write(folder.resolve("a.safetensors"), new byte[3]);
        assertThatThrownBy(() -> WeightFiles.open(folder)).hasMessageContaining("an unfinished download");
        byte[] endless = new byte[16];
        Arrays.fill(endless, (byte) 0xff);
        Files.write(folder.resolve("a.safetensors"), endless);
        assertThatThrownBy(() -> WeightFiles.open(folder)).hasMessageContaining("18446744073709551615");

        Path gguf = Files.writeString(folder.resolve("m.gguf"), "GGUF and more");
        assertThatThrownBy(() -> WeightFiles.open(gguf))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("a GGUF file");
    }

    @Test
    void survivesDamagedFiles() {
        byte[] sound = new SafetensorsBytes()
                .floats("llm.a", new long[] {3, 2}, new float[6])
                .floats("b", new long[] {2}, new float[2])
                .add("c", "F16", new long[] {1, 4}, new byte[8])
                .toBytes();
        long seed = Long.getLong("tuwen.test.seed", 8);
        var random = new Random(seed);
        Path file = folder.resolve("x.safetensors");
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "0123456789[]{},:\"".charAt(random.nextInt(17)));
            }
            SafetensorsBytes.write(
                    file, random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(300)) : damaged);
            try (TensorSource source = WeightFiles.open(file)) {
                for (String name : source.names()) {
                    source.dimensions(name);
                }
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining("x.safetensors");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private void index(String map) throws IOException {
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": " + map + "}");
    }

    private static float[] floats(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
