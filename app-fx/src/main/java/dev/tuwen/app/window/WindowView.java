package dev.tuwen.app.window;

import dev.tuwen.app.chat.ChatView;
import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.chat.SamplePictures;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.models.LibraryViewModel;
import dev.tuwen.app.models.ModelsDrop;
import dev.tuwen.app.models.ModelsView;
import dev.tuwen.app.page.Page;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.picture.PictureView;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.app.view.Controls;
import dev.tuwen.app.view.ViewContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.collections.ListChangeListener;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// All that is in the window. Made by the application; the application's thread.
public final class WindowView extends StackPane {
    /// What the window asks the system for.
    ///
    /// @param choosePictures lets the person choose files for the entry of the present chat
    /// @param clipboard what was copied
    public record Desktop(Runnable choosePictures, Supplier<Clipboard> clipboard) {}

    private static final double NARROW = 860;
    private static final double PICTURE_SHARE = 0.4;
    private static final KeyCombination NEW = shortcut(KeyCode.N);
    private static final KeyCombination PASTE = shortcut(KeyCode.V);
    private static final KeyCombination OPEN = shortcut(KeyCode.O);

    private final ViewContext context;
    private final WindowViewModel window;
    private final SamplePictures samples;
    private final Desktop desktop;
    private final BorderPane frame = new BorderPane();
    private final StackPane middle = new StackPane();
    private final SplitPane split = new SplitPane();
    private final HistoryView history;
    private final LibraryViewModel shelf;
    private final Map<Page, PageView> pages = new LinkedHashMap<>();
    private final Map<Page, PageFrame> opened = new HashMap<>();
    private final DropOverlay overlay;
    private final Map<ChatViewModel, ChatView> chats = new HashMap<>();
    private final VBox rail = new VBox();
    private boolean narrow;
    private boolean listShown = true;
    private @Nullable Offered held;
    private @Nullable PictureView picture;

    /// @param context what views need
    /// @param window what it shows and changes
    /// @param views the pages, in the order of their buttons
    /// @param shelf takes models that are dropped
    /// @param samples pictures to try
    /// @param desktop what the system does
    public WindowView(
            ViewContext context,
            WindowViewModel window,
            List<PageView> views,
            LibraryViewModel shelf,
            SamplePictures samples,
            Desktop desktop) {
        this.context = context;
        this.window = window;
        this.shelf = shelf;
        this.samples = samples;
        this.desktop = desktop;
        getStyleClass().add("window");
        history = new HistoryView(context, window, views, () -> showList(false), this::listServed);
        views.forEach(view -> pages.put(view.page(), view));
        overlay = new DropOverlay(context);
        split.getStyleClass().add("main-split");
        var list = Controls.iconButton(context, WindowTexts.showList(), Feather.SIDEBAR, () -> showList(true));
        list.setId("show-list");
        rail.getChildren()
                .addAll(list, Controls.iconButton(context, WindowTexts.newChat(), Feather.PLUS, window::newChat));
        pages.keySet()
                .forEach(page -> rail.getChildren()
                        .add(Controls.iconButton(context, page.title(), page.icon(), () -> window.open(page))));
        rail.getStyleClass().add("rail");
        frame.setCenter(middle);
        frame.setBottom(new StatusBar(context, window));
        widthProperty().subscribe(_ -> {
            if (narrow != isNarrow()) {
                narrow = isNarrow();
                listShown = !narrow;
            }
            arrange();
        });
        Controls.fill(this, frame, overlay);
        window.chats().addListener((ListChangeListener<ChatViewModel>)
                _ -> chats.keySet().retainAll(window.chats()));
        window.pageProperty().subscribe(page -> {
            showPage();
            if (page == null) {
                focusComposer();
            } else if (getScene() != null && !Controls.hasFocus(this)) {
                Controls.focusFirst(middle);
            }
        });
        window.chatProperty().subscribe(_ -> showPage());
        window.chatProperty().flatMap(ChatViewModel::shownPictureProperty).subscribe(_ -> showPage());
        // Without a focus, keys reach the scene and nothing in it.
        sceneProperty().subscribe((_, now) -> {
            if (now != null) {
                now.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
                now.addEventHandler(KeyEvent.KEY_TYPED, this::keyTyped);
            }
        });
        acceptDrops();
    }

