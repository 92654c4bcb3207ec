package dev.tuwen.vision.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.imageio.stream.ImageInputStreamImpl;

/// Bytes in memory as the stream that image readers want: no cache, no temporary file. Reading ends when it is
/// cancelled, which stops readers that cannot be aborted.
///
/// The length is told apart from the bytes: the WebP library refuses pictures more than 2048 times as large as their
/// file, which a lossless picture of one colour is. Sizes are checked by [PictureLimits], so it may be told any length.
/// A file that is cut off may go on for ever with one byte.
final class ByteArrayImageInput extends ImageInputStreamImpl {

    /// Nothing comes behind the bytes.
    static final int END = -1;

    private static final int READS_BETWEEN_LOOKS = 4096;

    private final byte[] bytes;
    private final long statedLength;
    private final int behind;
    private final BooleanSupplier cancelled;

    /// @param behind byte that follows the last one again and again, or [#END]
    ByteArrayImageInput(byte[] bytes, long statedLength, int behind, BooleanSupplier cancelled) {
        this.bytes = bytes;
        this.statedLength = statedLength;
        this.behind = behind;
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
        streamPos += behind == END ? 0 : 1;
        return behind;
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
        if (behind != END) {
            Arrays.fill(to, offset + count, offset + length, (byte) behind);
            count = length;
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
        return statedLength;
    }
}
