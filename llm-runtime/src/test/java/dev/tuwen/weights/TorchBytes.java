package dev.tuwen.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes small `pytorch_model.bin` files, sound ones and others: a pickle operation by operation, and an archive entry
/// by entry.
final class TorchBytes {
    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    /// Sizes in the archive's directory are said to be in the extra fields, as in archives of more than 4 GB.
    private boolean wide;

    private final int protocol;

    TorchBytes() {
        this(2);
    }

    /// @param protocol of the pickle: from 4 on, texts are shorter, names are made of texts, and all is in a frame
    TorchBytes(int protocol) {
        this.protocol = protocol;
        op(0x80, protocol);
        if (protocol >= 4) {
            op(0x95).number(1 << 20, 8);
        }
    }

    /// Operations and their short arguments.
    TorchBytes op(int... bytes) {
        for (int b : bytes) {
            pickle.write(b);
        }
        return this;
    }

    TorchBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (protocol >= 4) {
            return op(0x8c, bytes.length).raw(bytes).op(0x94);
        }
        return op('X').number(bytes.length, 4).raw(bytes);
    }

    TorchBytes whole(long value) {
        return op(0x8a, 8).number(value, 8);
    }

    TorchBytes global(String module, String name) {
        if (protocol >= 4) {
            return text(module).text(name).op(0x93, 0x94);
        }
        return raw(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private TorchBytes number(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            pickle.write((int) (value >> (8 * i)));
        }
        return this;
    }

    private TorchBytes raw(byte[] bytes) {
        pickle.writeBytes(bytes);
        return this;
    }

    /// Begins the table of tensors.
    TorchBytes begin() {
        return global("collections", "OrderedDict").op(')', 'R', '(');
    }

    /// Ends the table and the pickle.
    TorchBytes end() {
        return op('u', '.');
    }

    /// A tensor of a storage.
    TorchBytes tensor(String kind, String key, long count, long offset, long[] axes, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op('(');
        storage(kind, key, count).whole(offset).numbers(axes).numbers(strides);
        return op(0x89).global("collections", "OrderedDict").op(')', 'R', 't', 'R');
    }

    TorchBytes storage(String kind, String key, long count) {
        return op('(').text("storage")
                .global("torch", kind)
                .text(key)
                .text("cpu")
                .whole(count)
                .op('t', 'Q');
    }

    TorchBytes numbers(long... values) {
        op('(');
        for (long value : values) {
            whole(value);
        }
        return op('t');
    }

    TorchBytes entry(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    TorchBytes floats(String key, float... values) {
        ByteBuffer content = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            content.putFloat(value);
        }
        return entry("m/data/" + key, content.array());
    }

    TorchBytes wide() {
        wide = true;
        return this;
    }

    /// The archive, with the pickle as its first entry.
    byte[] toBytes() {
        var all = new LinkedHashMap<String, byte[]>();
        all.put("m/data.pkl", pickle.toByteArray());
        all.putAll(entries);
        var file = new Little();
        var headers = new ArrayList<Integer>();
        all.forEach((name, content) -> {
            headers.add(file.size());
            file.number(0x04034b50, 4).number(0, 22);
            file.number(name.length(), 2).number(0, 2).bytes(name.getBytes(StandardCharsets.UTF_8));
            file.bytes(content);
        });
        int directory = file.size();
        var header = headers.iterator();
        all.forEach((name, content) -> entry(file, name, content.length, header.next()));
        int end = file.size();
        if (wide) {
            file.number(0x06064b50, 4).number(44, 8).number(0, 12);
            file.number(all.size(), 8).number(all.size(), 8);
            file.number(end - directory, 8).number(directory, 8);
            file.number(0x07064b50, 4).number(0, 4).number(end, 8).number(1, 4);
        }
        file.number(0x06054b50, 4).number(0, 4);
        file.number(wide ? 0xffff : all.size(), 2).number(wide ? 0xffff : all.size(), 2);
        file.number(wide ? -1 : end - directory, 4).number(wide ? -1 : directory, 4);
        return file.number(0, 2).toBytes();
    }

    private void entry(Little file, String name, int size, int header) {
        file.number(0x02014b50, 4).number(0, 16);
        file.number(wide ? -1 : size, 4).number(wide ? -1 : size, 4);
        file.number(name.length(), 2).number(wide ? 28 : 0, 2).number(0, 10);
        file.number(wide ? -1 : header, 4).bytes(name.getBytes(StandardCharsets.UTF_8));
        if (wide) {
            file.number(1, 2).number(24, 2).number(size, 8).number(size, 8).number(header, 8);
        }
    }

    Path write(Path file) {
        try {
            return Files.write(file, toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Bytes with the lowest first.
    private static final class Little {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Little number(long value, int bytes) {
            for (int i = 0; i < bytes; i++) {
                out.write(i < Long.BYTES ? (int) (value >> (8 * i)) : 0);
            }
            return this;
        }

        Little bytes(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
