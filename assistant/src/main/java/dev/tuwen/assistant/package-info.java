/// All that stands between the models and their faces: the window and the command line use only this package.
///
/// [dev.tuwen.library.ModelLibrary] knows where models live, [dev.tuwen.assistant.Assistant] opens one on a device,
/// [dev.tuwen.assistant.Chat] answers a [dev.tuwen.assistant.Dialogue] about [dev.tuwen.assistant.Picture]s and reports
/// what happens as [dev.tuwen.assistant.AnswerEvent]s. All work on a device happens on one thread of the assistant's
/// own; every method here may be called from any thread.
package dev.tuwen.assistant;
