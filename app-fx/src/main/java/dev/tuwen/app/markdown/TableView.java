package dev.tuwen.app.markdown;

import dev.tuwen.app.view.ViewContext;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.HPos;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.text.TextAlignment;

/// A table of an answer. Belongs to the row it is in.
final class TableView extends GridPane {
    private static final double NARROWEST_COLUMN = 40;

    TableView(ViewContext context, MarkdownBlock.Table table, Consumer<String> follow) {
        getStyleClass().add("answer-table");
        for (MarkdownBlock.Alignment alignment : table.alignments()) {
            var column = new ColumnConstraints();
            column.setMinWidth(NARROWEST_COLUMN);
            column.setHgrow(Priority.SOMETIMES);
            column.setHalignment(
                    switch (alignment) {
                        case LEFT -> HPos.LEFT;
                        case CENTER -> HPos.CENTER;
                        case RIGHT -> HPos.RIGHT;
                    });
            getColumnConstraints().add(column);
        }
        for (int row = 0; row < table.rows().size(); row++) {
            List<List<Span>> cells = table.rows().get(row);
            for (int column = 0; column < cells.size(); column++) {
                var text = new TextView(context, cells.get(column), follow, row == 0 ? "table-head" : "table-cell");
                text.setTextAlignment(alignment(table, column));
                var cell = new StackPane(text);
                cell.getStyleClass().add(row == 0 ? "head" : "cell");
                add(cell, column, row);
            }
        }
    }

    private static TextAlignment alignment(MarkdownBlock.Table table, int column) {
        if (column >= table.alignments().size()) {
            return TextAlignment.LEFT;
        }
        return switch (table.alignments().get(column)) {
            case LEFT -> TextAlignment.LEFT;
            case CENTER -> TextAlignment.CENTER;
            case RIGHT -> TextAlignment.RIGHT;
        };
    }
}
