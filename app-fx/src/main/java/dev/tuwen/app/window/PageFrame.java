package dev.tuwen.app.window;

import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import javafx.geometry.Pos;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// A page in the middle of the window: its title, the way back, and what is on it. Belongs to the window.
final class PageFrame extends ScrollPane {
    PageFrame(ViewContext context, PageView view, Runnable back) {
        getStyleClass().addAll("edge-to-edge", "page");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        var title = Controls.label(context, view.page().title(), "page-title");
        var head = new HBox(Controls.iconButton(context, WindowTexts.back(), Feather.ARROW_LEFT, back), title);
        head.getStyleClass().add("page-head");
        head.setAlignment(Pos.CENTER_LEFT);
        var column = new VBox(head);
        column.getChildren().addAll(view.parts());
        column.getStyleClass().add("page-column");
        var centered = new HBox(column);
        centered.setAlignment(Pos.TOP_CENTER);
        HBox.setHgrow(column, Priority.ALWAYS);
        setContent(centered);
    }
}
