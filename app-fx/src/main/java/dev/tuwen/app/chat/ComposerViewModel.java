package dev.tuwen.app.chat;

import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.ErrorTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Picture;
import dev.tuwen.assistant.Question;
import dev.tuwen.vision.image.ImageFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.binding.ObjectBinding;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// The next question: its words and its pictures. Pictures are read off the application's thread; what cannot be used
/// says so, and the rest stays. Made by [ChatViewModel]; the application's thread.
public final class ComposerViewModel {
    /// A picture of the next question.
    ///
    /// @param name of its file
    /// @param picture the picture, or null while it is being read
    /// @param cancelled set when nobody wants it any more
    public record Attachment(String name, @Nullable Picture picture, AtomicBoolean cancelled) {}

    /// A file that is not used, or whose picture is partly lost.
    ///
    /// @param name of the file; empty when it is about none
    /// @param reason why, to be put behind the name
    /// @param used whether what is there is used
    public record Refusal(String name, Phrase reason, boolean used) {
        /// Of a file that is not used.
        public Refusal(String name, Phrase reason) {
            this(name, reason, false);
        }
    }

    private final ChatServices services;
    private final ChatViewModel chat;
    private final StringProperty text = new SimpleStringProperty(this, "text", "");
    private final ObservableList<Attachment> attachments = FXCollections.observableArrayList();
    private final ObservableList<Refusal> refusals = FXCollections.observableArrayList();
    private final BooleanBinding sendable;
    private final ObjectBinding<@Nullable Phrase> hint;
    /// Pictures of a question that failed: they go with the next one, but not with the same one again.
    private final List<Attachment> returned = new ArrayList<>();

    private boolean editing;

    ComposerViewModel(ChatServices services, ChatViewModel chat) {
        this.services = services;
        this.chat = chat;
        sendable = Bindings.createBooleanBinding(this::canSend, text, attachments, chat.busyProperty());
        hint = Bindings.createObjectBinding(
                this::hintOfNow,
                attachments,
                chat.askedProperty(),
                services.engine().assistantProperty());
    }

    /// The words.
    public StringProperty textProperty() {
        return text;
    }

    /// The pictures.
    public ObservableList<Attachment> attachments() {
        return attachments;
    }

    /// What was offered and is not used, or not whole, until the person closes it or asks.
    public ObservableList<Refusal> refusals() {
        return refusals;
    }

    /// Whether nothing was written or attached, and nothing refused.
    boolean isEmpty() {
        return text.get().isEmpty() && attachments.isEmpty() && refusals.isEmpty();
    }

    /// Puts pictures of a question that failed before the others, for the question in its place.
    void giveBack(List<Picture> pictures) {
        takeBack();
        pictures.forEach(picture -> returned.add(attached(picture)));
        attachments.addAll(0, returned);
    }

    /// Takes them away again: the same question is asked once more, with them.
    void takeBack() {
        attachments.removeAll(returned);
        returned.clear();
    }

    private static Attachment attached(Picture picture) {
        return new Attachment(picture.name(), picture, new AtomicBoolean());
    }

    /// Whether there is something to ask and nothing in the way.
    public ObservableBooleanValue sendableProperty() {
        return sendable;
    }

    /// Something to know before asking.
    public ObservableValue<@Nullable Phrase> hintProperty() {
        return hint;
    }

    /// Adds pictures from files.
    public void addFiles(List<Path> files) {
        if (refusesPictures()) {
            return;
        }
        for (Path file : files) {
            Path last = file.getFileName();
            String name = last == null ? file.toString() : last.toString();
            read(name, waiting -> {
                if (Files.isDirectory(file)) {
                    services.later().run(0, () -> refused(waiting, ErrorTexts.folder()));
                } else {
                    decode(waiting, Picture.load(file));
                }
            });
        }
    }

    /// Adds a picture from a file that is read in another way.
    ///
    /// @param name for people
    /// @param loader reads the file, off the application's thread; may throw [ImageFormatException]
    public void addFile(String name, Supplier<byte[]> loader) {
        if (!refusesPictures()) {
            read(name, waiting -> decode(waiting, loader.get()));
        }
    }

    /// However long that takes, it keeps no other picture waiting.
    private void read(String name, Consumer<Attachment> reader) {
        Attachment waiting = await(name);
        services.files().execute(() -> attempt(waiting, () -> reader.accept(waiting)));
    }

    private void decode(Attachment waiting, byte[] content) {
        services.decoder()
                .execute(() -> attempt(
                        waiting,
                        () -> arrive(waiting, Picture.decode(waiting.name(), content, waiting.cancelled()::get))));
    }

