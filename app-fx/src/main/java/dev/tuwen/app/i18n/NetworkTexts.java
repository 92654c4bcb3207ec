package dev.tuwen.app.i18n;

/// What is said about the network: what may be done there, and what was. Stateless.
public final class NetworkTexts {
    private NetworkTexts() {}

    public static Phrase title() {
        return Phrase.of("network.title", "Network");
    }

    public static Phrase seal() {
        return Phrase.of("network.seal", "Sealed");
    }

    public static Phrase sealAbout() {
        return Phrase.of(
                "network.sealAbout",
                "Makes no connection at all, whatever is asked for. Models come as offline kits then.");
    }

    public static Phrase sealForced() {
        return Phrase.of("network.sealForced", "The environment variable TUWEN_SEALED keeps Tuwen sealed.");
    }

    public static Phrase source() {
        return Phrase.of("network.source", "Source");
    }

    public static Phrase address() {
        return Phrase.of("network.address", "Your own source");
    }

    public static Phrase addressAbout(String pattern) {
        return Phrase.of("network.addressAbout", "An address like https://host, or {0}", pattern);
    }

    public static Phrase proxy() {
        return Phrase.of("network.proxy", "Proxy");
    }

    public static Phrase proxyAbout() {
        return Phrase.of("network.proxyAbout", "system, none, host:port, or user:password@host:port");
    }

    public static Phrase limit() {
        return Phrase.of("network.limit", "Speed limit");
    }

    public static Phrase limitAbout() {
        return Phrase.of("network.limitAbout", "Megabytes a second; 0 for none");
    }

    public static Phrase connections() {
        return Phrase.of("network.connections", "Every connection ever made");
    }

    public static Phrase noConnections() {
        return Phrase.of("network.noConnections", "Tuwen has never made a connection.");
    }

    public static Phrase connection(String when, double megabytes, String outcome) {
        return Phrase.of("network.connection", "{0} · {1,number,0.00} MB · {2}", when, megabytes, outcome);
    }

    public static Phrase connectionsSum(int count, double megabytes) {
        return Phrase.of(
                "network.connectionsSum",
                "{0} connections, {1,number,0.0} MB received in all. The newest comes first.",
                count,
                megabytes);
    }

    public static Phrase causeList(String model) {
        return Phrase.of("network.causeList", "Looking what files of {0} there are", model);
    }

    public static Phrase causeSize(String model) {
        return Phrase.of("network.causeSize", "Asking for the size of a file of {0}", model);
    }

    public static Phrase causeDownload(String model) {
        return Phrase.of("network.causeDownload", "Downloading {0}", model);
    }

    public static Phrase causeUpdate(String program) {
        return Phrase.of("network.causeUpdate", "Looking for a newer version of {0}", program);
    }

    public static Phrase causeOther(String words) {
        return Phrase.of("network.causeOther", "Something else: {0}", words);
    }
}
