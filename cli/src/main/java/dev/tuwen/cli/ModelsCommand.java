package dev.tuwen.cli;

import dev.tuwen.library.Catalog;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.Downloader;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.library.MemoryFit;
import dev.tuwen.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tuwen models`: what is installed and what is on offer.
@Command(
        mixinStandardHelpOptions = true,
        footer = {"", "The catalogue can be extended: see docs/catalog.md for the form of 'catalog.json'."})
final class ModelsCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Option(names = "--available", description = "Lists the models on offer too.")
    private boolean available;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    private ModelsCommand(LibraryTools tools) {
        this.tools = tools;
    }

    /// The command with all that is under it.
    ///
    /// @param typed all arguments of the call
    static CommandLine commandLine(Terminal terminal, Interruption interruption, List<String> typed) {
        var tools = new LibraryTools(terminal, interruption);
        var line = new CommandLine(new ModelsCommand(tools));
        new Commands()
                .add(
                        "get",
                        () -> new ModelsGetCommand(tools),
                        "Downloads a model from the quickest source. Stopped or cut off, the same command goes on where it"
                                + " was, from another source too.")
                .add(
                        "verify",
                        () -> new ModelsVerifyCommand(tools),
                        "Reads all files of a model and compares them with their digests.")
                .add(
                        "remove",
                        () -> new ModelsRemoveCommand(tools),
                        "Deletes a model, or what arrived of one that is downloaded. Files that were imported in place stay where they are.")
                .add(
                        "default",
                        () -> new ModelsDefaultCommand(tools),
                        "Chooses the model that is opened when none is named; without a name, says which it is.")
                .add("where", () -> new ModelsWhereCommand(tools), "Prints the folder of a model, or of all models.")
                .alias("open")
                .add(
                        "import",
                        () -> new ModelsImportCommand(tools),
                        "Takes a model into the library that is on the disk already: a folder as published, a .gguf file, or"
                                + " an offline kit. Needs no network.")
                .add(
                        "pack",
                        () -> new ModelsPackCommand(tools),
                        "Writes a model with its licence and its digests into one file that 'tuwen models import' installs"
                                + " without a network.")
                .add(
                        "convert",
                        () -> new ModelsConvertCommand(tools),
                        "Writes a model as a GGUF file of another type, and its vision encoder, if it has one, as 'mmproj-FILE'"
                                + " beside it. Needs little memory and no network; stopped, it leaves nothing behind.")
                .add(
                        "move",
                        () -> new ModelsMoveCommand(tools),
                        "Moves all models to another folder, on another disk too. If it fails, all stays as it was.")
                .add(
                        "network",
                        () -> new ModelsNetworkCommand(tools),
                        "Shows or changes how models are downloaded: source, proxy, speed.")
                .add(
                        "seal",
                        () -> new ModelsSealCommand(tools),
                        "Seals the application, window and commands: no connection is made any more. Without an option, says"
                                + " whether it is sealed.")
                .add(
                        "connections",
                        () -> new ModelsConnectionsCommand(tools),
                        "Lists every connection the application ever made: when, where, bytes, why. The newest first.")
                .under(line, typed);
        return line;
    }

    @Override
    public Integer call() {
        List<InstalledModels.Item> items = new InstalledModels(tools.library()).list();
        Catalog catalog = Catalog.read(tools.library().home());
        catalog.problems().forEach(problem -> tools.terminal().complain("tuwen: " + problem));
        if (json) {
            tools.terminal().println(Json.pretty(object(items, catalog)));
            return Main.DONE;
        }
        var lines = new ArrayList<String>();
        lines.add(line("demo", "comes with the application" + (isDemoDefault(items) ? " · default" : "")));
        for (InstalledModels.Item item : items) {
            lines.add(line(item.name(), words(item)));
        }
        for (String begun : begun()) {
            lines.add(line(begun, "partly downloaded; 'tuwen models get " + begun + "' goes on"));
        }
        lines.add("");
        lines.add("Models are in " + tools.library().models());
        if (available) {
            lines.add("");
            lines.add("On offer ('tuwen models get NAME' downloads one):");
            for (CatalogEntry entry : catalog.entries()) {
                lines.add(line(entry.name(), words(entry)));
            }
        } else {
            lines.add("'tuwen models --available' lists those on offer");
        }
        tools.terminal().println(String.join("\n", lines));
        return Main.DONE;
    }

    private List<String> begun() {
        try (Network network = tools.network()) {
            return new Downloader(network, tools.library().models()).begun();
        }
    }

    private static boolean isDemoDefault(List<InstalledModels.Item> items) {
        return items.stream().noneMatch(InstalledModels.Item::byDefault);
    }

    private static String line(String name, String words) {
        return String.format(Locale.ROOT, "%-22s %s", name, words);
    }

    private static String words(InstalledModels.Item item) {
        var words = new ArrayList<String>();
        words.add(LibraryTools.size(item.bytes()));
        if (item.complete()) {
            Optional<MemoryFit.Look> look = MemoryFit.look(item.path());
            look.ifPresent(found -> {
                words.add(found.precision());
                words.add(found.seesPictures() ? "sees pictures" : "text only");
                words.add(fit(found.fit()));
            });
            if (look.isEmpty()) {
                words.add("cannot be opened by this version");
            }
        } else {
            words.add("incomplete: '" + item.missing().getFirst() + "' is missing"
                    + (item.missing().size() > 1 ? ", and " + (item.missing().size() - 1) + " more" : ""));
        }
        if (item.external()) {
            words.add("in place: " + item.path());
        }
        if (item.byDefault()) {
            words.add("default");
        }
        return String.join(" · ", words);
    }

    private static String words(CatalogEntry entry) {
        var words = new ArrayList<String>();
        words.add(entry.title());
        words.add(
                entry.approximateBytes() == 0
                        ? "size unknown"
                        : "about " + LibraryTools.size(entry.approximateBytes()));
        words.add(entry.precision());
        MemoryFit.of(entry).ifPresent(fit -> words.add(fit(fit)));
        return String.join(" · ", words);
    }

    private static String fit(MemoryFit fit) {
        String needs = "needs " + LibraryTools.size(fit.neededBytes()) + " of memory";
        return switch (fit.verdict()) {
            case COMFORTABLE -> needs + ": comfortable";
            case TIGHT ->
                needs + ": tight, " + LibraryTools.size(fit.freeBytes()) + " free"
                        + (fit.neededBytes() > fit.freeBytes()
                                ? ", fits with smaller weights in " + LibraryTools.size(fit.smallestBytes())
                                : "");
            case TOO_LARGE ->
                "needs at least " + LibraryTools.size(fit.smallestBytes()) + " of memory: too large, "
                        + LibraryTools.size(fit.freeBytes()) + " free";
        };
    }

    private Map<String, Object> object(List<InstalledModels.Item> items, Catalog catalog) {
        var object = new LinkedHashMap<String, Object>();
        object.put("folder", tools.library().models().toString());
        object.put("default", tools.library().defaultModel());
        object.put("installed", items.stream().map(ModelsCommand::object).toList());
        object.put("begun", begun());
        object.put(
                "available",
                catalog.entries().stream().map(ModelsCommand::object).toList());
        object.put("problems", catalog.problems());
        return object;
    }

    private static Map<String, Object> object(InstalledModels.Item item) {
        var object = new LinkedHashMap<String, Object>();
        object.put("name", item.name());
        object.put("title", item.title());
        object.put("path", item.path().toString());
        object.put("bytes", item.bytes());
        object.put("external", item.external());
        object.put("complete", item.complete());
        object.put("missing", item.missing());
        MemoryFit.look(item.path()).ifPresent(look -> {
            object.put("precision", look.precision());
            object.put("sees_pictures", look.seesPictures());
            object.put("needed_bytes", look.fit().neededBytes());
            object.put("free_bytes", look.fit().freeBytes());
            object.put("fit", look.fit().verdict().name().toLowerCase(Locale.ROOT));
        });
        return object;
    }

    private static Map<String, Object> object(CatalogEntry entry) {
        var object = new LinkedHashMap<String, Object>();
        object.put("name", entry.name());
        object.put("title", entry.title());
        object.put("approximate_bytes", entry.approximateBytes());
        object.put("precision", entry.precision());
        object.put("licence", entry.licence().title());
        object.put("sources", entry.repositories());
        return object;
    }
}
