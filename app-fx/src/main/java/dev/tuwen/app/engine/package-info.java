/// Between the window and the assistant: [dev.tuwen.app.engine.EngineService] opens models and says how far it is,
/// [dev.tuwen.app.engine.TokenMailbox] brings what happens on the assistant's thread to the application's, gathered.
/// The interfaces here are what view models see of an assistant, so that their tests can do without a model.
package dev.tuwen.app.engine;
