package dev.tuwen.demo;

import java.util.List;

/// A sample picture with questions the demo model answers right. Immutable; made by [DemoModel].
///
/// @param file the picture's name, to be opened with [DemoModel#openSample]
/// @param width its width in pixels
/// @param height its height in pixels
/// @param questions suggested questions, Chinese and English
public record Sample(String file, int width, int height, List<SampleQuestion> questions) {
    /// Copies the questions.
    public Sample {
        questions = List.copyOf(questions);
    }

    /// The suggested questions in one language.
    ///
    /// @param language `zh` or `en`
    public List<SampleQuestion> questionsIn(String language) {
        return questions.stream()
                .filter(question -> question.language().equals(language))
                .toList();
    }
}
