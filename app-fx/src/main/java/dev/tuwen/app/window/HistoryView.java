package dev.tuwen.app.window;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.page.Page;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.view.Cards;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/// The column at the left: a new chat, the chats of this session, models and settings. Belongs to the window.
final class HistoryView extends VBox {
    private static final PseudoClass CURRENT = PseudoClass.getPseudoClass("current");

    private final ViewContext context;
    private final WindowViewModel window;
    private final Runnable chosen;
    private final Cards<ChatViewModel> chats = new Cards<>(this::entry);

    /// @param context what views need
    /// @param window what it shows and changes
    /// @param pages what can be opened
    /// @param hide hides this list
    /// @param chosen told when the person chose what to see
    HistoryView(ViewContext context, WindowViewModel window, List<PageView> pages, Runnable hide, Runnable chosen) {
        this.context = context;
        this.window = window;
        this.chosen = chosen;
        getStyleClass().add("sidebar");
        Button fresh = Controls.button(context, WindowTexts.newChat(), Feather.PLUS, () -> {
            window.newChat();
            chosen.run();
        });
        fresh.setId("new-chat");
        fresh.getStyleClass().addAll("sidebar-button", Styles.FLAT);
        fresh.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(fresh, Priority.ALWAYS);
        var fold = Controls.iconButton(context, WindowTexts.showList(), Feather.SIDEBAR, hide);
        fold.setId("hide-list");
        var head = new HBox(fresh, fold);
        head.setAlignment(Pos.CENTER_LEFT);
        var heading = Controls.label(context, WindowTexts.chats(), "sidebar-heading");
        chats.getStyleClass().setAll("sidebar-list");
        var scroll = new ScrollPane(chats);
        scroll.getStyleClass().add("edge-to-edge");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        VBox.setVgrow(scroll, Priority.ALWAYS);
        getChildren().addAll(head, heading, scroll);
        pages.forEach(view -> getChildren().add(opener(view.page())));
        window.chats().addListener((ListChangeListener<ChatViewModel>) _ -> showChats());
        showChats();
    }

    private Button opener(Page page) {
        Button button = Controls.button(context, page.title(), page.icon(), () -> {
            window.open(page);
            chosen.run();
        });
        button.setId("open-" + page.id());
        button.getStyleClass().addAll("sidebar-button", Styles.FLAT);
        button.setMaxWidth(Double.MAX_VALUE);
        window.pageProperty().subscribe(now -> button.pseudoClassStateChanged(CURRENT, page.equals(now)));
        return button;
    }

    private void showChats() {
        chats.show(window.chats());
    }

    private Node entry(ChatViewModel chat) {
        ObservableValue<String> untitled = context.localizer().text(WindowTexts.untitled());
        var title = Bindings.createStringBinding(
                () -> chat.titleProperty().get().isEmpty()
                        ? untitled.getValue()
                        : chat.titleProperty().get(),
                chat.titleProperty(),
                untitled);
        Button open = Controls.plainButton();
        open.textProperty().bind(title);
        open.setTextOverrun(OverrunStyle.ELLIPSIS);
        open.getStyleClass().addAll("sidebar-button", Styles.FLAT);
        open.setMaxWidth(Double.MAX_VALUE);
        open.setMinWidth(0);
        open.setOnAction(_ -> {
            window.show(chat);
            chosen.run();
        });
        HBox.setHgrow(open, Priority.ALWAYS);
        Button close = Controls.iconButton(context, WindowTexts.closeChat(), Feather.X, () -> window.close(chat));
        close.getStyleClass().add("close-chat");
        var row = new HBox(open, close);
        row.getStyleClass().add("sidebar-row");
        row.setAlignment(Pos.CENTER_LEFT);
        var current = Bindings.createBooleanBinding(
                () -> window.chatProperty().get() == chat && !window.showsPage(),
                window.chatProperty(),
                window.pageProperty());
        row.getProperties().put("current", current);
        current.subscribe(now -> row.pseudoClassStateChanged(CURRENT, now));
        return row;
    }
}
