/// The window: the list of chats, the conversation, the picture beside it and the status line, and what may be dropped
/// on them.
package dev.tuwen.app.window;
