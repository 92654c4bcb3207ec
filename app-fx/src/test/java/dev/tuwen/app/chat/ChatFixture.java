package dev.tuwen.app.chat;

import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.FakeAssistant;
import dev.tuwen.app.engine.FakeOpener;
import dev.tuwen.app.markdown.MarkdownBlock;
import dev.tuwen.app.markdown.Span;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Picture;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.vision.image.Bitmap;
import java.nio.file.Path;
import java.util.List;

/// A conversation without a toolkit and without a model; everything happens on the test's thread.
final class ChatFixture {
    final FakeOpener opener = new FakeOpener();
    final EngineService engine = new EngineService(opener, Runnable::run, Runnable::run, Runnable::run);
    final ChatServices services = new ChatServices(
            engine, Runnable::run, Runnable::run, (_, task) -> task.run(), info -> new AskOptions(info.defaults(), 64));
    final ChatViewModel chat = new ChatViewModel(services);

    ChatFixture open(String model) {
        engine.open(
                model.equals("demo") ? new ModelSpec.Demo() : new ModelSpec.Folder(Path.of(model)),
                OpenOptions.DEFAULT);
        return this;
    }

    /// What the model says next is said through this.
    FakeAssistant.FakeChat model() {
        return opener.last().chat();
    }

    static Picture picture(String name) {
        return new Picture(name, new Bitmap(2, 2, new byte[12]), 12);
    }

    /// The rows as words: what kind, and what it says.
    List<String> rows() {
        return chat.items().stream().map(ChatFixture::words).toList();
    }

    private static String words(TranscriptItem item) {
        return switch (item) {
            case TranscriptItem.Question(int _, String text, var _) -> "question " + text;
            case TranscriptItem.Block(int _, var block) -> "block " + text(block);
            case TranscriptItem.Progress(int _, var phrase, double _) -> "progress " + phrase.key();
            case TranscriptItem.Pace(int _, var phrase) -> "pace " + phrase.key();
            case TranscriptItem.Notice(int _, var phrase) -> "notice " + phrase.key();
            case TranscriptItem.Problem(int _, var advice, boolean last) ->
                "problem " + advice.sentence().key() + (last ? "" : " past");
            case TranscriptItem.Footer(int _, var _, boolean last) -> last ? "footer" : "footer past";
        };
    }

    private static String text(MarkdownBlock block) {
        return block instanceof MarkdownBlock.Paragraph(var spans)
                ? spans.stream().map(Span::text).reduce("", String::concat)
                : block.getClass().getSimpleName();
    }
}
