package dev.tuwen.app.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of the words.
class MessagesTest {
    private static final JavaClasses WINDOW = new ClassFileImporter()
            .withImportOption(location -> !location.contains("test-classes"))
            .importPackages("dev.tuwen.app");

    private static Map<String, Phrase> phrases() {
        var phrases = new TreeMap<String, Phrase>();
        texts().map(JavaMethod::reflect).forEach(method -> {
            Phrase phrase = call(method);
            assertThat(phrases.put(phrase.key(), phrase))
                    .as("twice: %s", phrase.key())
                    .isNull();
        });
        return phrases;
    }

    /// Everything that can be said.
    private static Stream<JavaMethod> texts() {
        return WINDOW.stream()
                .filter(type ->
                        type.getPackage().equals(WINDOW.get(Phrase.class).getPackage()))
                .filter(type -> type.getSimpleName().endsWith("Texts"))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC));
    }

    private static Stream<Language> translations() {
        return Arrays.stream(Language.values()).filter(language -> language != Language.ENGLISH);
    }

    private static Phrase call(Method method) {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(MessagesTest::example)
                .toArray();
        try {
            return (Phrase) method.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.getName(), e);
        }
    }

    private static Object example(Class<?> type) {
        if (type == int.class) {
            return 3;
        }
        if (type == long.class) {
            return 3L;
        }
        if (type == double.class) {
            return 3.5;
        }
        return type == String.class ? "name" : ErrorTexts.folder();
    }

    @Test
    void everyLanguageTranslatesWhatIsSaidAndNothingElse() {
        translations()
                .forEach(language -> assertThat(
                                new TreeSet<>(Localizer.messages(language).stringPropertyNames()))
                        .as("keys in %s", language)
                        .isEqualTo(phrases().keySet()));
    }

    @Test
    void everyMessageTakesTheArgumentsItIsGiven() {
        for (Language language : Language.values()) {
            phrases().forEach((key, phrase) -> {
                String pattern = Localizer.messages(language).getProperty(key, phrase.english());
                var used = Pattern.compile("\\{(\\d)")
                        .matcher(new MessageFormat(pattern, language.locale()).toPattern())
                        .results()
                        .map(match -> Integer.valueOf(match.group(1)))
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(used.size())
                        .as("%s in %s", key, language)
                        .isEqualTo(phrase.arguments().size());
                assertThat(Localizer.say(language, phrase)).as(key).isNotBlank().doesNotContain("{", "}");
            });
        }
    }

    @Test
    void everyTextIsSaidSomewhere() {
        assertThat(texts().filter(text -> text.getAccessesToSelf().stream()
                        .allMatch(access -> access.getOriginOwner().equals(text.getOwner()))))
                .isEmpty();
    }

    @Test
    void translationsAreTranslated() {
        translations()
                .forEach(language -> assertThat(phrases().values().stream()
                                .filter(phrase ->
                                        Localizer.say(Language.ENGLISH, phrase).equals(Localizer.say(language, phrase)))
                                .map(Phrase::key)
                                .toList())
                        .isSubsetOf("library.gigabytes", "library.megabytes", "settings.topP", "status.context"));
    }

    @Test
    void somebodyReadsTheLanguageThatSuits() {
        assertThat(Language.of(Locale.forLanguageTag("zh-Hans-CN"))).isEqualTo(Language.CHINESE);
        assertThat(Language.of(Locale.TRADITIONAL_CHINESE)).isEqualTo(Language.CHINESE);
        assertThat(Language.of(Locale.UK)).isEqualTo(Language.ENGLISH);
        assertThat(Language.of(Locale.FRENCH)).isEqualTo(Language.ENGLISH);
        assertThat(Language.of(Locale.ROOT)).isEqualTo(Language.ENGLISH);
    }

    /// Systems without a font for Chinese exist; what comes with the window has to do there.
    @Test
    void theFontsThatComeWithTheWindowWriteEveryLanguage() throws IOException, FontFormatException {
        for (String file : List.of("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")) {
            Font font = Font.createFont(
                    Font.TRUETYPE_FONT,
                    Path.of("src/main/resources/dev/tuwen/app/fonts", file).toFile());
            for (Language language : Language.values()) {
                assertThat(font.canDisplayUpTo(language.ownName())).isNegative();
                phrases()
                        .values()
                        .forEach(phrase -> assertThat(font.canDisplayUpTo(Localizer.say(language, phrase)))
                                .as("%s in %s", phrase.key(), language)
                                .isNegative());
            }
        }
    }

    @Test
    void followsTheLanguageAtOnce() {
        var localizer = new Localizer(Language.ENGLISH);
        var text = localizer.text(WindowTexts.newChat());
        assertThat(text.getValue()).isEqualTo("New chat");

        localizer.languageProperty().set(Language.CHINESE);

        assertThat(text.getValue()).isEqualTo("新建对话");
    }

    @Test
    void saysPhrasesInsidePhrasesInTheSameLanguage() {
        Phrase phrase = ChatTexts.withTimeLeft(ChatTexts.lookingAtSlice(3, 7), 4);

        assertThat(Localizer.say(Language.ENGLISH, phrase))
                .isEqualTo("Looking at the picture · slice 3 of 7 · about 4 s");
        assertThat(Localizer.say(Language.CHINESE, phrase)).isEqualTo("正在看图 · 第 3 片，共 7 片 · 约 4 秒");
    }

    @Test
    void countsInTheSingularAndThePlural() {
        assertThat(Localizer.say(Language.ENGLISH, WindowTexts.dropAsk(1))).isEqualTo("Ask about this picture");
        assertThat(Localizer.say(Language.ENGLISH, WindowTexts.dropAsk(3))).isEqualTo("Ask about these 3 pictures");
    }
}
