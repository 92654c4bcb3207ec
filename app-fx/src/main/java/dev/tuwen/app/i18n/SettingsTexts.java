package dev.tuwen.app.i18n;

/// What is said on the page of settings. Stateless.
public final class SettingsTexts {
    private SettingsTexts() {}

    public static Phrase title() {
        return Phrase.of("settings.title");
    }

    public static Phrase appearance() {
        return Phrase.of("settings.appearance");
    }

    public static Phrase language() {
        return Phrase.of("settings.language");
    }

    public static Phrase languageSystem() {
        return Phrase.of("settings.language.system");
    }

    public static Phrase languageEnglish() {
        return Phrase.of("settings.language.english");
    }

    public static Phrase languageChinese() {
        return Phrase.of("settings.language.chinese");
    }

    public static Phrase theme() {
        return Phrase.of("settings.theme");
    }

    public static Phrase themeSystem() {
        return Phrase.of("settings.theme.system");
    }

    public static Phrase themeLight() {
        return Phrase.of("settings.theme.light");
    }

    public static Phrase themeDark() {
        return Phrase.of("settings.theme.dark");
    }

    public static Phrase fontSize() {
        return Phrase.of("settings.fontSize");
    }

    public static Phrase computing() {
        return Phrase.of("settings.computing");
    }

    public static Phrase device() {
        return Phrase.of("settings.device");
    }

    public static Phrase deviceAuto() {
        return Phrase.of("settings.device.auto");
    }

    public static Phrase deviceCpu() {
        return Phrase.of("settings.device.cpu");
    }

    public static Phrase deviceNamed(String name) {
        return Phrase.of("settings.device.named", name);
    }

    public static Phrase weights() {
        return Phrase.of("settings.weights");
    }

    public static Phrase weightsAbout() {
        return Phrase.of("settings.weights.about");
    }

    public static Phrase weightsAuto() {
        return Phrase.of("settings.weights.auto");
    }

    public static Phrase weightsF32() {
        return Phrase.of("settings.weights.f32");
    }

    public static Phrase weightsBf16() {
        return Phrase.of("settings.weights.bf16");
    }

    public static Phrase weightsQ8() {
        return Phrase.of("settings.weights.q8");
    }

    public static Phrase weightsQ4() {
        return Phrase.of("settings.weights.q4");
    }

    public static Phrase cache() {
        return Phrase.of("settings.cache");
    }

    public static Phrase cacheAbout() {
        return Phrase.of("settings.cache.about");
    }

    public static Phrase cacheAuto() {
        return Phrase.of("settings.cache.auto");
    }

    public static Phrase cacheF16() {
        return Phrase.of("settings.cache.f16");
    }

    public static Phrase cacheQ8() {
        return Phrase.of("settings.cache.q8");
    }

    public static Phrase threads() {
        return Phrase.of("settings.threads");
    }

    public static Phrase threadsAbout() {
        return Phrase.of("settings.threads.about");
    }

    public static Phrase answers() {
        return Phrase.of("settings.answers");
    }

    public static Phrase sampling() {
        return Phrase.of("settings.sampling");
    }

    public static Phrase samplingAbout() {
        return Phrase.of("settings.sampling.about");
    }

    public static Phrase temperature() {
        return Phrase.of("settings.temperature");
    }

    public static Phrase temperatureAbout() {
        return Phrase.of("settings.temperature.about");
    }

    public static Phrase topP() {
        return Phrase.of("settings.topP");
    }

    public static Phrase topPAbout() {
        return Phrase.of("settings.topP.about");
    }

    public static Phrase maxTokens() {
        return Phrase.of("settings.maxTokens");
    }

    public static Phrase maxTokensAbout() {
        return Phrase.of("settings.maxTokens.about");
    }

    public static Phrase apply() {
        return Phrase.of("settings.apply");
    }

    public static Phrase applyAbout() {
        return Phrase.of("settings.applyAbout");
    }

    public static Phrase folder(String path) {
        return Phrase.of("settings.folder", path);
    }
}