    /// Adds a picture from elsewhere.
    ///
    /// @param name for people
    /// @param reader makes the picture, off the application's thread; may throw [ImageFormatException]
    public void addPicture(String name, Function<AtomicBoolean, Picture> reader) {
        if (!refusesPictures()) {
            Attachment waiting = await(name);
            services.decoder()
                    .execute(() -> attempt(waiting, () -> arrive(waiting, reader.apply(waiting.cancelled()))));
        }
    }

    /// Leaves a picture out.
    public void remove(Attachment attachment) {
        attachment.cancelled().set(true);
        attachments.remove(attachment);
        if (attachment.picture() != null
                && attachment.picture().equals(chat.shownPictureProperty().get())) {
            chat.shownPictureProperty().set(lastPicture());
        }
    }

    /// Shows a picture large.
    public void show(Picture picture) {
        chat.shownPictureProperty().set(picture);
    }

    /// Asks, if there is something to ask.
    public void send() {
        if (!canSend()) {
            return;
        }
        String question = text.get().strip();
        List<Picture> pictures = attachments.stream()
                .map(Attachment::picture)
                .filter(Objects::nonNull)
                .toList();
        boolean instead = editing;
        editing = false;
        text.set("");
        attachments.clear();
        returned.clear();
        refusals.clear();
        if (instead) {
            chat.askInstead(question, pictures);
        } else {
            chat.ask(question, pictures);
        }
    }

    /// Brings the last question back to be asked in other words; it stays in the conversation until it is sent.
    public void editLast() {
        Question last = chat.dialogue().lastQuestion();
        if (last == null || chat.busyProperty().get() || !text.get().isEmpty() || !returned.containsAll(attachments)) {
            return;
        }
        takeBack();
        editing = true;
        text.set(last.text());
        last.pictures().forEach(picture -> attachments.add(attached(picture)));
    }

    /// Leaves the last question as it was.
    ///
    /// @return whether it was being edited
    public boolean cancelEditing() {
        if (!editing) {
            return false;
        }
        editing = false;
        text.set("");
        attachments.clear();
        giveBack(chat.dialogue().returnedPictures());
        return true;
    }

    private boolean refusesPictures() {
        Assistant assistant = services.engine().assistantProperty().get();
        AssistantInfo info = assistant == null ? null : assistant.info();
        if (info == null || info.seesPictures()) {
            return false;
        }
        refusals.add(new Refusal("", ErrorMessages.noPictures(info.modelName(), info.missingMmproj())));
        return true;
    }

    private Attachment await(String name) {
        var waiting = new Attachment(name, null, new AtomicBoolean());
        attachments.add(waiting);
        return waiting;
    }

    /// A step on the way of a picture, on another thread.
    private void attempt(Attachment waiting, Runnable step) {
        if (waiting.cancelled().get()) {
            return;
        }
        try {
            step.run();
        } catch (ImageFormatException e) {
            services.later().run(0, () -> refused(waiting, ErrorMessages.refusal(e)));
        } catch (RuntimeException e) {
            services.later().run(0, () -> refused(waiting, ErrorTexts.fileUnreadable()));
        }
    }

    private void arrive(Attachment waiting, Picture picture) {
        services.later().run(0, () -> arrived(waiting, picture));
    }

    private void arrived(Attachment waiting, Picture picture) {
        int at = attachments.indexOf(waiting);
        if (at >= 0) {
            attachments.set(at, new Attachment(waiting.name(), picture, waiting.cancelled()));
            chat.shownPictureProperty().set(picture);
            Phrase loss = ErrorMessages.loss(picture.completeness());
            if (loss != null) {
                refusals.add(new Refusal(waiting.name(), loss, true));
            }
        }
    }

    private void refused(Attachment waiting, Phrase reason) {
        if (attachments.remove(waiting)) {
            refusals.add(new Refusal(waiting.name(), reason));
        }
    }

    private @Nullable Picture lastPicture() {
        for (int i = attachments.size() - 1; i >= 0; i--) {
            Picture picture = attachments.get(i).picture();
            if (picture != null) {
                return picture;
            }
        }
        return chat.lastAskedPicture();
    }

    private boolean canSend() {
        return !text.get().isBlank()
                && !chat.busyProperty().get()
                && attachments.stream().allMatch(attachment -> attachment.picture() != null);
    }

    private @Nullable Phrase hintOfNow() {
        int before = editing
                ? 0
                : chat.dialogue().pictures().size()
                        - chat.dialogue().returnedPictures().size();
        return !attachments.isEmpty() && before + attachments.size() > 1 ? ChatTexts.trainedOnOnePicture() : null;
    }
}
