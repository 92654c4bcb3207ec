package dev.tuwen.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.weights.files.WeightFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `pytorch_model.bin`, sound ones and others. What torch itself saved is read with the golden data.
class PytorchTest {
    @TempDir
    Path folder;

    private static TorchBytes sound() {
        return sound(2);
    }

    private static TorchBytes sound(int protocol) {
        return new TorchBytes(protocol)
                .begin()
                .text("llm.a")
                .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .text("t")
                .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .text("tail")
                .tensor("FloatStorage", "0", 6, 4, new long[] {2}, new long[] {1})
                .text("long")
                .tensor("LongStorage", "1", 1, 0, new long[] {}, new long[] {})
                .end()
                .floats("0", 1, 2, 3, 4, 5, 6)
                .entry("m/data/1", new byte[8]);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsViewsOfStorages(boolean wide) {
        // given
        TorchBytes bytes = wide ? sound().wide() : sound();
        bytes.write(folder.resolve("pytorch_model.bin"));

        // when
        try (TensorSource source = WeightFiles.open(folder)) {
            // then
            assertThat(source.names()).containsExactly("a", "t", "tail", "long");
            assertThat(source.dtype("a")).isEqualTo(DType.F32);
            assertThat(source.dimensions("t")).containsExactly(3L, 2L);
            assertThat(floats(source, WeightRef.matrix("a", 2, 3))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(floats(source, WeightRef.matrix("a", 2, 3).range(1, 1))).containsExactly(4, 5, 6);
            assertThat(floats(source, WeightRef.matrix("t", 3, 2))).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(floats(source, WeightRef.matrix("t", 3, 2).range(1, 2))).containsExactly(2, 5, 3, 6);
            assertThat(floats(source, WeightRef.vector("tail", 2))).containsExactly(5, 6);
            assertThatThrownBy(() -> source.dtype("long"))
                    .isInstanceOf(WeightFormatException.class)
                    .hasMessageContaining("'long' as F32, F16, BF16 or I32")
                    .hasMessageContaining("'I64'");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsWhateverProtocolAPersonChose(int protocol) {
        sound(protocol).write(folder.resolve("pytorch_model.bin"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names()).containsExactly("a", "t", "tail", "long");
            assertThat(floats(source, WeightRef.matrix("t", 3, 2))).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void findsTensorsInTheirShards() throws IOException {
        // given
        one("a", 1).write(folder.resolve("pytorch_model-00001-of-00002.bin"));
        one("b", 2).write(folder.resolve("pytorch_model-00002-of-00002.bin"));
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"),
                "{\"weight_map\": {\"a\": \"pytorch_model-00001-of-00002.bin\", \"b\":"
                        + " \"pytorch_model-00002-of-00002.bin\"}}");

        // when
        try (TensorSource source = WeightFiles.open(folder)) {
            // then
            assertThat(floats(source, WeightRef.vector("a", 1))).containsExactly(1);
            assertThat(floats(source, WeightRef.vector("b", 1))).containsExactly(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.bin", "a.safetensors", "/etc/passwd", ".bin"})
    void followsNoIndexElsewhere(String shard) throws IOException {
        Files.writeString(
                folder.resolve("pytorch_model.bin.index.json"), "{\"weight_map\": {\"a\": \"" + shard + "\"}}");

        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("in a '.bin' file beside the index");
    }

    @Test
    void prefersSafetensors() {
        new SafetensorsBytes().floats("s", new long[] {1}, 7).write(folder.resolve("model.safetensors"));
        sound().write(folder.resolve("pytorch_model.bin"));

        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(source.names()).containsExactly("s");
        }
    }

    @Test
    void passesOverWhatTrainersAndCompilersLeave() {
        // given: a prefix, a head on the storage of the embedding, buffers of other types
        new TorchBytes()
                .begin()
                .text("_orig_mod.llm.a")
                .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .text("_orig_mod.lm_head.weight")
                .tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .text("_orig_mod.model.position_ids")
                .tensor("LongStorage", "1", 1, 0, new long[] {1, 1}, new long[] {1, 1})
                .text("_orig_mod.model.mask")
                .tensor("BoolStorage", "2", 4, 0, new long[] {4}, new long[] {1})
                .end()
                .floats("0", 1, 2)
                .entry("m/data/1", new byte[8])
                .entry("m/data/2", new byte[4])
                .write(folder.resolve("pytorch_model.bin"));

        // then
        try (TensorSource source = WeightFiles.open(folder)) {
            assertThat(floats(source, WeightRef.vector("a", 2))).containsExactly(1, 2);
            assertThat(floats(source, WeightRef.vector("lm_head.weight", 2))).containsExactly(1, 2);
            assertThat(source.isByProduct("model.position_ids")).isTrue();
            assertThat(source.isByProduct("model.mask")).isTrue();
        }
    }

    @Test
    void namesAPointerByWhatItIs() throws IOException {
        Files.writeString(
                folder.resolve("pytorch_model.bin"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");

        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("a pointer of Git LFS")
                .hasMessageContaining("'git lfs pull' fetches it");
    }

    private static TorchBytes one(String name, float value) {
        return new TorchBytes()
                .begin()
                .text(name)
                .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
                .end()
                .floats("0", value);
    }

    /// A table with one tensor over a storage of four numbers.
    private static TorchBytes viewed(long offset, long[] axes, long... strides) {
        return new TorchBytes()
                .begin()
                .text("a")
                .tensor("FloatStorage", "0", 4, offset, axes, strides)
                .end()
                .floats("0", 1, 2, 3, 4);
    }

    private static TorchBytes table(UnaryOperator<TorchBytes> value) {
        return value.apply(new TorchBytes().begin().text("a")).end();
    }

    static Stream<Arguments> faults() {
        long[] one = {1};
        return Stream.of(
                fault(
                        "a command",
                        table(b ->
                                b.global("os", "system").op('(').text("touch x").op('t', 'R')),
                        "'os.system'; nothing of the file was run"),
                fault(
                        "a built-in",
                        table(b ->
                                b.global("builtins", "eval").op('(').text("1").op('t', 'R')),
                        "'builtins.eval'"),
                fault(
                        "another name of torch",
                        table(b -> b.global("torch", "load").op(')', 'R')),
                        "'torch.load'"),
                fault("a storage in another module", table(b -> b.global("os", "FloatStorage")), "'os.FloatStorage'"),
                fault(
                        "a call of a storage",
                        table(b -> b.global("torch", "FloatStorage").op(')', 'R')),
                        "another one, of the name of a storage"),
                fault("a call of a text", table(b -> b.text("x").op(')', 'R')), "another one, of the text 'x'"),
                fault(
                        "a call with a list",
                        table(b -> b.global("collections", "OrderedDict").op(']', 'R')),
                        "the arguments of a call"),
                fault(
                        "a filled OrderedDict",
                        table(b -> b.global("collections", "OrderedDict").op(']', 0x85, 'R')),
                        "a call that makes a table"),
                fault("an instance", table(b -> b.op('i')), "operation 0x69"),
                fault("an object", table(b -> b.op(0x81)), "operation 0x81"),
                fault("half a name on the stack", table(b -> b.op(0x93)), "2 values on the stack"),
                fault("numbers as a name", table(b -> b.whole(1).whole(2).op(0x93)), "a module and a name as texts"),
                fault(
                        "a command by texts",
                        new TorchBytes(4).global("os", "system").op(')', 'R', '.'),
                        "'os.system'; nothing of the file was run"),
                fault(
                        "a text shorter than nothing",
                        table(b -> b.op(0x8d, 255, 255, 255, 255, 255, 255, 255, 255)),
                        "texts of at most"),
                fault("a protocol of tomorrow", new TorchBytes(6), "a pickle of protocol 2 to 5"),
                fault("an extension", table(b -> b.op(0x82, 1)), "operation 0x82"),
                fault("a big number", table(b -> b.op(0x8b)), "operation 0x8b"),
                fault("a wide number", table(b -> b.op(0x8a, 9)), "at most 64 bits"),
                fault("another protocol", new TorchBytes().op(0x80, 4), "operation 0x80"),
                fault(
                        "a state of training",
                        new TorchBytes().begin().text("epoch").whole(3).end(),
                        "a tensor under 'epoch'"),
                fault(
                        "a state of DeepSpeed",
                        new TorchBytes().begin().text("module").op(0x7d).end(),
                        "a tensor under 'module', found a table of 0"),
                fault("no table", new TorchBytes().text("x").op('.'), "a table of tensors"),
                fault("two values", new TorchBytes().text("x").op('}', '.'), "a table of tensors"),
                fault(
                        "something else in the table",
                        table(b -> b.whole(3)),
                        "a tensor under 'a', found the number '3'"),
                fault(
                        "a number as name",
                        new TorchBytes().begin().whole(1).whole(1).end(),
                        "texts as names"),
                fault("half a pair", new TorchBytes().begin().text("a").end(), "pairs"),
                fault(
                        "a name twice",
                        new TorchBytes()
                                .begin()
                                .text("a")
                                .whole(1)
                                .text("a")
                                .whole(2)
                                .end(),
                        "each name once"),
                fault("nothing to take", new TorchBytes().op('R'), "a value on the stack"),
                fault("a value below a mark", new TorchBytes().op('}', '(', 'R'), "a value on the stack"),
                fault("no mark", new TorchBytes().op('t'), "a mark on the stack"),
                fault("too few for a tuple", new TorchBytes().op('}', 0x87), "3 values on the stack"),
                fault("what was never remembered", new TorchBytes().op('h', 7), "none at 7"),
                fault("a place far away", new TorchBytes().op('}', 'r', 0xff, 0xff, 0xff, 0x7f), "places to remember"),
                fault("a negative place", new TorchBytes().op('}', 'r', 0xff, 0xff, 0xff, 0xff), "places to remember"),
                fault("an endless text", new TorchBytes().op('X', 0xff, 0xff, 0xff, 0xff), "texts of at most"),
                fault("a text beyond the end", new TorchBytes().op('X', 99, 0, 0, 0), "is the file complete"),
                fault("an endless name", new TorchBytes().op('c').op(new int[5000]), "texts of at most"),
                fault("deep nesting", new TorchBytes().op(deep()), "at most 64 deep"),
                fault("a list in itself", table(b -> b.op(']', 'q', 0, 'h', 0, 'a')), "a list of 1"),
                fault("a state for a tuple", new TorchBytes().op(')', '}', 'b'), "further values of a table"),
                fault("no end", new TorchBytes().op('}'), "is the file complete"),
                fault("a view beyond the storage", viewed(0, new long[] {5}, 1), "inside its storage of 4"),
                fault("an offset beyond the storage", viewed(4, one, 1), "inside its storage of 4"),
                fault("strides beyond the storage", viewed(0, new long[] {2, 2}, 3, 1), "inside its storage of 4"),
                fault(
                        "a view larger than its storage",
                        viewed(0, new long[] {1 << 20, 1 << 20}, 0, 0),
                        "inside its storage of 4"),
                fault(
                        "axes that overflow",
                        viewed(0, new long[] {1L << 40, 1L << 40}, 0, 0),
                        "inside its storage of 4"),
                fault(
                        "axes that overflow behind an empty one",
                        viewed(0, new long[] {0, 1L << 40, 1L << 40}, 0, 0, 0),
                        "inside its storage of 4"),
                fault("strides that overflow", viewed(0, new long[] {3}, Long.MAX_VALUE), "inside its storage of 4"),
                fault("an offset that overflows", viewed(Long.MAX_VALUE, new long[] {2}, 1), "inside its storage of 4"),
                fault("a negative offset", viewed(-1, one, 1), "a tensor of a storage, an offset"),
                fault("a negative axis", viewed(0, new long[] {-1}, 1), "axes and strides from 0"),
                fault("a negative stride", viewed(3, new long[] {2}, -1), "axes and strides from 0"),
                fault("more axes than strides", viewed(0, new long[] {1, 1}, 1), "as many strides"),
                fault("nine axes", viewed(0, new long[9], new long[9]), "at most 8 axes"),
                fault(
                        "a count that overflows",
                        table(b -> b.storage("FloatStorage", "0", 1L << 62)),
                        "the place of a storage"),
                fault("a negative count", table(b -> b.storage("FloatStorage", "0", -1)), "the place of a storage"),
                fault(
                        "a storage of another size",
                        viewed(0, one, 1).floats("0", 1, 2, 3),
                        "of 16 bytes, 4 numbers of type F32, found 12 bytes"),
                fault(
                        "another byte order",
                        viewed(0, one, 1).entry("m/byteorder", "big".getBytes(StandardCharsets.UTF_8)),
                        "byte order 'little'"),
                fault(
                        "a storage elsewhere",
                        table(b -> b.tensor("FloatStorage", "../0", 0, 0, new long[] {0}, one)),
                        "'m/data/../0' in the archive"),
                fault("two tables", one("a", 1).entry("n/data.pkl", new byte[0]), "one table of tensors"));
    }

    @Test
    void refusesAStorageThatManyTensorsName() {
        // given: sixteen bytes that would become 80 by their names alone
        var bytes = new TorchBytes().begin();
        for (int i = 0; i < 5; i++) {
            bytes.text("a" + i).tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1});
        }
        Path file = bytes.end().floats("0", 1, 2, 3, 4).write(folder.resolve("pytorch_model.bin"));

        // then
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("'m/data/0' named by tensors of at most 64 bytes")
                .hasMessageContaining("80 bytes");
    }

    private static int[] deep() {
        int[] marks = new int[100_000];
        Arrays.fill(marks, '(');
        return marks;
    }

    private static Arguments fault(String what, TorchBytes bytes, String message) {
        return Arguments.of(what, bytes, message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void saysWhatIsWrong(String what, TorchBytes bytes, String message) {
        // given
        Path file = bytes.write(folder.resolve("pytorch_model.bin"));

        // then
        assertThatThrownBy(() -> WeightFiles.open(file))
                .as(what)
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("pytorch_model.bin")
                .hasMessageContaining(message);
    }

    @Test
    void unpacksNothing() throws IOException {
        // given: what would become 64 MB of zeros
        Path file = folder.resolve("pytorch_model.bin");
        try (OutputStream stream = Files.newOutputStream(file);
                var zip = new ZipOutputStream(stream)) {
            zip.putNextEntry(new ZipEntry("m/data.pkl"));
            zip.write(new byte[64 << 20]);
            zip.closeEntry();
        }

        // then
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("'m/data.pkl' stored as it is, found a compressed one");
    }

    @Test
    void refusesEntriesOnTheSameBytes() throws IOException {
        // given: both entries of the directory say that they begin where the second does
        byte[] bytes = one("a", 1).toBytes();
        int first = indexOf(bytes, 0x50, 0x4b, 1, 2);
        int second = indexOf(Arrays.copyOfRange(bytes, first + 4, bytes.length), 0x50, 0x4b, 1, 2) + first + 4;
        System.arraycopy(bytes, first + 42, bytes, second + 42, 4);
        Path file = Files.write(folder.resolve("pytorch_model.bin"), bytes);

        // then
        assertThatThrownBy(() -> WeightFiles.open(file))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("entries that share no bytes");
    }

    private static int indexOf(byte[] bytes, int... pattern) {
        for (int at = 0; ; at++) {
            boolean found = true;
            for (int i = 0; i < pattern.length; i++) {
                found &= bytes[at + i] == pattern[i];
            }
            if (found) {
                return at;
            }
        }
    }

    @Test
    void namesTheAgeOfAFileThatIsNoArchive() throws IOException {
        Path file = Files.write(folder.resolve("pytorch_model.bin"), new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10});

        assertThatThrownBy(() -> WeightFiles.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining(file.getFileName().toString())
                .hasMessageContaining("as torch writes since version 1.6");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsWithOneSentenceWhereverTheFileIsCut(boolean wide) throws IOException {
        // given
        byte[] whole = (wide ? sound().wide() : sound()).toBytes();
        Path file = folder.resolve("pytorch_model.bin");

        for (int length = 0; length < whole.length; length++) {
            // when
            Files.write(file, Arrays.copyOf(whole, length));

            // then
            assertThatThrownBy(() -> WeightFiles.open(file))
                    .as("cut after " + length)
                    .isInstanceOf(WeightFormatException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void opensOrRefusesWhateverBytesAreChanged(boolean wide) throws IOException {
        // given
        long seed = 20_261_126;
        var random = new Random(seed);
        byte[] whole = (wide ? sound().wide() : sound()).toBytes();
        Path file = folder.resolve("pytorch_model.bin");

        for (int round = 0; round < 1500; round++) {
            // when
            byte[] changed = whole.clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, changed);

            // then
            try (TensorSource source = WeightFiles.open(file)) {
                for (String name : source.names()) {
                    long columns = source.dimensions(name).stream().skip(1).reduce(1L, Math::multiplyExact);
                    long rows = source.dimensions(name).getFirst();
                    if (rows > 0 && columns > 0) {
                        source.bytes(WeightRef.table(name, (int) rows, (int) columns));
                    }
                }
            } catch (WeightFormatException e) {
                assertThat(e).as("seed " + seed + ", round " + round).hasMessageContaining("pytorch_model.bin");
            }
        }
    }

    private static float[] floats(TensorSource source, WeightRef ref) {
        return source.bytes(ref).toArray(ValueLayout.JAVA_FLOAT);
    }
}
