package dev.tuwen.vision.image.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Where the Windows Imaging Component begins.
interface WindowsImaging {
    /// Makes this thread one that may use objects of the system.
    ///
    /// @return whether [#leave] has to be called; not where the thread was one before
    boolean enter();

    /// Undoes [#enter].
    void leave();

    /// An `IWICImagingFactory`, which the caller releases.
    MemorySegment factory(Arena arena) throws SystemCodecException;
}
