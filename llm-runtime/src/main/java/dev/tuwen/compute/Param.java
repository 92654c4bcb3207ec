package dev.tuwen.compute;

/// An integer that operations read at run time, set in the [dev.tuwen.compute.spi.Bindings] of each run: a position or
/// a row.
///
/// @param name unique in a program
public record Param(String name) {}