    private static KeyCombination shortcut(KeyCode code) {
        return new KeyCodeCombination(code, KeyCombination.SHORTCUT_DOWN);
    }

    private boolean isNarrow() {
        return getWidth() > 0 && getWidth() < NARROW;
    }

    /// A narrow window has a rail instead of the list, and the picture above the conversation.
    private void arrange() {
        frame.setLeft(listShown ? history : rail);
        showPage();
    }

    /// The button that did it is gone; its counterpart is under the hand.
    private void showList(boolean shown) {
        listShown = shown;
        arrange();
        Node counterpart = (shown ? history : rail).lookup(shown ? "#hide-list" : "#show-list");
        if (counterpart != null) {
            counterpart.requestFocus();
        }
    }

    /// In a narrow window the list goes when something in it was chosen.
    private void listServed() {
        if (isNarrow() && listShown) {
            listShown = false;
            arrange();
            if (window.showsPage()) {
                Controls.focusFirst(middle);
            } else {
                focusComposer();
            }
        }
    }

    private void showPage() {
        PageView page = pages.get(window.pageProperty().get());
        Node shown = page == null ? conversation() : framed(page);
        if (middle.getChildren().size() != 1 || !middle.getChildren().getFirst().equals(shown)) {
            middle.getChildren().setAll(shown);
        }
    }

    /// A page is made when it is opened for the first time, so that the window is there sooner.
    private Node framed(PageView view) {
        return opened.computeIfAbsent(view.page(), _ -> new PageFrame(context, view, window::leavePage));
    }

    /// The conversation, and the picture beside or above it. Only the picture comes and goes: a conversation that is
    /// moved loses the cursor in its entry.
    private Node conversation() {
        ChatView chat = chatView();
        boolean pictured = window.chat().shownPictureProperty().get() != null;
        split.getItems().removeIf(item -> item instanceof ChatView && !item.equals(chat));
        if (!split.getItems().contains(chat)) {
            split.getItems().addFirst(chat);
        }
        if (pictured || picture != null) {
            place(picture(), pictured);
        }
        return split;
    }

    private void place(PictureView picture, boolean pictured) {
        boolean above = isNarrow();
        Orientation orientation = above ? Orientation.VERTICAL : Orientation.HORIZONTAL;
        boolean asItIs = split.getItems().contains(picture) == pictured
                && (!pictured
                        || (split.getOrientation() == orientation
                                && split.getItems().indexOf(picture) == (above ? 0 : 1)));
        if (!asItIs) {
            split.getItems().remove(picture);
            split.setOrientation(orientation);
            if (pictured) {
                split.getItems().add(above ? 0 : 1, picture);
                split.setDividerPositions(above ? PICTURE_SHARE : 1 - PICTURE_SHARE);
            }
        }
    }

    /// Made when the first picture is shown.
    private PictureView picture() {
        PictureView made = picture;
        if (made == null) {
            made = new PictureView(
                    context,
                    window.chatProperty().flatMap(ChatViewModel::shownPictureProperty),
                    () -> window.chat().shownPictureProperty().set(null));
            picture = made;
        }
        return made;
    }

    private ChatView chatView() {
        ChatViewModel shown = window.chat();
        return chats.computeIfAbsent(
                shown,
                chat -> new ChatView(
                        context,
                        chat,
                        samples,
                        window.engine().stateProperty(),
                        new ChatView.Surroundings(desktop.choosePictures(), this::remedy, shelf.better())));
    }

    /// Puts the cursor where a question is written.
    public void focusComposer() {
        chatView().focusComposer();
    }

    private void remedy(Advice.Remedy remedy) {
        switch (remedy) {
            case NONE -> {}
            case TRY_AGAIN -> window.chat().regenerate();
            case CHOOSE_MODEL -> window.open(ModelsView.PAGE);
            case OPEN_SETTINGS -> window.open(SettingsView.PAGE);
            case CHANGE_QUESTION -> {
                window.chat().composer().editLast();
                focusComposer();
            }
            case NEW_CHAT -> newChat();
        }
    }

