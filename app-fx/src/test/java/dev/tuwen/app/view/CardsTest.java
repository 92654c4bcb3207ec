package dev.tuwen.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxToolkit;

/// What holds of a column of cards.
class CardsTest {
    /// @param name of the card
    /// @param version of what is in it
    private record Value(String name, int version) {}

    @BeforeAll
    static void startToolkit() throws Exception {
        FxToolkit.registerPrimaryStage();
    }

    private static void onApplicationThread(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, Platform::runLater).get();
    }

    private static Node card(Value value) {
        var named = new Button(value.name());
        named.setId("use-" + value.name());
        return new VBox(new Button("first"), named);
    }

    @Test
    void cardsOfValuesThatStayKeepWhatIsInThem() throws Exception {
        onApplicationThread(() -> {
            var cards = new Cards<Value>(CardsTest::card);
            cards.show(List.of(new Value("a", 1), new Value("b", 1), new Value("c", 1)));
            List<Node> before = List.copyOf(cards.getChildren());

            cards.show(List.of(new Value("b", 1), new Value("new", 1), new Value("c", 2), new Value("d", 1)));

            assertThat(cards.getChildren()).hasSize(4).startsWith(before.get(1)).doesNotContain(before.get(2));
            cards.show(List.of());
            assertThat(cards.getChildren()).isEmpty();
        });
    }

    @Test
    void theFocusStaysWithWhatIsCalledTheSame() throws Exception {
        onApplicationThread(() -> {
            var cards = new Cards<Value>(CardsTest::card);
            cards.show(List.of(new Value("a", 1), new Value("b", 1)));
            var scene = new Scene(cards);
            cards.lookup("#use-b").requestFocus();

            cards.show(List.of(new Value("a", 1), new Value("b", 2)));
            assertThat(scene.getFocusOwner()).isSameAs(cards.lookup("#use-b"));

            cards.show(List.of(new Value("a", 1)));
            assertThat(scene.getFocusOwner())
                    .isSameAs(((VBox) cards.getChildren().getFirst())
                            .getChildren()
                            .getFirst());
        });
    }
}
