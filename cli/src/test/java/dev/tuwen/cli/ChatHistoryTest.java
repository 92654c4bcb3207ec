package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.testkit.GoldenFolder;
import org.junit.jupiter.api.Test;

/// What a conversation on the command line remembers, and what it draws anew.
final class ChatHistoryTest {
    private static final String V2 = GoldenFolder.of("v2").toString();
    private static final String PICTURE = "/image " + GoldenFolder.of("images").resolve("square.png") + "\n";

    private static String talk(String input) {
        return Session.withInput(
                        input,
                        "chat",
                        "--model",
                        V2,
                        "--temperature",
                        "3",
                        "--top-p",
                        "1",
                        "--seed",
                        "7",
                        "--max-tokens",
                        "12")
                .out();
    }

    @Test
    void drawsEveryAnswerAnewAndTheWholeByItsSeed() {
        // given
        String once = talk("What?\n");
        String twice = talk("What?\n/again\n");
        String thrice = talk("What?\n/again\n/again\n");
        String anew = talk("What?\n/new\nWhat?\n");

        // then
        assertThat(twice).startsWith(once);
        assertThat(thrice).startsWith(twice).isEqualTo(talk("What?\n/again\n/again\n"));
        String second = twice.substring(once.length());
        assertThat(second).isNotEqualTo(once);
        assertThat(thrice.substring(twice.length())).isNotEqualTo(once).isNotEqualTo(second);
        assertThat(anew).startsWith(once);
        assertThat(anew.substring(once.length())).isNotEqualTo(once);
        assertThat(once)
                .isEqualTo(Session.of(
                                "ask",
                                "--model",
                                V2,
                                "--temperature",
                                "3",
                                "--top-p",
                                "1",
                                "--seed",
                                "7",
                                "--max-tokens",
                                "12",
                                "What?")
                        .out());
    }

    @Test
    void asksTheNextQuestionAboutThePicturesOfOneThatFailed() {
        // given
        String tooLong = "long ".repeat(3000) + "\n";

        // when
        Session failed = greedy(PICTURE + tooLong + "What?\n");

        // then
        assertThat(failed.code()).isEqualTo(2);
        assertThat(failed.out())
                .isEqualTo(greedy(PICTURE + "What?\n").out())
                .isNotEqualTo(greedy("What?\n").out());
    }

    private static Session greedy(String input) {
        return Session.withInput(input, "chat", "--model", V2, "--temperature", "0", "--max-tokens", "12");
    }
}
