package dev.tuwen.app.picture;

import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.assistant.Picture;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.geometry.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.control.Label;
import javafx.scene.image.Image;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The picture a conversation is about, as large as the space allows. The wheel, two fingers and a double click zoom
/// where the pointer is, buttons and keys in the middle; dragging moves. The application's thread.
public final class PictureView extends VBox {
    private static final double STEP = 1.25;
    private static final double LARGEST = 16;
    private static final double MOVE = 40;
    private static final Set<String> KEYS = Set.of("+", "=", "-", "_", "0", "1");

    private final Pane stage = new Pane();
    private final ImageView view = new ImageView();
    private final PictureDetail detail;
    private final Label percent = new Label();
    private final ViewContext context;
    private final ObjectProperty<@Nullable Image> image = new SimpleObjectProperty<>(this, "image");
    private @Nullable Picture picture;
    /// Screen pixels per pixel of the picture, while not fitted.
    private double scale = 1;
    private boolean fitted = true;
    private double centerX = 0.5;
    private double centerY = 0.5;
    private double pressedX;
    private double pressedY;

    /// @param context draws pictures, says phrases
    /// @param shown the picture to show
    /// @param hide hides this view
    public PictureView(ViewContext context, ObservableValue<@Nullable Picture> shown, Runnable hide) {
        this.context = context;
        detail = new PictureDetail(context.images());
        getStyleClass().add("picture-view");
        setMinSize(0, 0);
        buildStage();
        var name = new Label();
        name.getStyleClass().add("picture-name");
        name.setMinWidth(0);
        HBox.setHgrow(name, Priority.ALWAYS);
        name.setMaxWidth(Double.MAX_VALUE);
        var head = new HBox(name, Controls.iconButton(context, WindowTexts.hidePicture(), Feather.X, hide));
        head.getStyleClass().add("picture-bar");
        head.setAlignment(Pos.CENTER_LEFT);
        ObservableValue<@Nullable Phrase> loss =
                shown.map(now -> ErrorMessages.loss(now.completeness())).map(WindowTexts::pictureInPart);
        var lost = Controls.breakingLines(Controls.label(context.localizer().text(loss), "picture-loss"));
        lost.setGraphic(Controls.icon(Feather.ALERT_TRIANGLE));
        lost.setMaxWidth(Double.MAX_VALUE);
        Controls.visibleWhen(lost, loss.map(_ -> true).orElse(false));
        var size = new Label();
        size.getStyleClass().add("caption");
        size.setMinWidth(0);
        percent.getStyleClass().add("caption");
        percent.setMinWidth(USE_PREF_SIZE);
        var foot = new HBox(
                size,
                Controls.spacer(),
                Controls.iconButton(context, WindowTexts.zoomOut(), Feather.ZOOM_OUT, () -> zoomInTheMiddle(1 / STEP)),
                percent,
                Controls.iconButton(context, WindowTexts.zoomIn(), Feather.ZOOM_IN, () -> zoomInTheMiddle(STEP)),
                Controls.iconButton(context, WindowTexts.fit(), Feather.MINIMIZE, this::fit),
                Controls.iconButton(context, WindowTexts.fullSize(), Feather.MAXIMIZE, this::actualSize));
        foot.getStyleClass().add("picture-bar");
        foot.setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(head, lost, stage, foot);
        shown.subscribe(now -> {
            show(now);
            name.setText(now == null ? "" : now.name());
            size.textProperty().unbind();
            if (now != null) {
                size.textProperty()
                        .bind(context.localizer()
                                .text(WindowTexts.pictureSize(
                                        now.upright().width(), now.upright().height())));
            }
        });
    }

