package dev.tuwen.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import javafx.beans.binding.Bindings;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Node;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

final class ControlsTest {
    private final ObservableList<String> first = FXCollections.observableArrayList();
    private final ObservableList<String> third = FXCollections.observableArrayList();
    private final Pane pane = new Pane();

    @Test
    void aChildComesWhenItIsSeenFirstAndStays() {
        // given
        Controls.fill(pane, child("1", first), new Region(), child("3", third), new Region());
        assertThat(pane.getChildren()).hasSize(2).allMatch(Node::isVisible);

        // when
        System.gc();
        third.add("something");
        first.add("something");

        // then
        assertThat(pane.getChildren()).extracting(Node::getId).containsExactly("1", null, "3", null);

        // when
        first.clear();
        first.add("something else");
        third.clear();

        // then
        assertThat(pane.getChildren()).extracting(Node::isVisible).containsExactly(true, true, false, true);
    }

    private static Node child(String id, ObservableList<String> list) {
        var child = new Region();
        child.setId(id);
        Controls.visibleWhen(child, Bindings.isNotEmpty(list));
        return child;
    }
}
