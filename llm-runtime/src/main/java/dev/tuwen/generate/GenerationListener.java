package dev.tuwen.generate;

/// Receives events on the engine thread; returns quickly.
@FunctionalInterface
public interface GenerationListener {
    /// Something happened.
    void event(GenerationEvent event);
}
