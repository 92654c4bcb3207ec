package dev.tuwen.cli;

import dev.tuwen.library.Catalog;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.DownloadPlan;
import dev.tuwen.library.DownloadPlanner;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.Downloader;
import dev.tuwen.library.LibraryException;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.Licence;
import dev.tuwen.library.Licence.Words;
import dev.tuwen.library.MemoryFit;
import dev.tuwen.library.ModelConverter;
import dev.tuwen.library.ModelDownload;
import dev.tuwen.library.Source;
import dev.tuwen.network.Network;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models get`: downloads a model.
@Command(mixinStandardHelpOptions = true)
final class ModelsGetCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", description = "A name 'tuwen models --available' lists.")
    private String name = "";

    @Option(
            names = "--source",
            paramLabel = "auto|huggingface|hf-mirror|modelscope|own",
            description = "Where from (default: what 'tuwen models network' says, else the quickest).")
    private String source = "";

    @Option(
            names = "--address",
            paramLabel = "URL",
            description = "Address of your own source; used unless --source says otherwise.")
    private String address = "";

    @Option(names = "--accept-licence", description = "Says that you read the model's licence and accept it.")
    private boolean accepted;

    @Option(
            names = "--limit",
            paramLabel = "MB/S",
            converter = MegabytesPerSecond.class,
            description = "Maximum speed in megabytes a second (default: no limit).")
    private long limit = -1;

    @Option(
            names = "--parts",
            paramLabel = "N",
            converter = PartCount.class,
            description = "Parts downloaded at once (default: 4).")
    private int parts;

    ModelsGetCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        LibrarySettings settings = tools.settings();
        CatalogEntry entry = Catalog.read(tools.library().home()).entry(name);
        try (Network network = tools.network()) {
            var downloader = new Downloader(network, tools.library().models());
            downloader.checkNew(entry.name());
            checkLicence(entry);
            var planner = new DownloadPlanner(network, tools.sources(address));
            tools.terminal().progress("asking the sources …");
            var control = new DownloadControl();
            control.limit(limit < 0 ? settings.value(LibrarySettings.BYTES_PER_SECOND) : limit);
            Path folder = new ModelDownload(planner, downloader, entry, wanted(settings))
                    .run(
                            parts == 0 ? settings.value(LibrarySettings.PARTS) : parts,
                            control,
                            plan -> begin(plan, control),
                            this::show);
            tools.terminal().clearProgress();
            tools.terminal().println(folder.toString());
            offerSmaller(folder);
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; the same command goes on from here");
            return Main.FAILED;
        } finally {
            tools.interruption().onInterrupt(null);
        }
    }

    private void begin(DownloadPlan plan, DownloadControl control) {
        tools.terminal()
                .complain("tuwen: " + plan.entry().title() + " from "
                        + plan.source().title() + ", " + LibraryTools.size(plan.totalBytes()) + ", checked against "
                        + vouchers(plan));
        tools.interruption().onInterrupt(control::stop);
    }

    private String wanted(LibrarySettings settings) {
        if (!source.isBlank()) {
            return source;
        }
        return address.isBlank() ? settings.value(LibrarySettings.SOURCE) : Source.OWN;
    }

    private static String vouchers(DownloadPlan plan) {
        long bySource = plan.vouchedBySource();
        long unknown =
                plan.files().stream().filter(file -> file.digest() == null).count();
        long byCatalog = plan.files().size() - bySource - unknown;
        return byCatalog + " digests of the catalogue and " + bySource + " of the source's own list"
                + (unknown == 0 ? "" : "; " + unknown + " have none");
    }

    private void checkLicence(CatalogEntry entry) {
        if (accepted) {
            return;
        }
        Licence licence = entry.licence();
        tools.terminal()
                .complain(entry.title() + " is under this licence:\n\n" + inAllLanguages(licence, Words::title)
                        + licence.address() + "\n\n" + inAllLanguages(licence, Words::summary));
        if (!tools.confirm("Accept it and download?")) {
            throw new LibraryException(
                    LibraryException.Kind.LICENCE_NOT_ACCEPTED,
                    "the licence was not accepted; --accept-licence says that you read it and accept it",
                    null,
                    licence.title());
        }
    }

    private static String inAllLanguages(Licence licence, Function<Words, String> part) {
        return Stream.concat(Stream.of(licence.english()), licence.translations().values().stream())
                .map(words -> part.apply(words) + "\n")
                .collect(Collectors.joining());
    }

    /// Weights as they were trained are three times larger than the usual four bits, which hardly answer worse.
    private void offerSmaller(Path folder) {
        if (MemoryFit.look(folder).filter(MemoryFit.Look::canBeSmaller).isEmpty()) {
            return;
        }
        tools.terminal()
                .complain(
                        "tuwen: a copy with four bits would be about a third as large and answer sooner; 'tuwen models"
                                + " convert " + name + " --type q4_0 --out FILE.gguf' makes one");
        if (tools.confirm("Make one now, beside it in the library?")) {
            try {
                String smaller = new ModelConverter(tools.library())
                        .makeAnother(name, ModelConverter.SMALLER, tools.listener("converting"));
                tools.terminal().clearProgress();
                tools.terminal().println(smaller);
            } catch (CancellationException e) {
                tools.terminal().complain("tuwen: stopped; the model is here, the copy is not");
            }
        }
    }

    private void show(DownloadProgress progress) {
        String done = LibraryTools.size(progress.bytes()) + " of " + LibraryTools.size(progress.totalBytes());
        tools.terminal()
                .progress(
                        switch (progress.phase()) {
                            case DOWNLOADING ->
                                String.format(
                                        Locale.ROOT,
                                        "%s · %s · %s/s%s",
                                        progress.source(),
                                        done,
                                        LibraryTools.size((long) progress.bytesPerSecond()),
                                        LibraryTools.left(progress.secondsLeft()));
                            case WAITING ->
                                progress.source() + " · " + done + " · asking again in "
                                        + LibraryTools.duration(progress.waitSeconds());
                            case PAUSED -> "paused · " + done;
                            case CHECKING -> "checking " + progress.file() + " · " + done;
                            case FINISHING -> "finishing …";
                        });
    }

    /// A speed.
    static final class MegabytesPerSecond implements ITypeConverter<Long> {
        MegabytesPerSecond() {}

        @Override
        public Long convert(String value) {
            return (long) (Numbers.decimal(value, 0, 100_000) * 1e6);
        }
    }

    /// A sensible number of parts.
    static final class PartCount implements ITypeConverter<Integer> {
        PartCount() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 1, LibrarySettings.MAXIMUM_PARTS);
        }
    }
}
