package dev.tuwen.app.models;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.engine.ModelNames;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ModelsTexts;
import dev.tuwen.app.page.Page;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.view.Cards;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.ModelSpec;
import java.util.List;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The page of models: choose one. Made by the application's context.
public final class ModelsView implements PageView {
    /// The page.
    public static final Page PAGE = new Page("models", ModelsTexts.title(), Feather.BOX, null);

    private final ViewContext context;
    private final ModelsViewModel models;
    private final Cards<Shown> choices = new Cards<>(this::card);
    private final VBox problem = new VBox();
    private final KeptView kept;

    /// All that a card shows.
    ///
    /// @param choice the model
    /// @param known what the library knows of it
    /// @param inUse whether it answers
    /// @param smaller whether a smaller copy of it is offered
    /// @param state where it stands, if it is the one in use or being opened
    private record Shown(
            ModelsViewModel.Choice choice,
            Optional<Shelf.Kept> known,
            boolean inUse,
            boolean smaller,
            Optional<EngineState> state) {}

    /// @param context what views need
    /// @param models what it shows and changes
    public ModelsView(ViewContext context, ModelsViewModel models) {
        this.context = context;
        this.models = models;
        this.kept = new KeptView(context, models.shelf());
    }

    @Override
    public Page page() {
        return PAGE;
    }

    @Override
    public List<Node> parts() {
        models.choices().addListener((ListChangeListener<ModelsViewModel.Choice>) _ -> showChoices());
        models.shelf().kept().addListener((ListChangeListener<Shelf.Kept>) _ -> showChoices());
        models.stateProperty().subscribe(_ -> showChoices());
        models.problemProperty().subscribe(this::showProblem);
        var library = new LibraryView(context, models.shelf());
        return List.of(
                Controls.paragraph(context, ModelsTexts.intro(), "muted"),
                library.news(),
                problem,
                choices,
                library.broken(),
                folder(),
                library.rest());
    }

    private Node folder() {
        var choose = Controls.button(
                context,
                ModelsTexts.chooseFolder(),
                Feather.FOLDER,
                () -> Controls.chooseFolder(context, ModelsTexts.chooseFolder(), choices, models::useFolder));
        choose.setId("choose-folder");
        var card = new VBox(
                Controls.label(context, ModelsTexts.folder(), "card-title"),
                Controls.paragraph(context, ModelsTexts.folderAbout(), "muted"),
                choose);
        card.getStyleClass().add("card");
        return card;
    }

    private void showChoices() {
        choices.show(models.choices().stream().map(this::shown).toList());
    }

    private Shown shown(ModelsViewModel.Choice choice) {
        ModelSpec spec = choice.spec();
        EngineState now = models.stateProperty().get();
        boolean inUse = models.isInUse(spec);
        boolean concerned = inUse
                || (now instanceof EngineState.Opening opening
                        && opening.model().equals(spec));
        Optional<Shelf.Kept> known = spec instanceof ModelSpec.Folder(var path) ? kept.find(path) : Optional.empty();
        return new Shown(
                choice,
                known,
                inUse,
                known.filter(kept::offersSmaller).isPresent(),
                concerned ? Optional.of(now) : Optional.empty());
    }

    private Node card(Shown shown) {
        ModelsViewModel.Choice choice = shown.choice();
        ModelSpec spec = choice.spec();
        var name = Controls.label(context, ModelNames.of(spec), "card-title");
        var words = new VBox(name);
        words.getStyleClass().add("card-words");
        switch (spec) {
            case ModelSpec.Demo() ->
                words.getChildren().add(Controls.paragraph(context, ModelsTexts.demoAbout(), "muted"));
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
        shown.known().ifPresent(known -> {
            kept.addFacts(known, shown.inUse(), words);
            row.getChildren().add(kept.menu(known.item(), card));
            if (shown.smaller()) {
                card.getChildren().add(kept.smaller(known.item(), card));
            }
        });
        if (models.isInUse(spec) && models.stateProperty().get() instanceof EngineState.Ready(var info)) {
            var facts = new HBox(
                    Controls.label(
                            context,
                            info.seesPictures() ? ModelsTexts.seesPictures() : ModelsTexts.textOnly(),
                            "caption"),
                    Controls.label(context, ModelsTexts.context(info.contextLimit()), "caption"));
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
            var box = new VBox(Controls.label(context, ModelsTexts.opening(), "caption"), bar);
            box.setMinWidth(Region.USE_PREF_SIZE);
            return box;
        }
        if (models.isInUse(spec)) {
            var inUse = Controls.label(context, ModelsTexts.inUse(), "in-use");
            inUse.setGraphic(Controls.icon(Feather.CHECK));
            inUse.setMinWidth(Region.USE_PREF_SIZE);
            return inUse;
        }
        var use = Controls.button(context, ModelsTexts.use(), null, () -> models.use(spec));
        use.setMinWidth(Region.USE_PREF_SIZE);
        use.setId("use-" + name(spec));
        return use;
    }

    private static String name(ModelSpec spec) {
        return switch (spec) {
            case ModelSpec.Demo() -> "demo";
            case ModelSpec.Folder(var path) -> String.valueOf(path.getFileName());
        };
    }

    private void showProblem(@Nullable Advice advice) {
        problem.getChildren().clear();
        if (advice != null) {
            problem.getChildren().add(Controls.problem(context, advice));
        }
        problem.setVisible(advice != null);
        problem.setManaged(advice != null);
    }
}
