package dev.tuwen.app.models;

import dev.tuwen.app.i18n.NetworkTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Connection;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javafx.collections.ListChangeListener;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// Every connection ever made: when, where to, how much came, how it ended and why it was made. Belongs to
/// [NetworkView].
final class ConnectionsView extends TitledPane {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private static final int MAX_ROWS = 5;
    private static final double ROW_HEIGHT = 72;

    private final ViewContext context;
    private final LibraryViewModel library;
    private final Label sum = new Label();
    private final ListView<Connection> list;

    ConnectionsView(ViewContext context, LibraryViewModel library) {
        this.context = context;
        this.library = library;
        setId("connections");
        textProperty().bind(context.localizer().text(NetworkTexts.connections()));
        setExpanded(false);
        setAnimated(false);
        sum.setWrapText(true);
        sum.getStyleClass().add("caption");
        list = new ListView<>(library.connections());
        list.getStyleClass().addAll("connections", "edge-to-edge");
        list.setFixedCellSize(ROW_HEIGHT);
        list.setCellFactory(_ -> new Cell());
        Controls.describe(context, list, AccessibleRole.LIST_VIEW, NetworkTexts.connections());
        var content = new VBox(sum, list);
        content.getStyleClass().add("connections-box");
        setContent(content);
        expandedProperty().addListener((_, _, open) -> {
            if (open) {
                library.readConnections();
            }
        });
        library.connections().addListener((ListChangeListener<Connection>) _ -> showSum());
        showSum();
    }

    private void showSum() {
        boolean none = library.connections().isEmpty();
        long bytes = library.connections().stream()
                .mapToLong(connection -> Math.max(0, connection.bytes()))
                .sum();
        sum.textProperty()
                .bind(context.localizer()
                        .text(
                                none
                                        ? NetworkTexts.noConnections()
                                        : NetworkTexts.connectionsSum(
                                                library.connections().size(), bytes / 1e6)));
        list.setPrefHeight(Math.min(library.connections().size(), MAX_ROWS) * ROW_HEIGHT);
        list.setVisible(!none);
        list.setManaged(!none);
    }

    private static Phrase cause(Cause cause) {
        return switch (cause.deed()) {
            case LIST -> NetworkTexts.causeList(cause.of());
            case SIZE -> NetworkTexts.causeSize(cause.of());
            case DOWNLOAD -> NetworkTexts.causeDownload(cause.of());
            case UPDATE -> NetworkTexts.causeUpdate(cause.of());
            case OTHER -> NetworkTexts.causeOther(cause.of());
        };
    }

    /// One connection: why, where to, how it went.
    private final class Cell extends ListCell<Connection> {
        private final Label reason = new Label();
        private final Label address = new Label();
        private final Label words = new Label();
        private final VBox box = new VBox(reason, address, words);

        Cell() {
            address.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            address.getStyleClass().add("caption");
            words.getStyleClass().add("caption");
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable Connection connection, boolean empty) {
            super.updateItem(connection, empty);
            words.textProperty().unbind();
            reason.textProperty().unbind();
            if (empty || connection == null) {
                setGraphic(null);
                return;
            }
            reason.textProperty().bind(context.localizer().text(cause(connection.cause())));
            address.setText(connection.address());
            words.textProperty()
                    .bind(context.localizer()
                            .text(NetworkTexts.connection(
                                    TIME.format(connection.at()),
                                    Math.max(0, connection.bytes()) / 1e6,
                                    connection.outcome().isEmpty() ? "…" : connection.outcome())));
            setGraphic(box);
        }
    }
}
