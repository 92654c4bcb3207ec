/// What a device must do to run the programs of [dev.tuwen.compute].
///
/// **Finding.** A backend module provides a [dev.tuwen.compute.spi.BackendProvider]; [dev.tuwen.compute.spi.Backends]
/// finds all of them and explains the choice. A probe never throws: an absent driver is an answer.
///
/// **Ownership.** `open` gives a [dev.tuwen.compute.spi.Backend]; it makes weight stores, buffers and executables, and
/// each has one owner that closes it before the backend. `Backend.close` frees what is left and logs each survivor by
/// name. Segments in [dev.tuwen.compute.spi.Bindings] belong to the caller and must live until the run has ended. A
/// weight source stays open as long as the stores loaded from it, because a device that shares the host's memory may
/// use mapped weights in place.
///
/// **Threads.** A backend and all it made belong to one thread at a time. `submit` returns when the run is queued;
/// `await`, `isDone` and `cancel` of a [dev.tuwen.compute.spi.Run] may be called from any thread.
///
/// **Errors.** Misuse is an `IllegalArgumentException` or `IllegalStateException` before anything is done. What goes
/// wrong on a device is a [dev.tuwen.compute.spi.ComputeException]. Nothing falls back to another device by itself.
package dev.tuwen.compute.spi;
