package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is typed arrives as it was typed, and whatever fails is said in one sentence.
final class ArgumentsTest {
    private static final String V2 = GoldenFolder.of("v2").toString();

    private static Session ask(String... question) {
        var call = new ArrayList<>(List.of("ask", "--model", V2, "--temperature", "0", "--max-tokens", "6"));
        call.addAll(List.of(question));
        return Session.of(call.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-5 + 3 = ?", "-5", "--- what?", "-", "-odd one", "-V is what?", "-h=6.6e-34 J s, what is it?"})
    void asksWhatBeginsWithADash(String question) {
        // given
        Session behindDashes = ask("--", question);

        // when
        Session session = question.equals("-") ? behindDashes : ask(question);

        // then
        assertThat(session.code()).as(session.err()).isZero();
        assertThat(session.out()).isNotEmpty().isEqualTo(behindDashes.out());
    }

    @Test
    void asksEvenWhatIsWrittenAsAnOptionBehindDashes() {
        assertThat(ask("--", "--modle").code()).isZero();
        assertThat(ask("--modle").err()).isEqualTo("tuwen: unknown option '--modle'; did you mean '--model'?\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-V", "-h"})
    void asksWhatBeginsWithALetterThatIsAnOptionAlone(String letter) {
        assertThat(ask(letter, "is", "what?").out())
                .isNotEmpty()
                .isEqualTo(ask("--", letter + " is what?").out());
        assertThat(ask(letter).out()).isEqualTo(ask("What?", letter).out()).matches("(?s)(Usage: |)tuwen .*");
    }

    @Test
    void readsNoFileInPlaceOfAQuestion(@TempDir Path folder) throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("q.txt"), "--help\n");

        // when
        Session session = ask("@" + file);

        // then
        assertThat(session.code()).isZero();
        assertThat(session.out())
                .doesNotContain("Usage")
                .isEqualTo(ask("--", "@" + file).out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ask -V", "ask --version", "doctor -V", "models -V", "models verify --version", "tokenize -V"})
    void tellsTheVersionAfterEveryCommand(String call) {
        assertThat(Session.of(call.split(" ")).out())
                .isEqualTo(Session.of("--version").out())
                .startsWith("tuwen ");
    }

    @ParameterizedTest
    @CsvSource({"chat, -5 + 3, unexpected argument '-5 + 3'", "doctor, --jsno, unknown option '--jsno'"})
    void namesWhatItDoesNotUnderstandAsItWasTyped(String command, String argument, String sentence) {
        // when
        Session session = Session.of(command, argument);

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).startsWith("tuwen: " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Java heap space | the Java heap does not suffice: Java heap space",
                "unable to create native thread: possibly out of memory | no more threads can be started",
            })
    void saysErrorsOfTheJavaMachineInOneSentence(String message, String sentence) {
        // when
        Session session = Session.on(throwing(new OutOfMemoryError(message)), "doctor");

        // then
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err()).startsWith("tuwen: " + sentence).hasLineCount(1);
    }

    @Test
    void saysErrorsThatNobodyKnowsInOneSentence() {
        // when
        Session session = Session.on(throwing(new NoClassDefFoundError("dev/tuwen/Missing")), "doctor");

        // then
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .isEqualTo("tuwen: unexpected failure: java.lang.NoClassDefFoundError: dev/tuwen/Missing\n");
    }

    @Test
    void knowsThatFilesRanOutWhereverThatIsSaid() {
        // given
        var failure = new IllegalStateException("cannot start", new IOException("/a: Too many open files"));

        // when
        Session session = Session.on(throwing(failure), "doctor");

        // then
        assertThat(session.code()).isEqualTo(1);
        assertThat(session.err())
                .startsWith("tuwen: no more files can be opened")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GBK, 图片 说明.png",
        "GB18030, 图片𠮷.png",
        "Big5, 圖片.png",
        "ISO-8859-1, déjà vu",
        "US-ASCII, plain",
    })
    void takesArgumentsInTheEncodingOfTheLocale(String locale, String argument) {
        // given
        Charset charset = Charset.forName(locale);
        byte[] line = ("java\0ask\0" + argument + "\0").getBytes(charset);

        // then
        assertThat(Arguments.endedByNul(line, charset)).containsExactly("java", "ask", argument);
    }

    @ParameterizedTest
    @ValueSource(strings = {"US-ASCII", "GBK", "Big5"})
    void takesForUtf8WhatTheLocaleHasNoMeaningFor(String locale) {
        // given
        byte[] line = "图\0".getBytes(StandardCharsets.UTF_8);

        // then
        assertThat(Arguments.endedByNul(line, Charset.forName(locale))).containsExactly("图");
    }

    private static OutputStream throwing(Throwable failure) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                switch (failure) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new IllegalArgumentException(failure);
                }
            }
        };
    }
}
