package dev.tuwen.assistant;

import dev.tuwen.network.Network;
import dev.tuwen.update.Platform;
import dev.tuwen.update.Updates;
import java.nio.file.Path;

/// Newer versions of this application. Stateless.
public final class ApplicationUpdates {
    private ApplicationUpdates() {}

    /// Looks for them when it is asked to.
    ///
    /// @param home the home folder of the application
    /// @param network makes the connections
    public static Updates of(Path home, Network network) {
        return new Updates(
                home,
                network,
                new Updates.Build(
                        ApplicationVersion.current(),
                        ApplicationVersion.releases(),
                        ApplicationVersion.releasesKey(),
                        Platform.ofProcess(),
                        Installation.now().kind()));
    }
}
