package dev.tuwen.app.settings;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.model.OpenOptions;
import org.jspecify.annotations.Nullable;

/// What the person chose. Immutable; every value is in its range.
///
/// @param language of the window, or null for the system's
/// @param theme of the window
/// @param fontSize of ordinary text, in pixels
/// @param model what to open at the start: `demo`, the name of an installed model, or a path
/// @param assistantOptions how to open a model
/// @param sampling how to sample tokens, or null for what the model's makers recommend
/// @param maxNewTokens longest answer, or null for what the model's files say
/// @param window where the window was, if it was anywhere
public record Preferences(
        @Nullable Language language,
        ThemeChoice theme,
        int fontSize,
        String model,
        OpenOptions assistantOptions,
        @Nullable SamplingChoice sampling,
        @Nullable Integer maxNewTokens,
        @Nullable WindowPlace window) {
    /// Smallest font size.
    public static final int SMALLEST_FONT = 11;
    /// Largest font size.
    public static final int LARGEST_FONT = 28;
    /// The maximum of worker threads.
    public static final int MAX_THREADS = 256;
    /// Longest answer that may be asked for.
    public static final int MAX_TOKENS = 4096;

    /// What holds before anybody chose.
    public static final Preferences DEFAULT =
            new Preferences(null, ThemeChoice.SYSTEM, 14, ModelLibrary.DEMO, OpenOptions.DEFAULT, null, null, null);

    /// Light or dark.
    public enum ThemeChoice {
        SYSTEM,
        LIGHT,
        DARK
    }

    /// How tokens are sampled.
    ///
    /// @param temperature 0 takes the most probable
    /// @param topP sum of the probabilities to draw from
    public record SamplingChoice(double temperature, double topP) {
        /// Brings the values into their ranges.
        public SamplingChoice {
            temperature = Double.isFinite(temperature) ? Math.clamp(temperature, 0, 2) : 0.7;
            topP = Double.isFinite(topP) ? Math.clamp(topP, 0.05, 1) : 0.8;
        }
    }

    /// Where a window was.
    ///
    /// @param x of its upper left corner
    /// @param y of its upper left corner
    /// @param width of the window
    /// @param height of the window
    /// @param maximized whether it filled the screen
    public record WindowPlace(double x, double y, double width, double height, boolean maximized) {}

    /// Brings the values into their ranges.
    public Preferences {
        fontSize = Math.clamp(fontSize, SMALLEST_FONT, LARGEST_FONT);
        maxNewTokens = maxNewTokens == null ? null : (Integer) Math.clamp(maxNewTokens, 16, MAX_TOKENS);
    }

    /// How to answer.
    ///
    /// @param info of the model that answers
    /// @param seed of this answer
    public AskOptions askOptions(AssistantInfo info, long seed) {
        var own = info.defaults().withSeed(seed);
        if (sampling != null) {
            own = own.withTemperature((float) sampling.temperature())
                    .withTopP((float) sampling.topP())
                    .withBeams(1);
        }
        return new AskOptions(own, maxNewTokens == null ? info.maximumNewTokens() : maxNewTokens);
    }

    /// The same in another language.
    public Preferences withLanguage(@Nullable Language choice) {
        return new Preferences(choice, theme, fontSize, model, assistantOptions, sampling, maxNewTokens, window);
    }

    /// The same in another theme.
    public Preferences withTheme(ThemeChoice choice) {
        return new Preferences(language, choice, fontSize, model, assistantOptions, sampling, maxNewTokens, window);
    }

    /// The same in another size.
    public Preferences withFontSize(int choice) {
        return new Preferences(language, theme, choice, model, assistantOptions, sampling, maxNewTokens, window);
    }

    /// The same with another model.
    public Preferences withModel(String choice) {
        return new Preferences(language, theme, fontSize, choice, assistantOptions, sampling, maxNewTokens, window);
    }

    /// The same, opening models in another way.
    public Preferences withAssistantOptions(OpenOptions choice) {
        return new Preferences(language, theme, fontSize, model, choice, sampling, maxNewTokens, window);
    }

    /// The same, sampling tokens in another way.
    public Preferences withSampling(@Nullable SamplingChoice choice) {
        return new Preferences(language, theme, fontSize, model, assistantOptions, choice, maxNewTokens, window);
    }

    /// The same with longer or shorter answers.
    public Preferences withMaxNewTokens(int choice) {
        return new Preferences(language, theme, fontSize, model, assistantOptions, sampling, choice, window);
    }

    /// The same in another place.
    public Preferences withWindow(WindowPlace place) {
        return new Preferences(language, theme, fontSize, model, assistantOptions, sampling, maxNewTokens, place);
    }
}
