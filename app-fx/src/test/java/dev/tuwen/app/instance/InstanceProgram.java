package dev.tuwen.app.instance;

import java.nio.file.Path;
import java.util.List;

/// A start of its own process that is the first one, says so, and stays until it is ended.
final class InstanceProgram {
    private InstanceProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path home = Path.of(arguments[0]);
        Instance.Claim claim = Instance.claim(home, List.of());
        InstanceServer.listen(home, Runnable::run, _ -> {});
        System.out.println(claim instanceof Instance.Claim.First ? "first" : "other");
        Thread.sleep(Long.MAX_VALUE);
    }
}
