package dev.tuwen.compute.spi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/// Finds the providers on the module path, orders their devices and explains the choice. Stateless; any thread.
public final class Backends {
    private static final List<String> PREFERENCE = List.of("cuda", "metal", "cpu");

    private Backends() {}

    /// What one provider found.
    ///
    /// @param provider the provider
    /// @param probe its answer
    public record Found(BackendProvider provider, Probe probe) {}

    /// A device together with the provider that opens it.
    ///
    /// @param provider opens the device
    /// @param device what to open
    public record Choice(BackendProvider provider, Device device) {
        /// Opens the device.
        public Backend open(BackendOptions options) {
            return provider.open(device, options);
        }
    }

    /// Asks every provider, the preferred first. May take a moment: drivers are loaded.
    public static List<Found> probeAll() {
        var found = new ArrayList<Found>();
        for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
            found.add(new Found(provider, provider.probe()));
        }
        found.sort(Comparator.comparingInt(f -> rank(f.provider().id())));
        return found;
    }

    /// Chooses a device.
    ///
    /// @param wanted a provider's id, or `auto` for the best there is
    /// @throws UnsupportedDeviceException with every provider's reason when there is none
    public static Choice choose(String wanted) {
        var reasons = new ArrayList<String>();
        for (Found found : probeAll()) {
            if (!wanted.equals("auto") && !wanted.equals(found.provider().id())) {
                continue;
            }
            switch (found.probe()) {
                case Probe.Ready ready -> {
                    return new Choice(found.provider(), ready.devices().getFirst());
                }
                case Probe.Unavailable unavailable ->
                    reasons.add(found.provider().id() + ": " + unavailable.reason());
            }
        }
        throw new UnsupportedDeviceException(
                reasons.isEmpty()
                        ? "there is no backend '" + wanted + "' in this installation"
                        : "no device to compute on (" + String.join("; ", reasons) + ")",
                null);
    }

    private static int rank(String id) {
        int index = PREFERENCE.indexOf(id);
        return index < 0 ? PREFERENCE.size() : index;
    }
}
