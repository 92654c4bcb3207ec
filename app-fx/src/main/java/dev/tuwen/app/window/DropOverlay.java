package dev.tuwen.app.window;

import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.models.ModelsDrop;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Lights the whole window while something is held over it, and says what will happen. Belongs to the window.
final class DropOverlay extends StackPane {
    private final ViewContext context;
    private final Label promise = new Label();
    private final Label refused = new Label();

    DropOverlay(ViewContext context) {
        this.context = context;
        getStyleClass().add("drop-overlay");
        setMouseTransparent(true);
        setVisible(false);
        promise.getStyleClass().add("page-title");
        Controls.breakingLines(promise);
        refused.getStyleClass().add("drop-refused");
        Controls.breakingLines(refused);
        var icon = Controls.icon(Feather.IMAGE);
        icon.getStyleClass().add("large-icon");
        var words = new VBox(icon, promise, refused);
        words.getStyleClass().add("drop-promise");
        words.setAlignment(Pos.CENTER);
        getChildren().add(words);
    }

    /// Shows what would happen, or goes away.
    void show(@Nullable Offered offered) {
        setVisible(offered != null);
        if (offered == null) {
            return;
        }
        long count = 1;
        long left = 0;
        if (offered instanceof Offered.Paths paths) {
            count = paths.likely();
            left = paths.paths().size() + paths.unclear().size() - count;
        }
        promise.textProperty().unbind();
        if (offered instanceof Offered.Paths paths
                && ModelsDrop.model(paths.paths()).isPresent()) {
            promise.textProperty().bind(context.localizer().text(ShelfTexts.dropModel()));
        } else {
            promise.textProperty()
                    .bind(context.localizer()
                            .text(count == 0 ? WindowTexts.dropNothing() : WindowTexts.dropAsk((int) count)));
        }
        refused.setVisible(left > 0 && count > 0);
        refused.setManaged(left > 0 && count > 0);
        refused.textProperty().unbind();
        refused.textProperty().bind(context.localizer().text(WindowTexts.dropRefused((int) left)));
    }
}
