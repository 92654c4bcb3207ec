package dev.tuwen.compute.spi;

/// Weights on a device. Made by [Backend#load]; closed by its owner after the executables that read it.
public interface WeightStore extends AutoCloseable {
    /// Memory taken on the device, in bytes; mapped weights used in place count as well.
    long byteSize();

    @Override
    void close();
}
