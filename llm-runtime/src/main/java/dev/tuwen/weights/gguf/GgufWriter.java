package dev.tuwen.weights.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes a file that a [GgufLayout] describes: its head at once, then the bytes of its tensors in their order. Made
/// and closed by one thread; a file that is not [finished][#finish] is of no use.
public final class GgufWriter implements AutoCloseable {
    private final FileChannel channel;
    private final GgufLayout layout;
    private int tensor;
    private long written;

    private GgufWriter(FileChannel channel, GgufLayout layout) {
        this.channel = channel;
        this.layout = layout;
    }

    /// Makes a new file and writes its head.
    ///
    /// @throws IOException if there is a file of this name, or it cannot be written
    @SuppressWarnings("MustBeClosed") // the channel lives as long as the result, which closes it
    public static GgufWriter create(Path file, GgufLayout layout) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean made = false;
        try {
            var writer = new GgufWriter(channel, layout);
            writer.put(ByteBuffer.wrap(layout.head()));
            made = true;
            return writer;
        } finally {
            if (!made) {
                channel.close();
            }
        }
    }

    /// Writes the next bytes of the tensor that is not complete yet.
    ///
    /// @throws IllegalStateException if they are more than the tensor has
    /// @throws IOException if they cannot be written
    public void write(ByteBuffer bytes) throws IOException {
        long left = tensor == layout.tensors().size()
                ? 0
                : layout.tensors().get(tensor).byteSize() - written;
        if (bytes.remaining() > left) {
            throw new IllegalStateException(bytes.remaining() + " bytes for tensor " + tensor + " of "
                    + layout.tensors().size() + ", which lacks " + left);
        }
        written += bytes.remaining();
        put(bytes);
        if (written == layout.tensors().get(tensor).byteSize()) {
            put(ByteBuffer.allocate(Math.toIntExact(GgufLayout.padded(written) - written)));
            tensor++;
            written = 0;
        }
    }

    /// Forces everything to the disk.
    ///
    /// @throws IllegalStateException if a tensor is not complete
    /// @throws IOException if it cannot be written
    public void finish() throws IOException {
        if (tensor != layout.tensors().size()) {
            throw new IllegalStateException(
                    "tensor '" + layout.tensors().get(tensor).name() + "' is not complete");
        }
        channel.force(true);
    }

    private void put(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
