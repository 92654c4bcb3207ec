package dev.tuwen.app.chat;

import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.TokenMailbox;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.AssistantInfo;
import java.util.concurrent.Executor;
import java.util.function.Function;

/// What conversations need. Made once by the application's context.
///
/// @param engine opens models
/// @param worker runs one task after the other, off the application's thread; conversations with the engine begin and
///     end there
/// @param decoder reads pictures, off the application's thread
/// @param later brings tasks to the application's thread
/// @param options how to answer, given the model
public record ChatServices(
        EngineService engine,
        Executor worker,
        Executor decoder,
        TokenMailbox.Later later,
        Function<AssistantInfo, AskOptions> options) {}
