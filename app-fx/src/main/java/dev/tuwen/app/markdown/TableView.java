package dev.tuwen.app.markdown;

import dev.tuwen.app.view.ViewContext;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.HPos;
import javafx.geometry.NodeOrientation;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.text.TextAlignment;

/// A table of an answer. No column is so narrow that its words are cut into letters; what is wider than the
/// conversation scrolls sideways. Belongs to the row it is in.
final class TableView extends StackPane {
    /// A column is at least as wide as its longest text, or this many sizes of the letters.
    private static final double LEAST_SIZES = 8;
    /// Much text has a third of its width, so that one cell does not make its row many times as tall as the others
    /// need.
    private static final double LINES = 3;

    private static final double MOST_SIZES = 16;

    TableView(ViewContext context, MarkdownBlock.Table table, Consumer<String> follow) {
        getStyleClass().add("answer-table");
        var grid = new GridPane();
        for (MarkdownBlock.Alignment alignment : table.alignments()) {
            var column = new ColumnConstraints();
            column.setHgrow(Priority.SOMETIMES);
            column.setHalignment(
                    switch (alignment) {
                        case LEFT -> HPos.LEFT;
                        case CENTER -> HPos.CENTER;
                        case RIGHT -> HPos.RIGHT;
                    });
            grid.getColumnConstraints().add(column);
        }
        for (int row = 0; row < table.rows().size(); row++) {
            List<List<Span>> cells = table.rows().get(row);
            for (int column = 0; column < cells.size(); column++) {
                var text = new TextView(context, cells.get(column), follow, row == 0 ? "table-head" : "table-cell");
                text.setTextAlignment(alignment(table, column, text.getNodeOrientation()));
                var cell = new Cell(text);
                cell.getStyleClass().add(row == 0 ? "head" : "cell");
                grid.add(cell, column, row);
            }
        }
        var pane = new SidewaysPane(grid);
        pane.setNodeOrientation(NodeOrientation.LEFT_TO_RIGHT);
        getChildren().add(pane);
    }

    private static final class Cell extends StackPane {
        private final TextView text;

        Cell(TextView text) {
            super(text);
            this.text = text;
        }

        @Override
        protected double computeMinWidth(double height) {
            double insets = snappedLeftInset() + snappedRightInset();
            double whole = text.prefWidth(-1);
            double least =
                    Math.min(whole, Math.clamp(whole / LINES, LEAST_SIZES * text.size(), MOST_SIZES * text.size()));
            return insets + Math.max(text.minWidth(-1), Math.ceil(least));
        }
    }

    /// From right to left JavaFX takes the left for where lines begin, which is at the right.
    private static TextAlignment alignment(MarkdownBlock.Table table, int column, NodeOrientation direction) {
        if (column >= table.alignments().size()) {
            return TextAlignment.LEFT;
        }
        return switch (table.alignments().get(column)) {
            case LEFT -> TextAlignment.LEFT;
            case CENTER -> TextAlignment.CENTER;
            case RIGHT -> direction == NodeOrientation.RIGHT_TO_LEFT ? TextAlignment.LEFT : TextAlignment.RIGHT;
        };
    }
}
