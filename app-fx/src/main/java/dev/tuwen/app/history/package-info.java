/// The chats of this session.
package dev.tuwen.app.history;
