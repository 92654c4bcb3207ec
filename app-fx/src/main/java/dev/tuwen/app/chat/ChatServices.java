package dev.tuwen.app.chat;

import dev.tuwen.app.engine.AnswerMailbox;
import dev.tuwen.app.engine.EngineService;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.AssistantInfo;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// What conversations need. Made once by the application's context.
///
/// @param engine opens models
/// @param files reads files, off the application's thread; none waits there for another
/// @param decoder makes pictures of them, off the application's thread
/// @param later brings tasks to the application's thread
/// @param options how to answer, given the model
public record ChatServices(
        EngineService engine,
        Executor files,
        Executor decoder,
        AnswerMailbox.Later later,
        Function<AssistantInfo, AskOptions> options) {}
