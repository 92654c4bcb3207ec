package dev.tuwen.vision.image;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.imageio.stream.ImageInputStreamImpl;

/// Bytes in memory as the stream that image readers want: no cache, no temporary file. Reading ends when it is
/// cancelled, which stops readers that cannot be aborted.
final class ByteArrayImageInput extends ImageInputStreamImpl {

    private static final int READS_BETWEEN_LOOKS = 4096;

    private final byte[] bytes;
    private final BooleanSupplier cancelled;

    ByteArrayImageInput(byte[] bytes, BooleanSupplier cancelled) {
        this.bytes = bytes;
        this.cancelled = cancelled;
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        if (streamPos % READS_BETWEEN_LOOKS == 0) {
            stopIfCancelled();
        }
        if (streamPos < bytes.length) {
            return bytes[(int) streamPos++] & 0xff;
        }
        return -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        checkClosed();
        Objects.checkFromIndexSize(offset, length, to.length);
        bitOffset = 0;
        stopIfCancelled();
        if (length == 0) {
            return 0;
        }
        int count = Math.clamp(bytes.length - streamPos, 0, length);
        if (count > 0) {
            System.arraycopy(bytes, (int) streamPos, to, offset, count);
        }
        streamPos += count;
        return count == 0 ? -1 : count;
    }

    private void stopIfCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("reading the picture was cancelled");
        }
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
