package dev.tuwen.demo;

import org.jspecify.annotations.Nullable;

/// A question the demo model was not trained on, with its one right answer, compared letter by letter (a box by how far
/// it overlaps). Immutable; made by [HeldOut].
///
/// @param image the picture's name in [HeldOut#pictures], or null where the question comes without one
/// @param question what to ask
/// @param answer the right answer
/// @param kind colour, shape, place, count, yesno, relation, box, describe, text, print (small text), chart,
///     background, unlike or smalltalk
/// @param language `zh` or `en`
public record HeldOutQuestion(@Nullable String image, String question, String answer, String kind, String language) {}