    private void buildStage() {
        stage.getStyleClass().add("picture-stage");
        stage.setMinSize(0, 0);
        stage.setFocusTraversable(true);
        Controls.describe(context, stage, AccessibleRole.IMAGE_VIEW, WindowTexts.pictureName());
        VBox.setVgrow(stage, Priority.ALWAYS);
        var clip = new Rectangle();
        clip.widthProperty().bind(stage.widthProperty());
        clip.heightProperty().bind(stage.heightProperty());
        stage.setClip(clip);
        view.setPreserveRatio(true);
        view.setManaged(false);
        stage.getChildren().addAll(view, detail.node());
        image.subscribe(view::setImage);
        image.subscribe(_ -> place());
        stage.widthProperty().subscribe(_ -> place());
        stage.heightProperty().subscribe(_ -> place());
        stage.addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        stage.addEventHandler(ZoomEvent.ZOOM, event -> {
            zoom(event.getZoomFactor(), event.getX(), event.getY());
            event.consume();
        });
        stage.setOnMousePressed(event -> {
            stage.requestFocus();
            pressedX = event.getX();
            pressedY = event.getY();
        });
        stage.setOnMouseDragged(this::dragged);
        stage.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                if (fitted) {
                    zoom(1 / currentScale(), event.getX(), event.getY());
                } else {
                    fit();
                }
            }
        });
        stage.setOnKeyPressed(this::keyPressed);
        // What a key typed here did is done: it is no word of a question.
        stage.setOnKeyTyped(event -> {
            if (KEYS.contains(event.getCharacter())) {
                event.consume();
            }
        });
    }

    private void show(@Nullable Picture now) {
        picture = now;
        fitted = true;
        image.unbind();
        if (now == null) {
            detail.clear();
            image.set(null);
        } else {
            image.bind(context.images().large(now));
        }
        place();
    }

    private void fit() {
        fitted = true;
        place();
    }

    private void actualSize() {
        scale = 1;
        fitted = false;
        place();
    }

    private void zoomInTheMiddle(double factor) {
        zoom(factor, stage.getWidth() / 2, stage.getHeight() / 2);
    }

    /// Zooms so that what of the picture is at a point of the stage stays there, as far as the picture's edges allow.
    private void zoom(double factor, double x, double y) {
        if (picture == null) {
            return;
        }
        double from = currentScale();
        scale = Math.clamp(from * factor, Math.min(0.05, fittedScale()), LARGEST);
        if (fitted) {
            centerX = 0.5;
            centerY = 0.5;
        }
        fitted = false;
        double nearer = 1 / from - 1 / scale;
        centerX += (x - stage.getWidth() / 2) * nearer / picture.upright().width();
        centerY += (y - stage.getHeight() / 2) * nearer / picture.upright().height();
        place();
    }

    private void move(double x, double y) {
        if (picture == null || fitted) {
            return;
        }
        centerX -= x / (picture.upright().width() * scale);
        centerY -= y / (picture.upright().height() * scale);
        place();
    }

    private void scrolled(ScrollEvent event) {
        if (event.isShortcutDown() || event.getDeltaX() == 0) {
            zoom(Math.pow(STEP, event.getDeltaY() / MOVE), event.getX(), event.getY());
        } else {
            move(event.getDeltaX(), event.getDeltaY());
        }
        event.consume();
    }

    private void dragged(MouseEvent event) {
        move(event.getX() - pressedX, event.getY() - pressedY);
        pressedX = event.getX();
        pressedY = event.getY();
    }

    private void keyPressed(KeyEvent event) {
        switch (event.getCode()) {
            case PLUS, ADD, EQUALS -> zoomInTheMiddle(STEP);
            case MINUS, SUBTRACT -> zoomInTheMiddle(1 / STEP);
            case DIGIT0, NUMPAD0 -> fit();
            case DIGIT1, NUMPAD1 -> actualSize();
            case LEFT -> move(MOVE, 0);
            case RIGHT -> move(-MOVE, 0);
            case UP -> move(0, MOVE);
            case DOWN -> move(0, -MOVE);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private double fittedScale() {
        if (picture == null) {
            return 1;
        }
        double across = stage.getWidth() / picture.upright().width();
        double down = stage.getHeight() / picture.upright().height();
        return Math.min(Math.min(across, down), 4);
    }

    private double currentScale() {
        return fitted ? fittedScale() : scale;
    }

    private void place() {
        if (picture == null || stage.getWidth() <= 0 || stage.getHeight() <= 0) {
            return;
        }
        double now = currentScale();
        double width = picture.upright().width() * now;
        double height = picture.upright().height() * now;
        centerX = fitted ? 0.5 : held(centerX, stage.getWidth() / width);
        centerY = fitted ? 0.5 : held(centerY, stage.getHeight() / height);
        view.setSmooth(smooth(now));
        view.setFitWidth(width);
        view.setFitHeight(height);
        view.setX(Math.rint(stage.getWidth() / 2 - centerX * width));
        view.setY(Math.rint(stage.getHeight() / 2 - centerY * height));
        detail.place(
                picture,
                new Rectangle2D(view.getX(), view.getY(), width, height),
                stage.getWidth(),
                stage.getHeight(),
                density());
        stage.setCursor(fitted ? Cursor.DEFAULT : Cursor.OPEN_HAND);
        percent.textProperty().unbind();
        percent.textProperty().bind(context.localizer().text(WindowTexts.percent((int) Math.round(now * 100))));
    }

    /// Screen pixels per unit of the stage.
    private double density() {
        return getScene() == null || getScene().getWindow() == null
                ? 1
                : getScene().getWindow().getOutputScaleX();
    }

    /// Whether pixels blend at this scale; from some size on single ones are what a person wants to see.
    static boolean smooth(double scale) {
        return scale < 3;
    }

    /// Keeps the picture on the stage: its middle when it is smaller, no empty edge when it is larger.
    private static double held(double center, double visible) {
        return visible >= 1 ? 0.5 : Math.clamp(center, visible / 2, 1 - visible / 2);
    }
}
