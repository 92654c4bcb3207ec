/// One conversation: what was said as [dev.tuwen.app.chat.TranscriptItem]s, the entry below it, and the views of both.
package dev.tuwen.app.chat;
