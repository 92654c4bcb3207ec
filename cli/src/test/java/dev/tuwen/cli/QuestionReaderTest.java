package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.testkit.GoldenFolder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Questions as they are typed, pasted and piped in, in every encoding they may come in.
final class QuestionReaderTest {
    private static final String V2 = GoldenFolder.of("v2").toString();

    /// Says that there is more once it was read from, as a terminal does that got several lines at once.
    private static final class Pasted extends ByteArrayInputStream {
        private boolean begun;

        Pasted(String text) {
            super(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public synchronized int available() {
            return begun ? super.available() : 0;
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int count) {
            begun = true;
            return super.read(bytes, from, count);
        }
    }

    private static List<String> questions(InputStream in, boolean person) throws IOException {
        var reader = new QuestionReader(
                new Terminal(in, new ByteArrayOutputStream(), new ByteArrayOutputStream(), person, false));
        var questions = new ArrayList<String>();
        for (String question = reader.next(); question != null; question = reader.next()) {
            questions.add(question);
        }
        return questions;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void takesALineForAQuestion() throws IOException {
        assertThat(questions(bytes("one\r\n  two \n\u3000\n\uFEFF\u200B\nthree"), false))
                .containsExactly("one", "two", "", "", "three");
    }

    @Test
    void takesWhatIsPastedForOneQuestion() throws IOException {
        assertThat(questions(bytes("\u001b[200~a\nb\n\nc\u001b[201~\nnext\n"), true))
                .containsExactly("a\nb\n\nc", "next");
        assertThat(questions(bytes("/image \u001b[200~x.png\u001b[201~\n"), true))
                .containsExactly("/image x.png");
        assertThat(questions(new Pasted("a\nb\nc\n"), true)).containsExactly("a\nb\nc");
    }

    @Test
    void takesLinesThatWaitedEachForItself() throws IOException {
        assertThat(questions(bytes("a\nb\n"), true)).containsExactly("a", "b");
        assertThat(questions(new Pasted("/image x.png\nWhat?\n"), true)).containsExactly("/image x.png", "What?");
    }

    @Test
    void takesLinesBetweenFencesForOneQuestion() throws IOException {
        assertThat(questions(bytes("\"\"\"\na\n\n  b\n\"\"\"\nnext\n\"\"\"\nlast"), false))
                .containsExactly("a\n\n  b", "next", "last");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ''",
        "UTF-8, \uFEFF",
        "UTF-16LE, \uFEFF",
        "UTF-16BE, \uFEFF",
        "UTF-16LE, ''",
        "UTF-16BE, ''",
        "GBK, ''",
        "GB18030, ''",
    })
    void readsEveryEncoding(String charset, String mark) throws IOException {
        // given
        byte[] text = (mark + "What can you do?\r\n你好\r\n图片上有什么？").getBytes(Charset.forName(charset));

        // then
        assertThat(questions(new ByteArrayInputStream(text), false))
                .containsExactly("What can you do?", "你好", "图片上有什么？");
        assertThat(InputText.decode(text).map(decoded -> InputText.strip(decoded.text())))
                .hasValue("What can you do?\r\n你好\r\n图片上有什么？");
    }

    @Test
    void refusesALineInNoEncodingAndReadsTheNext() throws IOException {
        // given
        byte[] text = {(byte) 0xFF, (byte) 0xFF, '\n', 'h', 'i', '\n'};
        var reader = new QuestionReader(new Terminal(
                new ByteArrayInputStream(text),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                false,
                false));

        // then
        assertThatThrownBy(reader::next).isInstanceOf(MistakeException.class).hasMessageContaining("UTF-8");
        assertThat(reader.next()).isEqualTo("hi");
    }

    @Test
    void leavesOutHalvesOfCharactersThatATerminalErased() {
        byte[] text = "你好吗".getBytes(StandardCharsets.UTF_8);
        byte[] erased = Arrays.copyOf(text, text.length - 1);

        assertThat(InputText.decodeTyped(erased, "UTF-8"))
                .hasValue(new InputText.Decoded("你好", StandardCharsets.UTF_8));
        assertThat(InputText.decodeTyped("你好".getBytes(Charset.forName("GBK")), "GBK"))
                .hasValue(new InputText.Decoded("你好", Charset.forName("GBK")));
    }

    @Test
    void triesTheLocaleBeforeTheOthers() {
        // given
        byte[] text = "déjà".getBytes(StandardCharsets.ISO_8859_1);

        // then
        assertThat(InputText.decode(text, InputText.charsets("ISO-8859-1")))
                .hasValue(new InputText.Decoded("déjà", StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "GBK"})
    void asksWhatStandardInputHolds(String charset) {
        // given
        byte[] text = "What is 你好?\nAnd why?\n".getBytes(Charset.forName(charset));
        String[] call = {"ask", "--model", V2, "--temperature", "0", "--max-tokens", "6"};
        String[] withDash = {"ask", "--model", V2, "--temperature", "0", "--max-tokens", "6", "-"};
        String[] typed = {"ask", "--model", V2, "--temperature", "0", "--max-tokens", "6", "What is 你好?\nAnd why?"};

        // when
        String expected = Session.of(typed).out();

        // then
        assertThat(Session.withBytes(text, call).out()).isNotEmpty().isEqualTo(expected);
        assertThat(Session.withBytes(text, withDash).out()).isEqualTo(expected);
    }

    @Test
    void saysThatStandardInputHoldsNoQuestion() {
        // when
        Session session = Session.withInput(" \n", "ask", "--model", V2, "-");

        // then
        assertThat(session.code()).isEqualTo(2);
        assertThat(session.err()).isEqualTo("tuwen: missing QUESTION; 'tuwen ask --help' shows how\n");
    }
}
