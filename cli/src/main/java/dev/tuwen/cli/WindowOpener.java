package dev.tuwen.cli;

import java.nio.file.Path;
import java.util.List;

/// Opens the window, which is another module's.
@FunctionalInterface
public interface WindowOpener {
    /// Hears that the window is wanted, once the command is done.
    ///
    /// @param files what it shall show; absolute; may be none
    void open(List<Path> files);
}
