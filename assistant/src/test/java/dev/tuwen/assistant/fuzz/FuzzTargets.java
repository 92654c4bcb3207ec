package dev.tuwen.assistant.fuzz;

import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.library.Catalog;
import dev.tuwen.library.ModelImport;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.ModelManifest;
import dev.tuwen.library.WorkListener;
import dev.tuwen.model.ModelParts;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.files.WeightFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What the fuzzer calls, a class for each kind of file; their names are those of the folders of seeds. Each has the
/// one method Jazzer looks for.
public final class FuzzTargets {
    private FuzzTargets() {}

    /// A decoder in a GGUF file, with its tokenizer.
    public static final class Gguf {
        private Gguf() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("gguf", "model.gguf", input, FuzzTargets::readModel);
        }
    }

    /// The vision encoder in a GGUF file, beside a sound decoder.
    public static final class Projector {
        private Projector() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("projector", "mmproj-model.gguf", input, file -> {
                try (Checkpoint model = KnownFamilies.ALL.open(file.resolveSibling("model.gguf"))) {
                    Trial.readAll(model.weights());
                }
            });
        }
    }

    /// A safetensors file.
    public static final class Safetensors {
        private Safetensors() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("safetensors", "model.safetensors", input, FuzzTargets::readWeights);
        }
    }

    /// The header of a safetensors file, with the length it has and 64 bytes after it.
    public static final class Header {
        private static final int DATA = 64;

        private Header() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            byte[] file = ByteBuffer.allocate(Long.BYTES + input.length + DATA)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(input.length)
                    .put(input)
                    .array();
            Trial.run("header", "model.safetensors", file, FuzzTargets::readWeights);
        }
    }

    /// A safetensors file with the four parts of a GPTQ matrix.
    public static final class Gptq {
        private Gptq() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("gptq", "model.safetensors", input, FuzzTargets::readWeights);
        }
    }

    /// A `pytorch_model.bin`.
    public static final class Torch {
        private Torch() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("torch", "pytorch_model.bin", input, FuzzTargets::readWeights);
        }
    }

    /// The pickle in a `pytorch_model.bin`, whose archive is sound.
    public static final class Pickle {
        private static final int[] SIZES = {24, 8, 8, 64};

        private Pickle() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            var bytes = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(bytes)) {
                put(zip, "archive/data.pkl", input);
                put(zip, "archive/byteorder", new byte[] {'l', 'i', 't', 't', 'l', 'e'});
                for (int i = 0; i < SIZES.length; i++) {
                    put(zip, "archive/data/" + i, new byte[SIZES[i]]);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Trial.run("pickle", "pytorch_model.bin", bytes.toByteArray(), FuzzTargets::readWeights);
        }

        private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
            var crc = new CRC32();
            crc.update(content);
            var entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
    }

    /// A `tokenizer.model`.
    public static final class Pieces {
        private Pieces() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("pieces", "tokenizer.model", input, file -> {
                Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(file.resolveSibling(""));
                tokenizer.encode("abc 中文 <s>\n");
            });
        }
    }

    /// One of the JSON files of a folder: the first byte says which.
    public static final class Folder {
        private static final String[] NAMES = {
            "config.json",
            "generation_config.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "quantize_config.json",
            "model.safetensors.index.json"
        };

        private Folder() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            if (input.length == 0) {
                return;
            }
            String name = NAMES[Math.floorMod(input[0], NAMES.length)];
            byte[] content = Arrays.copyOfRange(input, 1, input.length);
            boolean shards = name.endsWith(".index.json");
            Trial.run(
                    shards ? "shards" : "folder",
                    name,
                    content,
                    file -> FuzzTargets.read(file.resolveSibling(""), shards));
        }
    }

    /// An offline kit.
    public static final class Kit {
        private Kit() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("kit", "kit.tuwenkit", input, file -> {
                Path home = file.resolveSibling("home");
                Trial.clear(home);
                var imports = new ModelImport(new ModelLibrary(home));
                imports.take(imports.look(file), ModelImport.Mode.COPY, WorkListener.NONE);
            });
        }
    }

    /// The manifest of an installed model, and a user's catalogue: the same bytes for both.
    public static final class Lists {
        private Lists() {}

        /// One input.
        public static void fuzzerTestOneInput(byte[] input) {
            Trial.run("lists", ModelManifest.FILE, input, file -> ModelManifest.read(file.resolveSibling("")));
            Trial.run("lists", Catalog.USER_FILE, input, file -> Catalog.read(file.resolveSibling("")));
        }
    }

    private static void read(Path folder, boolean weightsOnly) {
        if (weightsOnly) {
            readWeights(folder);
        } else {
            readModel(folder);
        }
    }

    private static void readWeights(Path file) {
        try (TensorSource weights = WeightFiles.open(file)) {
            Trial.readAll(weights);
        }
    }

    private static void readModel(Path file) {
        try (ModelParts parts = ModelParts.open(file, "fuzzed")) {
            Trial.readAll(parts.weights());
            parts.prompts().tokenizer().encode("abc 中文 <s>\n");
        }
    }
}
