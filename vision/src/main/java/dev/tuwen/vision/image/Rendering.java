package dev.tuwen.vision.image;

/// What a decoder makes of transparency and of more than eight bits.
public enum Rendering {
    /// As the reference implementation does: alpha is dropped, and 16-bit gray alone is clipped to 255. For comparisons
    /// with it.
    AS_STORED,
    /// As a person sees the picture: on a ground (see [Transparency]), and with the high byte of 16-bit gray.
    AS_SEEN
}
