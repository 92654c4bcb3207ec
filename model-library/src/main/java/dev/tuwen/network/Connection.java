package dev.tuwen.network;

import java.time.Instant;

/// One connection that was made, or that was refused. Immutable.
///
/// @param at when it began
/// @param address where to: scheme, host and path, without what may be secret
/// @param cause why it was made
/// @param bytes contents received; -1 while it is open or when the process ended before it
/// @param outcome how it ended: a status of HTTP, `refused: sealed`, or what went wrong; empty while open
public record Connection(Instant at, String address, Cause cause, long bytes, String outcome) {}
