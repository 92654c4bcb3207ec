package dev.tuwen.app.i18n;

/// What is said on the page of settings. Stateless.
public final class SettingsTexts {
    private SettingsTexts() {}

    public static Phrase title() {
        return Phrase.of("settings.title", "Settings");
    }

    public static Phrase appearance() {
        return Phrase.of("settings.appearance", "Appearance");
    }

    public static Phrase language() {
        return Phrase.of("settings.language", "Language");
    }

    public static Phrase languageSystem() {
        return Phrase.of("settings.language.system", "System language");
    }

    public static Phrase theme() {
        return Phrase.of("settings.theme", "Theme");
    }

    public static Phrase themeSystem() {
        return Phrase.of("settings.theme.system", "Like the system");
    }

    public static Phrase themeLight() {
        return Phrase.of("settings.theme.light", "Light");
    }

    public static Phrase themeDark() {
        return Phrase.of("settings.theme.dark", "Dark");
    }

    public static Phrase fontSize() {
        return Phrase.of("settings.fontSize", "Text size");
    }

    public static Phrase computing() {
        return Phrase.of("settings.computing", "Model and device");
    }

    public static Phrase device() {
        return Phrase.of("settings.device", "Device");
    }

    public static Phrase deviceAuto() {
        return Phrase.of("settings.device.auto", "Best available");
    }

    public static Phrase deviceCpu() {
        return Phrase.of("settings.device.cpu", "Processor");
    }

    public static Phrase weights() {
        return Phrase.of("settings.weights", "Weights");
    }

    public static Phrase weightsAbout() {
        return Phrase.of(
                "settings.weights.about", "Smaller weights need less memory and answer faster, but less exactly.");
    }

    public static Phrase weightsAuto() {
        return Phrase.of("settings.weights.auto", "What fits the memory");
    }

    public static Phrase weightsF32() {
        return Phrase.of("settings.weights.f32", "F32, exact");
    }

    public static Phrase weightsBf16() {
        return Phrase.of("settings.weights.bf16", "BF16, half the size");
    }

    public static Phrase weightsQ8() {
        return Phrase.of("settings.weights.q8", "Q8, a quarter");
    }

    public static Phrase weightsQ4() {
        return Phrase.of("settings.weights.q4", "Q4, an eighth");
    }

    public static Phrase cache() {
        return Phrase.of("settings.cache", "Key-value cache");
    }

    public static Phrase cacheAbout() {
        return Phrase.of("settings.cache.about", "8 bits need half the memory in long chats, on the processor only.");
    }

    public static Phrase cacheAuto() {
        return Phrase.of("settings.cache.auto", "As exact as the weights");
    }

    public static Phrase cacheF16() {
        return Phrase.of("settings.cache.f16", "16 bits");
    }

    public static Phrase cacheQ8() {
        return Phrase.of("settings.cache.q8", "8 bits");
    }

    public static Phrase threads() {
        return Phrase.of("settings.threads", "Threads");
    }

    public static Phrase threadsAbout() {
        return Phrase.of("settings.threads.about", "0 lets Tuwen choose.");
    }

    public static Phrase answers() {
        return Phrase.of("settings.answers", "Answers");
    }

    public static Phrase sampling() {
        return Phrase.of("settings.sampling", "As the model''s makers recommend");
    }

    public static Phrase samplingAbout() {
        return Phrase.of("settings.sampling.about", "Turn it off to choose for yourself how tokens are sampled.");
    }

    public static Phrase temperature() {
        return Phrase.of("settings.temperature", "Temperature");
    }

    public static Phrase temperatureAbout() {
        return Phrase.of("settings.temperature.about", "0 always takes the most probable token.");
    }

    public static Phrase topP() {
        return Phrase.of("settings.topP", "Top-p");
    }

    public static Phrase topPAbout() {
        return Phrase.of(
                "settings.topP.about", "Draws from the most probable tokens whose probabilities add up to this.");
    }

    public static Phrase maxTokens() {
        return Phrase.of("settings.maxTokens", "Longest answer");
    }

    public static Phrase maxTokensAbout() {
        return Phrase.of(
                "settings.maxTokens.about",
                "In tokens; a token is about three quarters of an English word or one to two Chinese characters.");
    }

    public static Phrase apply() {
        return Phrase.of("settings.apply", "Reopen the model");
    }

    public static Phrase applyAbout() {
        return Phrase.of("settings.applyAbout", "These take effect when the model is opened again.");
    }

    public static Phrase folder(String path) {
        return Phrase.of("settings.folder", "Settings and models are kept in {0}", path);
    }
}
