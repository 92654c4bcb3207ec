package dev.tuwen.app.window;

import dev.tuwen.app.chat.ChatServices;
import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.engine.ModelNames;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.page.Page;
import dev.tuwen.assistant.AssistantInfo;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// What the window shows: the chats of this session, one of them, or another page. Made and closed by the application's
/// context; the application's thread.
public final class WindowViewModel implements AutoCloseable {
    private final ChatServices services;
    private final ObservableList<ChatViewModel> chats = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<ChatViewModel> chat;
    private final ObjectProperty<@Nullable Phrase> news = new SimpleObjectProperty<>(this, "news");
    private final ReadOnlyObjectWrapper<@Nullable Page> page = new ReadOnlyObjectWrapper<>(this, "page");

    /// @param services what chats need
    public WindowViewModel(ChatServices services) {
        this.services = services;
        var first = new ChatViewModel(services);
        chats.add(first);
        chat = new ReadOnlyObjectWrapper<>(this, "chat", first);
    }

    /// Opens and closes models.
    public EngineService engine() {
        return services.engine();
    }

    /// The chats, the newest first.
    public ObservableList<ChatViewModel> chats() {
        return chats;
    }

    /// The chat that is shown.
    public ReadOnlyObjectProperty<ChatViewModel> chatProperty() {
        return chat.getReadOnlyProperty();
    }

    /// The chat that is shown.
    public ChatViewModel chat() {
        return chat.get();
    }

    /// The page that fills the middle; null while the chat does.
    public ReadOnlyObjectProperty<@Nullable Page> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /// Whether a page fills the middle.
    public boolean showsPage() {
        return page.get() != null;
    }

    /// Opens a page.
    public void open(Page opened) {
        page.set(opened);
    }

    /// Goes back to the chat.
    public void leavePage() {
        page.set(null);
    }

    /// A line about something new that the settings tell more of; null while there is nothing.
    public ObjectProperty<@Nullable Phrase> newsProperty() {
        return news;
    }

    /// Begins a chat; one in which nothing was asked, written or attached yet serves.
    public void newChat() {
        leavePage();
        if (chat.get().isUntouched()) {
            return;
        }
        ChatViewModel unused =
                chats.stream().filter(ChatViewModel::isUntouched).findFirst().orElse(null);
        if (unused == null) {
            unused = new ChatViewModel(services);
            chats.addFirst(unused);
        }
        chat.set(unused);
    }

    /// Shows a chat.
    public void show(ChatViewModel shown) {
        leavePage();
        chat.set(shown);
    }

    /// Takes a chat out of the list.
    public void close(ChatViewModel closed) {
        int at = chats.indexOf(closed);
        chats.remove(closed);
        if (chats.isEmpty()) {
            chats.add(new ChatViewModel(services));
        }
        if (chat.get() == closed) {
            chat.set(chats.get(Math.clamp(at, 0, chats.size() - 1)));
        }
        closed.close();
    }

    /// Which model, how its weights are kept, or how far it is.
    public ObservableValue<Phrase> modelStatus() {
        return engine().stateProperty().map(state -> switch (state) {
            case EngineState.Opening(var model, var _, double fraction) ->
                WindowTexts.statusLoading(ModelNames.of(model), (int) Math.round(fraction * 100));
            case EngineState.Ready(var info) ->
                info.weightsChosenForMemory()
                        ? WindowTexts.statusReduced(ModelNames.of(info), info.weights())
                        : WindowTexts.statusModel(ModelNames.of(info), info.weights());
            case EngineState.Unavailable _ -> WindowTexts.statusNone();
        });
    }

    /// Where answers are computed; null while there is no model.
    public ObservableValue<@Nullable Phrase> device() {
        return engine().stateProperty()
                .map(state -> state instanceof EngineState.Ready(var info) ? device(info) : null);
    }

    private static Phrase device(AssistantInfo info) {
        return info.threads() > 0 ? WindowTexts.statusProcessor(info.threads()) : Phrase.verbatim(info.deviceName());
    }

    /// Tokens a chat may take; 0 while nobody knows.
    public ObservableValue<Integer> contextLimit() {
        return engine().stateProperty()
                .map(state -> state instanceof EngineState.Ready(var info) ? info.contextLimit() : 0);
    }

    /// Leaves every chat.
    @Override
    public void close() {
        chats.forEach(ChatViewModel::close);
    }
}
