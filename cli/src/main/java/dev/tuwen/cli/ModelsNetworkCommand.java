package dev.tuwen.cli;

import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.Source;
import dev.tuwen.network.NetworkRules;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tuwen models network`: how models are downloaded.
@Command(mixinStandardHelpOptions = true)
final class ModelsNetworkCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Option(
            names = "--source",
            paramLabel = "auto|huggingface|hf-mirror|modelscope|own",
            description = "Where from; auto takes the quickest to answer.")
    private @Nullable String source;

    @Option(
            names = "--address",
            paramLabel = "URL",
            description =
                    "Address of your own source, of the form of Hugging Face, or with {repo} and {path} in it; empty"
                            + " for none.")
    private @Nullable String address;

    @Option(
            names = "--proxy",
            paramLabel = "system|none|[USER:PASSWORD@]HOST:PORT",
            description = "Proxy of all connections; system looks at https_proxy first.")
    private @Nullable String proxy;

    @Option(
            names = "--limit",
            paramLabel = "MB/S",
            converter = ModelsGetCommand.MegabytesPerSecond.class,
            description = "Maximum speed in megabytes a second; 0 for no limit.")
    private @Nullable Long limit;

    ModelsNetworkCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (source == null && address == null && proxy == null && limit == null) {
            show(tools.settings());
            return Main.DONE;
        }
        String wantedAddress = address == null || address.isBlank() ? address : Source.checkedAddress(address);
        String wantedSource = source == null ? null : checkedSource(source, wantedAddress);
        String wantedProxy = proxy == null ? null : LibrarySettings.checkedProxy(proxy);
        LibrarySettings.change(tools.library().home(), before -> {
            LibrarySettings changed = before;
            changed = wantedAddress == null ? changed : changed.with(LibrarySettings.OWN_ADDRESS, wantedAddress);
            changed = wantedSource == null ? changed : changed.with(LibrarySettings.SOURCE, wantedSource);
            changed = wantedProxy == null ? changed : changed.with(LibrarySettings.PROXY, wantedProxy);
            return limit == null ? changed : changed.with(LibrarySettings.BYTES_PER_SECOND, limit);
        });
        return Main.DONE;
    }

    private String checkedSource(String wanted, @Nullable String wantedAddress) {
        var known = new ArrayList<String>();
        known.add("auto");
        tools.sources(wantedAddress == null ? "" : wantedAddress).forEach(each -> known.add(each.id()));
        if (!known.contains(wanted)) {
            throw new MistakeException("'" + wanted + "' is no source, expected " + String.join(", ", known)
                    + (wanted.equals(Source.OWN) ? "; --address gives your own" : ""));
        }
        return wanted;
    }

    private void show(LibrarySettings settings) {
        tools.terminal().println("source   " + settings.value(LibrarySettings.SOURCE));
        String own = settings.value(LibrarySettings.OWN_ADDRESS);
        tools.terminal().println("address  " + (own.isEmpty() ? "none" : own));
        tools.terminal().println("proxy    " + NetworkRules.shownProxy(settings.value(LibrarySettings.PROXY)));
        long bytesPerSecond = settings.value(LibrarySettings.BYTES_PER_SECOND);
        tools.terminal()
                .println("limit    " + (bytesPerSecond == 0 ? "none" : LibraryTools.size(bytesPerSecond) + "/s"));
        tools.terminal().println("sealed   " + (settings.networkRules().sealed() ? "yes" : "no"));
    }
}
