package dev.tuwen.compute.spi;

import java.util.List;

/// What a device can do at most, measured: no program reads its weights faster or computes more. One number for each
/// repetition of the measurement, so that noise shows.
///
/// @param readGigabytesPerSecond memory read by all workers together, in 10⁹ bytes a second
/// @param fp32Gmacs F32 multiply-adds of all workers together, in 10⁹ a second
public record DeviceLimits(List<Double> readGigabytesPerSecond, List<Double> fp32Gmacs) {
    /// Copies the lists.
    public DeviceLimits {
        readGigabytesPerSecond = List.copyOf(readGigabytesPerSecond);
        fp32Gmacs = List.copyOf(fp32Gmacs);
    }
}
