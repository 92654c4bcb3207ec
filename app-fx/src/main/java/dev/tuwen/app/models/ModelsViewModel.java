package dev.tuwen.app.models;

import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.engine.ModelNames;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.settings.Settings;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.ModelSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// Which models there are, which one answers, and changing it. Made by the application's context; the application's
/// thread.
public final class ModelsViewModel {
    /// A model that can be opened.
    ///
    /// @param spec which
    /// @param bytes size of its files; 0 when unknown
    public record Choice(ModelSpec spec, long bytes) {}

    private final EngineService engine;
    private final ModelLibrary library;
    private final LibraryViewModel shelf;
    private final Settings settings;
    private final Executor worker;
    private final Executor application;
    private final ObservableList<Choice> choices =
            FXCollections.observableArrayList(new Choice(new ModelSpec.Demo(), 0));
    private final ReadOnlyObjectWrapper<@Nullable Advice> problem = new ReadOnlyObjectWrapper<>(this, "problem");
    private @Nullable Path chosenFolder;

    /// @param engine opens models
    /// @param library knows where models are
    /// @param shelf keeps, gets and removes models
    /// @param settings remember the model
    /// @param worker reads folders there
    /// @param application runs tasks on the application's thread
    public ModelsViewModel(
            EngineService engine,
            ModelLibrary library,
            LibraryViewModel shelf,
            Settings settings,
            Executor worker,
            Executor application) {
        this.engine = engine;
        this.library = library;
        this.shelf = shelf;
        this.settings = settings;
        this.worker = worker;
        this.application = application;
        engine.lastFailureProperty()
                .addListener((_, _, failure) -> problem.set(failure == null ? null : ErrorMessages.advice(failure)));
        shelf.kept().addListener((ListChangeListener<Shelf.Kept>) _ -> refreshChoices());
        engine.stateProperty().addListener((_, _, state) -> {
            if (state instanceof EngineState.Ready) {
                remember();
            }
        });
    }

    /// Keeps, gets and removes models.
    public LibraryViewModel shelf() {
        return shelf;
    }

    /// What can be opened.
    public ObservableList<Choice> choices() {
        return choices;
    }

    /// Why the last choice came to nothing.
    public ReadOnlyObjectProperty<@Nullable Advice> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /// Where the model stands.
    public ReadOnlyObjectProperty<EngineState> stateProperty() {
        return engine.stateProperty();
    }

    /// Whether this model answers now.
    public boolean isInUse(ModelSpec spec) {
        return engine.assistantProperty().get() != null && spec.equals(engine.model());
    }

    /// Opens what was open the last time; the demo model, which says so, when that is not there any more.
    public void openRemembered() {
        String last = settings.preferences().model();
        worker.execute(() -> {
            String chosen = library.defaultModel();
            String wanted = chosen.equals(ModelLibrary.DEMO) ? last : chosen;
            try {
                ModelSpec spec = library.resolve(wanted);
                application.execute(() -> {
                    if (spec instanceof ModelSpec.Folder(Path path)) {
                        chosenFolder = path;
                    }
                    engine.open(spec, settings.preferences().assistantOptions());
                });
            } catch (RuntimeException e) {
                application.execute(() -> {
                    engine.openDemoInstead(ModelNames.of(wanted), e);
                    problem.set(ErrorMessages.advice(e));
                });
            }
        });
    }

    /// Looks again which models there are.
    public void refresh() {
        shelf.refresh();
    }

    private void refreshChoices() {
        worker.execute(() -> {
            List<ModelLibrary.Installed> installed = library.installed();
            application.execute(() -> list(installed));
        });
    }

    private void list(List<ModelLibrary.Installed> installed) {
        var found = new ArrayList<Choice>();
        found.add(new Choice(new ModelSpec.Demo(), 0));
        installed.forEach(model -> found.add(new Choice(new ModelSpec.Folder(model.path()), model.bytes())));
        Path own = chosenFolder;
        if (own != null && installed.stream().noneMatch(model -> model.path().equals(own))) {
            found.add(new Choice(new ModelSpec.Folder(own), 0));
        }
        if (!found.equals(choices)) {
            choices.setAll(found);
        }
    }

    /// Opens one of the models.
    public void use(ModelSpec spec) {
        problem.set(null);
        engine.open(spec, settings.preferences().assistantOptions());
    }

    /// Opens the model in a folder. A folder that holds none says so, and the present model stays.
    public void useFolder(Path folder) {
        problem.set(null);
        worker.execute(() -> {
            try {
                ModelSpec spec = library.resolve(folder.toString());
                application.execute(() -> {
                    chosenFolder = folder;
                    use(spec);
                });
            } catch (RuntimeException e) {
                application.execute(() -> problem.set(ErrorMessages.advice(e)));
            }
        });
    }

    /// What only stands in for another model is not what the person wants the next time.
    private void remember() {
        ModelSpec model = engine.model();
        if (model != null && engine.standInProperty().get() == null) {
            settings.change(before -> before.withModel(
                    switch (model) {
                        case ModelSpec.Demo() -> ModelLibrary.DEMO;
                        case ModelSpec.Folder(Path path) -> path.toString();
                    }));
        }
        refresh();
    }
}
