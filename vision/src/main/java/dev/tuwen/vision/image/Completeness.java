package dev.tuwen.vision.image;

/// How much of a picture its file still held. What is lost is gray in the bitmap.
public enum Completeness {
    /// Every pixel.
    WHOLE,
    /// The file ends too early: the rest is gray, or coarser than it was.
    ENDS_EARLY,
    /// Something in it is damaged: pixels may be wrong, or gray.
    DAMAGED;

    /// The level of lost pixels in every channel, as decoders of JPEG leave them.
    static final byte LOST = (byte) 128;

    /// What is known of a picture when this is known of one part of it and `other` of another.
    Completeness and(Completeness other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
