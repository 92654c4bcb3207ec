package dev.tuwen.app.models;

import dev.tuwen.app.i18n.ModelsTexts;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Getting;
import dev.tuwen.app.models.Shelf.Offer;
import dev.tuwen.app.view.Cards;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.MemoryFit;
import java.util.Objects;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Models on offer, one card each; the card of the one that is being had shows how far it is. Belongs to
/// [LibraryView].
final class OffersView extends VBox {
    private final ViewContext context;
    private final LibraryViewModel library;
    private final Cards<Shown> cards = new Cards<>(this::card);
    private @Nullable GettingView getting;
    private @Nullable String gettingName;

    /// What a card shows.
    ///
    /// @param offer the model
    /// @param getting whether it is being had
    private record Shown(Offer offer, boolean getting) {}

    OffersView(ViewContext context, LibraryViewModel library) {
        this.context = context;
        this.library = library;
        getStyleClass().add("settings-section");
        getChildren()
                .addAll(
                        Controls.label(context, ShelfTexts.title(), "section-title"),
                        Controls.paragraph(context, ShelfTexts.about(), "caption"),
                        cards);
        library.offers().addListener((ListChangeListener<Offer>) _ -> showCards());
        library.getting().gettingProperty().subscribe(this::showGetting);
        showCards();
    }

    private void showCards() {
        cards.show(library.offers().stream()
                .map(offer -> new Shown(offer, offer.entry().name().equals(gettingName)))
                .toList());
    }

    /// Only the card of this model changes, and the focus stays in it.
    private void showGetting(@Nullable Getting now) {
        String name = now == null ? null : now.entry().name();
        boolean begins = !Objects.equals(name, gettingName);
        boolean focused = Controls.hasFocus(cards);
        if (begins) {
            gettingName = name;
            getting = now == null ? null : new GettingView(context, library.getting());
            if (now != null) {
                Objects.requireNonNull(getting).show(now);
            }
            showCards();
        }
        GettingView view = getting;
        if (now != null && view != null) {
            view.show(now);
            if (begins && focused) {
                view.focusNext();
            }
        }
    }

    private Node card(Shown shown) {
        Offer offer = shown.offer();
        CatalogEntry entry = offer.entry();
        var words = new VBox(title(entry.title()), facts(offer));
        words.getStyleClass().add("card-words");
        HBox.setHgrow(words, Priority.ALWAYS);
        offer.fit().ifPresent(fit -> words.getChildren().add(fit(fit)));
        var row = new HBox(words);
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("actions");
        var card = new VBox(row);
        card.getStyleClass().add("card");
        if (shown.getting() && getting != null) {
            card.getChildren().add(getting);
        } else {
            var get = Controls.button(
                    context,
                    offer.begun() ? ShelfTexts.goOn() : ShelfTexts.get(),
                    Feather.DOWNLOAD,
                    () -> library.getting().begin(entry));
            get.setMinWidth(USE_PREF_SIZE);
            get.setId("get-" + entry.name());
            row.getChildren().add(get);
        }
        return card;
    }

    private Node fit(MemoryFit fit) {
        var words = Controls.paragraph(context, Quantities.fit(fit), "caption");
        if (fit.verdict() == MemoryFit.Verdict.TOO_LARGE) {
            words.getStyleClass().add("too-large");
        }
        return words;
    }

    private static Label title(String text) {
        var title = new Label(text);
        title.getStyleClass().add("card-title");
        return title;
    }

    private Node facts(Offer offer) {
        var precision = new Label(offer.entry().precision());
        precision.getStyleClass().add("caption");
        var facts = new HBox(precision);
        facts.getStyleClass().add("facts");
        if (offer.entry().approximateBytes() > 0) {
            facts.getChildren()
                    .add(Controls.label(
                            context,
                            ShelfTexts.size(Quantities.size(offer.entry().approximateBytes())),
                            "caption"));
        }
        facts.getChildren()
                .add(Controls.label(
                        context,
                        offer.entry().seesPictures() ? ModelsTexts.seesPictures() : ModelsTexts.textOnly(),
                        "caption"));
        return facts;
    }
}
