package dev.tuwen.app.i18n;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of the words.
class MessagesTest {
    private static final List<Class<?>> TEXTS = List.of(
            ChatTexts.class,
            ErrorTexts.class,
            LibraryTexts.class,
            SettingsTexts.class,
            ShelfTexts.class,
            WindowTexts.class);

    private static Map<String, Phrase> phrases() {
        var phrases = new TreeMap<String, Phrase>();
        methods().forEach(method -> {
            Phrase phrase = call(method);
            phrases.put(phrase.key(), phrase);
        });
        return phrases;
    }

    private static Stream<Method> methods() {
        return TEXTS.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> Modifier.isPublic(method.getModifiers()));
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
    void everyLanguageHasExactlyTheKeysThatAreUsed() {
        for (Language language : Language.values()) {
            assertThat(new TreeSet<>(Localizer.bundle(language).stringPropertyNames()))
                    .as("keys in %s", language)
                    .isEqualTo(new TreeSet<>(phrases().keySet()));
        }
    }

    @Test
    void everyMessageTakesTheArgumentsItIsGiven() {
        for (Language language : Language.values()) {
            phrases().forEach((key, phrase) -> {
                var format = new MessageFormat(Localizer.bundle(language).getProperty(key), language.locale());
                var used = Pattern.compile("\\{(\\d)")
                        .matcher(format.toPattern())
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
    void everyMessageIsSaidSomewhere() throws IOException {
        var source = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                source.append(Files.readString(file));
            }
        }

        assertThat(methods()
                        .filter(method -> !source.toString()
                                        .contains(method.getDeclaringClass().getSimpleName() + "." + method.getName())
                                && !source.toString()
                                        .contains(
                                                method.getDeclaringClass().getSimpleName() + "::" + method.getName())))
                .isEmpty();
    }

    @Test
    void chineseMessagesAreChinese() {
        var same = phrases().values().stream()
                .filter(phrase ->
                        Localizer.say(Language.ENGLISH, phrase).equals(Localizer.say(Language.CHINESE, phrase)))
                .map(Phrase::key)
                .toList();

        assertThat(same)
                .containsExactlyInAnyOrder(
                        "chat.modelName",
                        "library.gigabytes",
                        "library.megabytes",
                        "settings.device.named",
                        "settings.language.english",
                        "settings.language.chinese",
                        "settings.topP",
                        "status.context");
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
