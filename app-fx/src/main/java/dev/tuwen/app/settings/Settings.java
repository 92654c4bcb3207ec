package dev.tuwen.app.settings;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/// The preferences of now, saved whenever they change. One for the application, made by its context; the application's
/// thread.
public final class Settings {
    private final PreferencesStore store;
    private final Executor worker;
    private final ReadOnlyObjectWrapper<Preferences> preferences;

    /// @param store where they are kept
    /// @param worker runs one task after the other; writes there
    public Settings(PreferencesStore store, Executor worker) {
        this.store = store;
        this.worker = worker;
        this.preferences = new ReadOnlyObjectWrapper<>(this, "preferences", store.load());
    }

    /// The preferences of now.
    public ReadOnlyObjectProperty<Preferences> preferencesProperty() {
        return preferences.getReadOnlyProperty();
    }

    /// The preferences of now.
    public Preferences preferences() {
        return preferences.get();
    }

    /// Changes and saves them.
    public void change(UnaryOperator<Preferences> edit) {
        Preferences changed = edit.apply(preferences.get());
        if (!changed.equals(preferences.get())) {
            preferences.set(changed);
            worker.execute(() -> store.save(changed));
        }
    }
}
