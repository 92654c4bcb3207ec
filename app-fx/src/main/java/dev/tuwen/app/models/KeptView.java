package dev.tuwen.app.models;

import atlantafx.base.theme.Styles;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Kept;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.library.KitWriter;
import dev.tuwen.library.MemoryFit;
import dev.tuwen.library.ModelConverter;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.event.ActionEvent;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/// What an installed model's card shows beside its name, and what can be done with it. Belongs to [ModelsView].
final class KeptView {
    private final ViewContext context;
    private final LibraryViewModel library;

    KeptView(ViewContext context, LibraryViewModel library) {
        this.context = context;
        this.library = library;
    }

    /// The model in a folder or file, if the library knows it.
    Optional<Kept> find(Path path) {
        return library.kept().stream()
                .filter(kept -> kept.item().path().equals(path))
                .findFirst();
    }

    /// Facts for the card.
    ///
    /// @param inUse whether it has its memory already
    void addFacts(Kept kept, boolean inUse, VBox words) {
        var facts = new HBox();
        facts.getStyleClass().add("facts");
        kept.look().ifPresent(look -> {
            var precision = new Label(look.precision());
            precision.getStyleClass().add("caption");
            facts.getChildren().add(precision);
        });
        if (kept.item().external()) {
            facts.getChildren().add(Controls.label(context, ShelfTexts.inPlace(), "caption"));
        }
        if (kept.item().byDefault()) {
            facts.getChildren().add(Controls.label(context, ShelfTexts.isDefault(), "caption"));
        }
        if (!facts.getChildren().isEmpty()) {
            words.getChildren().add(facts);
        }
        kept.look()
                .filter(_ -> !inUse)
                .ifPresent(look ->
                        words.getChildren().add(Controls.paragraph(context, Quantities.fit(look.fit()), "caption")));
    }

    /// Whether a copy with four bits is worth offering: it would be smaller, and there is none yet.
    boolean offersSmaller(Kept kept) {
        String smaller = ModelConverter.smaller(kept.item().name());
        return kept.look().filter(MemoryFit.Look::canBeSmaller).isPresent()
                && library.kept().stream()
                        .noneMatch(other -> other.item().name().equals(smaller));
    }

    /// Offers a copy with four bits.
    Node smaller(InstalledModels.Item item, VBox card) {
        var make = Controls.button(context, ShelfTexts.makeSmaller(), Feather.MINIMIZE_2, () -> askSmaller(item, card));
        make.getStyleClass().addAll(Styles.FLAT, "quiet");
        make.setId("smaller-" + item.name());
        return make;
    }

    /// Says what is going to happen, which takes minutes and room.
    private void askSmaller(InstalledModels.Item item, VBox card) {
        var begin = Controls.button(
                context, ShelfTexts.smallerBegin(), Feather.MINIMIZE_2, () -> library.makeSmaller(item));
        begin.getStyleClass().add(Styles.ACCENT);
        begin.setId("smaller-yes");
        ask(card, "question", ShelfTexts.smallerAbout(item.title()), begin);
        begin.requestFocus();
    }

    /// Asks in the card itself, in place of a question of the same kind.
    ///
    /// @param style of the question
    /// @param yes does it
    /// @return the button that leaves it
    private Button ask(VBox card, String style, Phrase words, Button yes) {
        var question = new VBox(Controls.paragraph(context, words));
        question.getStyleClass().add(style);
        var no = Controls.button(
                context, ShelfTexts.cancel(), null, () -> card.getChildren().remove(question));
        yes.addEventHandler(ActionEvent.ACTION, _ -> card.getChildren().remove(question));
        var row = new HBox(yes, no);
        row.getStyleClass().add("actions");
        question.getChildren().add(row);
        card.getChildren().removeIf(node -> node.getStyleClass().contains(style));
        card.getChildren().add(question);
        return no;
    }

    /// The card of a model that lacks files.
    Node incomplete(Kept kept) {
        var name = new Label(kept.item().title());
        name.getStyleClass().add("card-title");
        var words = new VBox(name, Controls.paragraph(context, lacks(kept.item().missing()), "problem-words"));
        words.getStyleClass().add("card-words");
        var row = new HBox(words, Controls.spacer());
        row.setAlignment(Pos.CENTER_LEFT);
        var card = new VBox(row);
        card.getStyleClass().add("card");
        row.getChildren().add(menu(kept.item(), card));
        return card;
    }

    private static Phrase lacks(List<String> missing) {
        return missing.size() == 1
                ? ShelfTexts.incomplete(missing.getFirst())
                : ShelfTexts.incompleteMany(missing.getFirst(), missing.size() - 1);
    }

    /// The button with all that can be done.
    ///
    /// @param card where a question is asked
    Button menu(InstalledModels.Item item, VBox card) {
        var menu = new ContextMenu();
        if (item.complete()) {
            menu.getItems()
                    .addAll(
                            Controls.menuItem(
                                    context,
                                    item.byDefault() ? ShelfTexts.isDefault() : ShelfTexts.makeDefault(),
                                    () -> library.makeDefault(item, !item.byDefault())),
                            Controls.menuItem(context, ShelfTexts.verify(), () -> library.verify(item)),
                            Controls.menuItem(context, ShelfTexts.pack(), () -> pack(item, card)));
        }
        Path parent = item.path().getParent();
        Path folder = item.external() && ModelsDrop.isGguf(item.path()) && parent != null ? parent : item.path();
        menu.getItems()
                .addAll(
                        Controls.menuItem(
                                context,
                                ShelfTexts.showFolder(),
                                () -> context.browse().accept(folder.toUri().toString())),
                        new SeparatorMenuItem(),
                        Controls.menuItem(
                                context,
                                item.external() ? ShelfTexts.forget() : ShelfTexts.remove(),
                                () -> askRemoval(item, card)));
        var button = new Button();
        button.setGraphic(Controls.icon(Feather.MORE_HORIZONTAL));
        button.getStyleClass().addAll(Styles.FLAT, Styles.BUTTON_ICON);
        button.setId("more-" + item.name());
        Controls.name(context, button, ShelfTexts.menu(item.title()));
        button.setOnAction(_ -> menu.show(button, Side.BOTTOM, 0, 0));
        button.setContextMenu(menu);
        return button;
    }

    private void pack(InstalledModels.Item item, VBox card) {
        var chooser = new FileChooser();
        chooser.setTitle(context.localizer().say(ShelfTexts.pack()));
        chooser.setInitialFileName(item.name() + KitWriter.ENDING);
        File chosen = chooser.showSaveDialog(card.getScene().getWindow());
        if (chosen != null) {
            library.pack(item, chosen.toPath());
        }
    }

    /// Deleting cannot be undone: it is asked for once, in the card itself.
    private void askRemoval(InstalledModels.Item item, VBox card) {
        var yes = Controls.button(
                context,
                item.external() ? ShelfTexts.forgetYes() : ShelfTexts.removeYes(),
                null,
                () -> library.remove(item));
        yes.getStyleClass().add(Styles.DANGER);
        yes.setId("remove-yes");
        Phrase words = item.external()
                ? ShelfTexts.forgetSure(item.title())
                : ShelfTexts.removeSure(item.title(), Quantities.size(item.bytes()));
        ask(card, "problem", words, yes).requestFocus();
    }
}
