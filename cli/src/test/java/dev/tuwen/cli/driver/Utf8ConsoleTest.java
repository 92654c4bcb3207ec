package dev.tuwen.cli.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A console of Windows, played by a stand-in of the system's functions.
final class Utf8ConsoleTest {
    @Test
    void setsBothCodePagesAndGivesThemBack() {
        // given
        var system = new FakeConsole(Utf8Console.INPUT, Utf8Console.OUTPUT, Utf8Console.ERROR);

        // when
        Utf8Console console = Utf8Console.of(system, false);

        // then
        assertThat(system.inputPage()).isEqualTo(Utf8Console.UTF_8);
        assertThat(system.outputPage()).isEqualTo(Utf8Console.UTF_8);
        assertThat(system.screenMode()).isEqualTo(FakeConsole.USUAL_MODE | Utf8Console.PROCESSING);

        // and when
        console.close();
        console.close();

        // then
        assertThat(system.inputPage()).isEqualTo(FakeConsole.GBK);
        assertThat(system.outputPage()).isEqualTo(FakeConsole.GBK);
        assertThat(system.screenMode()).isEqualTo(FakeConsole.USUAL_MODE);
        assertThat(system.changes()).isEqualTo(6);
    }

    @Test
    void leavesFilesAndPipesAlone() {
        // given
        var system = new FakeConsole();

        // when
        try (Utf8Console console = Utf8Console.of(system, false)) {
            // then
            assertThat(console.input()).isEmpty();
            assertThat(system.changes()).isZero();
        }
    }

    @Test
    void changesWhatIsAConsoleOnly() {
        var typing = new FakeConsole(Utf8Console.INPUT);
        var showing = new FakeConsole(Utf8Console.OUTPUT);

        try (Utf8Console typed = Utf8Console.of(typing, false);
                Utf8Console shown = Utf8Console.of(showing, false)) {
            assertThat(typing.inputPage()).isEqualTo(Utf8Console.UTF_8);
            assertThat(typing.outputPage()).isEqualTo(FakeConsole.GBK);
            assertThat(typed.input()).isPresent();
            assertThat(showing.inputPage()).isEqualTo(FakeConsole.GBK);
            assertThat(showing.outputPage()).isEqualTo(Utf8Console.UTF_8);
            assertThat(shown.input()).isEmpty();
        }
    }

    @Test
    void knowsOfAConsoleBehindAnotherProcess() {
        var system = new FakeConsole();

        try (Utf8Console console = Utf8Console.of(system, true)) {
            assertThat(console.input()).isEmpty();
            assertThat(system.outputPage()).isEqualTo(Utf8Console.UTF_8);
            assertThat(system.screenMode()).isEqualTo(FakeConsole.USUAL_MODE | Utf8Console.PROCESSING);
        }
    }

    @Test
    void givesBackNothingThatWasRefused() {
        var system = new FakeConsole(Utf8Console.INPUT, Utf8Console.OUTPUT).refusing();

        Utf8Console.of(system, false).close();

        assertThat(system.changes()).isZero();
    }

    @Test
    void readsWhatIsTypedAsUtf8() throws IOException {
        String character = "\uD842\uDFB7";
        var system = new FakeConsole(Utf8Console.INPUT)
                .type("图里的", character.substring(0, 1), character.substring(1) + "?\r\n", "", "再问\r\n", "\u001A\r\n");

        InputStream typed = Utf8Console.of(system, false).input().orElseThrow();

        assertThat(new String(typed.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("图里的" + character + "?\n再问\n");
        assertThat(typed.read()).isEqualTo(-1);
        assertThat(typed.available()).isZero();
    }

    @Test
    void endsOnlyWhereALineBegins() throws IOException {
        var system = new FakeConsole(Utf8Console.INPUT).type("a\u001Ab\r\n", "\u001A\r\n");

        InputStream typed = Utf8Console.of(system, false).input().orElseThrow();

        assertThat(new String(typed.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a\u001Ab\n");
    }

    @Test
    void tellsWhetherAnotherLineWasPasted() throws IOException {
        // given
        var system = new FakeConsole(Utf8Console.INPUT).type("one\r\n", "two\r\n");
        InputStream typed = Utf8Console.of(system, false).input().orElseThrow();

        // then
        assertThat(typed.available()).isPositive();
        assertThat(typed.readNBytes(4)).asString(StandardCharsets.UTF_8).isEqualTo("one\n");
        assertThat(typed.available()).isPositive();
        assertThat(typed.readNBytes(4)).asString(StandardCharsets.UTF_8).isEqualTo("two\n");
        assertThat(typed.available()).isZero();
        assertThatThrownBy(typed::read).isInstanceOf(IOException.class);
    }

    @Test
    void findsEnterAmongTheKeysThatWentDown() {
        // given
        MemorySegment events = MemorySegment.ofArray(new long[5]).asSlice(0, 40);
        key(events, 0, true, '图');
        key(events, 1, false, '\r');

        // then
        assertThat(Kernel32.endsLine(events, 2)).isFalse();
        key(events, 1, true, '\r');
        assertThat(Kernel32.endsLine(events, 1)).isFalse();
        assertThat(Kernel32.endsLine(events, 2)).isTrue();
    }

    private static void key(MemorySegment events, int index, boolean down, char character) {
        MemorySegment event = events.asSlice(20L * index, 20);
        event.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
        event.set(ValueLayout.JAVA_INT, 4, down ? 1 : 0);
        event.set(ValueLayout.JAVA_CHAR, 14, character);
    }
}
