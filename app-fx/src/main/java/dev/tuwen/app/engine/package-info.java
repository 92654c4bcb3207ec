/// Between the window and the assistant: [dev.tuwen.app.engine.EngineService] opens models and says how far it is,
/// [dev.tuwen.app.engine.AnswerMailbox] brings what happens on the assistant's thread to the application's, gathered.
package dev.tuwen.app.engine;
