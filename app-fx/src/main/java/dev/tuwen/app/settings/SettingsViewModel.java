package dev.tuwen.app.settings;

import dev.tuwen.app.engine.EngineService;
import dev.tuwen.assistant.SystemReport;
import dev.tuwen.model.CachePrecision;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.WeightPrecision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// What the page of settings shows and changes. Most of it holds at once; how models are opened holds when one is
/// opened again. Made by the application's context; the application's thread.
public final class SettingsViewModel {
    /// A device to choose.
    ///
    /// @param id of its backend, or `auto`
    /// @param name as its maker calls it; empty for those every machine has
    public record DeviceChoice(String id, String name) {}

    private static final System.Logger LOG = System.getLogger(SettingsViewModel.class.getName());

    private final Settings settings;
    private final EngineService engine;
    private final String home;
    private final ObservableList<DeviceChoice> devices =
            FXCollections.observableArrayList(new DeviceChoice("auto", ""), new DeviceChoice("cpu", ""));
    private final ReadOnlyBooleanWrapper stale = new ReadOnlyBooleanWrapper(this, "stale");
    private OpenOptions inForce;

    /// @param settings what it changes
    /// @param engine opens models again
    /// @param home where settings are kept
    public SettingsViewModel(Settings settings, EngineService engine, String home) {
        this.settings = settings;
        this.engine = engine;
        this.home = home;
        this.inForce = settings.preferences().assistantOptions();
    }

    /// The preferences of now.
    public Settings settings() {
        return settings;
    }

    /// Where they are kept.
    public String home() {
        return home;
    }

    /// Devices to choose from.
    public ObservableList<DeviceChoice> devices() {
        return devices;
    }

    /// Whether the model was opened in another way than is chosen now.
    public ReadOnlyBooleanProperty staleProperty() {
        return stale.getReadOnlyProperty();
    }

    /// Asks the machine for its devices.
    ///
    /// @param worker asks there
    /// @param application runs tasks on the application's thread
    public void findDevices(Executor worker, Executor application) {
        Supplier<List<DeviceChoice>> find = () -> {
            var found = new ArrayList<DeviceChoice>();
            for (var backend : SystemReport.collect().backends()) {
                if (!backend.backendId().equals("cpu") && !backend.devices().isEmpty()) {
                    found.add(new DeviceChoice(
                            backend.backendId(),
                            backend.devices().stream()
                                    .map(SystemReport.DeviceReport::name)
                                    .collect(Collectors.joining(", "))));
                }
            }
            return found;
        };
        worker.execute(() -> {
            try {
                List<DeviceChoice> found = find.get();
                application.execute(() -> devices.addAll(found));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "devices cannot be listed: " + e);
            }
        });
    }

    /// Chooses a device.
    public void device(String id) {
        open(chosen().withDevice(id));
    }

    /// Chooses how weights are kept.
    public void weights(WeightPrecision precision) {
        open(chosen().withWeights(precision));
    }

    /// Chooses the number of threads.
    public void threads(int count) {
        open(chosen().withThreads(count));
    }

    /// Chooses how keys and values are kept.
    public void cache(CachePrecision precision) {
        open(chosen().withCache(precision));
    }

    private OpenOptions chosen() {
        return settings.preferences().assistantOptions();
    }

    private void open(OpenOptions options) {
        settings.change(before -> before.withAssistantOptions(options));
        stale.set(!chosen().equals(inForce));
    }

    /// Opens the model again as chosen.
    public void apply() {
        inForce = chosen();
        stale.set(false);
        engine.reopen(inForce);
    }
}
