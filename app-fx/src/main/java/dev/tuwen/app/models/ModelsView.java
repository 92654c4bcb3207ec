package dev.tuwen.app.models;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.engine.ModelNames;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.ModelSpec;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The page of models: choose one. Belongs to the window.
public final class ModelsView extends ScrollPane {
    private final ViewContext context;
    private final ModelsViewModel models;
    private final VBox choices = new VBox();
    private final VBox problem = new VBox();
    private final KeptView kept;

    /// @param context what views need
    /// @param models what it shows and changes
    /// @param chooseFolder lets the person choose a folder
    /// @param back goes back to the chat
    public ModelsView(ViewContext context, ModelsViewModel models, Runnable chooseFolder, Runnable back) {
        this.context = context;
        this.models = models;
        this.kept = new KeptView(context, models.shelf());
        var library = new LibraryView(context, models.shelf());
        getStyleClass().addAll("edge-to-edge", "page");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setFocusTraversable(false);
        var title = Controls.label(context, WindowTexts.models(), "page-title");
        var head = new HBox(Controls.iconButton(context, WindowTexts.back(), Feather.ARROW_LEFT, back), title);
        head.getStyleClass().add("page-head");
        head.setAlignment(Pos.CENTER_LEFT);
        choices.getStyleClass().add("cards");
        var folderTitle = Controls.label(context, WindowTexts.modelFolder(), "card-title");
        var about = Controls.paragraph(context, WindowTexts.modelFolderAbout(), "muted");
        var choose = Controls.button(context, WindowTexts.modelChooseFolder(), Feather.FOLDER, chooseFolder);
        choose.setId("choose-folder");
        var folder = new VBox(folderTitle, about, choose);
        folder.getStyleClass().add("card");
        var column = new VBox(
                head,
                Controls.paragraph(context, WindowTexts.modelsIntro(), "muted"),
                library.news(),
                problem,
                choices,
                library.broken(),
                folder,
                library.rest());
        column.getStyleClass().add("page-column");
        var centered = new HBox(column);
        centered.setAlignment(Pos.TOP_CENTER);
        HBox.setHgrow(column, Priority.ALWAYS);
        setContent(centered);
        models.choices().addListener((ListChangeListener<ModelsViewModel.Choice>) _ -> showChoices());
        models.shelf().kept().addListener((ListChangeListener<Shelf.Kept>) _ -> showChoices());
        models.stateProperty().subscribe(_ -> showChoices());
        models.problemProperty().subscribe(this::showProblem);
    }

    private void showChoices() {
        choices.getChildren().setAll(models.choices().stream().map(this::card).toList());
    }

    private Node card(ModelsViewModel.Choice choice) {
        ModelSpec spec = choice.spec();
        var name = Controls.label(context, ModelNames.of(spec), "card-title");
        var words = new VBox(name);
        words.getStyleClass().add("card-words");
        switch (spec) {
            case ModelSpec.Demo() ->
                words.getChildren().add(Controls.paragraph(context, WindowTexts.modelDemoAbout(), "muted"));
            case ModelSpec.Folder(var path) -> {
                var place = new Label(path.toString());
                place.getStyleClass().add("caption");
                words.getChildren().add(place);
            }
        }
        if (choice.bytes() > 0) {
            words.getChildren().add(Controls.label(context, Quantities.size(choice.bytes()), "caption"));
        }
        HBox.setHgrow(words, Priority.ALWAYS);
        var row = new HBox(words, state(spec));
        row.getStyleClass().add("actions");
        row.setAlignment(Pos.CENTER_LEFT);
        var card = new VBox(row);
        card.getStyleClass().add("card");
        if (spec instanceof ModelSpec.Folder(var path)) {
            kept.find(path).ifPresent(known -> {
                kept.addFacts(known, models.isInUse(spec), words);
                row.getChildren().add(kept.menu(known.item(), card));
                kept.offerSmaller(known, card);
            });
        }
        if (models.isInUse(spec) && models.stateProperty().get() instanceof EngineState.Ready(var info)) {
            var facts = new HBox(
                    Controls.label(
                            context,
                            info.seesPictures() ? WindowTexts.modelSeesPictures() : WindowTexts.modelTextOnly(),
                            "caption"),
                    Controls.label(context, WindowTexts.modelContext(info.contextLimit()), "caption"));
            facts.getStyleClass().add("facts");
            words.getChildren().add(facts);
        }
        return card;
    }

    private Node state(ModelSpec spec) {
        if (models.stateProperty().get() instanceof EngineState.Opening(var opening, var _, double fraction)
                && opening.equals(spec)) {
            var bar = new ProgressBar(fraction);
            bar.getStyleClass().add(Styles.SMALL);
            var box = new VBox(Controls.label(context, WindowTexts.modelOpening(), "caption"), bar);
            box.setMinWidth(USE_PREF_SIZE);
            return box;
        }
        if (models.isInUse(spec)) {
            var inUse = Controls.label(context, WindowTexts.modelInUse(), "in-use");
            inUse.setGraphic(Controls.icon(Feather.CHECK));
            inUse.setMinWidth(USE_PREF_SIZE);
            return inUse;
        }
        var use = Controls.button(context, WindowTexts.modelUse(), null, () -> models.use(spec));
        use.setMinWidth(USE_PREF_SIZE);
        return use;
    }

    private void showProblem(@Nullable Advice advice) {
        problem.getChildren().clear();
        if (advice != null) {
            var sentence = Controls.paragraph(context, advice.sentence(), "problem-text");
            sentence.setGraphic(Controls.icon(Feather.ALERT_CIRCLE));
            var copy = Controls.button(
                    context,
                    ChatTexts.copyDetails(),
                    Feather.COPY,
                    () -> context.copy().accept(advice.details()));
            var box = new VBox(sentence, copy);
            box.getStyleClass().add("problem");
            problem.getChildren().add(box);
        }
        problem.setVisible(advice != null);
        problem.setManaged(advice != null);
    }
}
