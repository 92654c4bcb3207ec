package dev.tuwen.vision.image;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.imageio.stream.ImageInputStreamImpl;

/// Bytes in memory as the stream that image readers want: no cache, no temporary file. Reading ends when it is
/// cancelled, which stops readers that cannot be aborted.
///
/// The length is told apart from the bytes: the WebP library refuses pictures more than 2048 times as large as their
/// file, which a lossless picture of one colour is. Sizes are checked by [PictureLimits], so it may be told any length.
final class ByteArrayImageInput extends ImageInputStreamImpl {

    private static final int READS_BETWEEN_LOOKS = 4096;

    private final byte[] bytes;
    private final long statedLength;
    private final BooleanSupplier cancelled;

    ByteArrayImageInput(byte[] bytes, long statedLength, BooleanSupplier cancelled) {
        this.bytes = bytes;
        this.statedLength = statedLength;
        this.cancelled = cancelled;
    }

    @Override
    public int read() throws IOException {
        checkClosed();
        bitOffset = 0;
        if (streamPos % READS_BETWEEN_LOOKS == 0) {
            stopIfCancelled();
        }
        return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : -1;
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
        if (streamPos >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, to, offset, count);
        streamPos += count;
        return count;
    }

    private void stopIfCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("reading the picture was cancelled");
        }
    }

    @Override
    public long length() {
        return statedLength;
    }
}
