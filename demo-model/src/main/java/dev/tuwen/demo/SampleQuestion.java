package dev.tuwen.demo;

/// A question about a sample picture and the answer the demo model gives. Immutable; made by [DemoModel].
///
/// @param language `zh` or `en`
/// @param question what to ask
/// @param answer the right answer, which is the model's
public record SampleQuestion(String language, String question, String answer) {}