    private void newChat() {
        window.newChat();
        focusComposer();
    }

    private void keyPressed(KeyEvent event) {
        if (NEW.match(event)) {
            newChat();
        } else if (OPEN.match(event) && !window.showsPage()) {
            desktop.choosePictures().run();
        } else if (event.getCode() == KeyCode.ESCAPE) {
            if (!escape()) {
                return;
            }
        } else if (!opensPage(event)
                && (!PASTE.match(event) || !paste(desktop.clipboard().get()))) {
            return;
        }
        event.consume();
    }

    /// What is typed where nothing takes words goes into the entry.
    private void keyTyped(KeyEvent event) {
        Node owner = getScene().getFocusOwner();
        String typed = event.getCharacter();
        boolean command = event.isMetaDown() || event.isControlDown() != event.isAltDown();
        if (window.showsPage()
                || command
                || typed.isBlank()
                || Character.isISOControl(typed.codePointAt(0))
                || (owner != null && owner.getInputMethodRequests() != null)) {
            return;
        }
        event.consume();
        focusComposer();
        Node entry = getScene().getFocusOwner();
        if (entry != null && entry.getInputMethodRequests() != null) {
            entry.fireEvent(event.copyFor(entry, entry));
        }
    }

    private boolean opensPage(KeyEvent event) {
        Optional<Page> wanted = pages.keySet().stream()
                .filter(page -> page.key() != null && shortcut(page.key()).match(event))
                .findFirst();
        wanted.ifPresent(window::open);
        return wanted.isPresent();
    }

    /// Leaves the list of a narrow window, a page, a link's question, the answer being written, or the change of a
    /// question; the innermost first.
    private boolean escape() {
        if (isNarrow() && listShown) {
            listServed();
            return true;
        }
        if (window.showsPage()) {
            window.leavePage();
            return true;
        }
        if (chatView().leaveQuestion()) {
            return true;
        }
        if (window.chat().busyProperty().get()) {
            window.chat().stop();
            return true;
        }
        return window.chat().composer().cancelEditing();
    }

    /// Pastes a picture; words are left to the entry.
    private boolean paste(Clipboard clipboard) {
        if (window.showsPage() || (clipboard.hasString() && !clipboard.hasFiles())) {
            return false;
        }
        return accept(Offered.in(clipboard));
    }

    /// Takes what was dropped or pasted into the present chat.
    ///
    /// @return whether there was anything
    public boolean accept(@Nullable Offered offered) {
        if (offered == null) {
            return false;
        }
        Optional<Path> model =
                offered instanceof Offered.Paths paths ? ModelsDrop.model(paths.paths()) : Optional.empty();
        if (model.isPresent()) {
            window.open(ModelsView.PAGE);
            shelf.offer(model.get());
            return true;
        }
        window.leavePage();
        offered.to(window.chat().composer(), context.localizer().say(ChatTexts.pastedPicture()));
        focusComposer();
        return true;
    }

    /// Shows what a drop would do, or stops showing it.
    public void promise(@Nullable Offered offered) {
        overlay.show(offered);
    }

    private void acceptDrops() {
        addEventHandler(DragEvent.DRAG_ENTERED, event -> {
            held = Offered.in(event.getDragboard());
            promise(held);
        });
        // Comes with every move; what is held stays the same.
        addEventHandler(DragEvent.DRAG_OVER, event -> {
            if (held != null || Offered.in(event.getDragboard()) != null) {
                event.acceptTransferModes(TransferMode.COPY);
                event.consume();
            }
        });
        addEventHandler(DragEvent.DRAG_EXITED_TARGET, event -> {
            if (event.getTarget() == this) {
                promise(null);
            }
        });
        addEventHandler(DragEvent.DRAG_EXITED, _ -> {
            held = null;
            promise(null);
        });
        addEventHandler(DragEvent.DRAG_DROPPED, event -> {
            promise(null);
            event.setDropCompleted(accept(Offered.in(event.getDragboard())));
            event.consume();
        });
    }
}
