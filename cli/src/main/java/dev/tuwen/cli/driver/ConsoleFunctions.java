package dev.tuwen.cli.driver;

import java.io.IOException;
import java.util.OptionalInt;

/// What Windows can do with consoles, by the functions of its headers. A handle that is none, or of no console, has no
/// mode. Any thread.
interface ConsoleFunctions {
    /// `GetStdHandle`: where a standard stream leads.
    long standardHandle(int which);

    /// `CreateFileW("CONOUT$")`: what the console of this process shows, wherever its streams lead.
    long screen();

    /// `GetConsoleMode`; empty for what is no console.
    OptionalInt mode(long handle);

    /// `SetConsoleMode`; false if it was refused.
    boolean setMode(long handle, int mode);

    /// `GetConsoleCP`, or `GetConsoleOutputCP`; 0 without a console.
    int codePage(boolean ofOutput);

    /// `SetConsoleCP`, or `SetConsoleOutputCP`; false if it was refused.
    boolean setCodePage(boolean ofOutput, int page);

    /// `ReadConsoleW`: waits for a line and takes as much of it as fits.
    ///
    /// @return how many characters; 0 where Ctrl-C was pressed
    /// @throws IOException if it was refused
    int read(long handle, char[] into) throws IOException;

    /// `PeekConsoleInputW`: whether the end of a line was typed or pasted that nobody has read.
    boolean hasTypedLine(long handle);
}
