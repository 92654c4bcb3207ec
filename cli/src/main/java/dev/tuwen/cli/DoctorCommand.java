package dev.tuwen.cli;

import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.Installation;
import dev.tuwen.assistant.SelfTest;
import dev.tuwen.assistant.SystemReport;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.WeightPrecision;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tuwen doctor`: what this machine offers.
@Command(mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Interruption interruption;

    @Option(
            names = "--self-test",
            description = "Asks the demo model about six known pictures on every device found; exit code 1 if an answer"
                    + " is not the known one.")
    private boolean selfTest;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    DoctorCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        SystemReport report = SystemReport.collect();
        Fonts fonts = Fonts.installed();
        Map<String, List<SelfTest.Outcome>> tested = selfTest ? test(report) : Map.of();
        terminal.println(json ? Json.pretty(object(report, fonts, tested)) : text(report, fonts, tested));
        boolean passed = tested.values().stream().flatMap(List::stream).allMatch(SelfTest.Outcome::passed);
        return passed ? Main.DONE : Main.FAILED;
    }

    /// What the demo model answers on every device, by the backend's id.
    private Map<String, List<SelfTest.Outcome>> test(SystemReport report) {
        var tested = new LinkedHashMap<String, List<SelfTest.Outcome>>();
        for (SystemReport.BackendReport backend : report.backends()) {
            if (!backend.devices().isEmpty()) {
                terminal.progress("asking about known pictures on " + backend.backendId() + " …");
                var options = new OpenOptions(backend.backendId(), WeightPrecision.AUTO, 0);
                try (Assistant demo = Assistant.open(new ModelSpec.Demo(), options, OpenListener.NONE)) {
                    tested.put(backend.backendId(), SelfTest.run(demo, interruption::isInterrupted));
                }
            }
        }
        terminal.clearProgress();
        tested.values().stream()
                .flatMap(List::stream)
                .filter(outcome -> !outcome.passed())
                .forEach(outcome -> terminal.complain(outcome.picture() + " | " + outcome.question() + " | "
                        + outcome.expected() + " | " + outcome.answer()));
        return tested;
    }

    private static Map<String, Object> object(
            SystemReport report, Fonts fonts, Map<String, List<SelfTest.Outcome>> tested) {
        var object = new LinkedHashMap<String, Object>();
        object.put("version", report.applicationVersion());
        object.put(
                "installed", report.installation().folder().map(Path::toString).orElse(null));
        object.put("package", report.installation().kind());
        object.put(
                "start_cache", report.installation().cache().map(Path::toString).orElse(null));
        object.put("start_cache_used", report.installation().cacheUsed());
        object.put("java", report.javaVersion());
        object.put("system", report.operatingSystem());
        object.put("architecture", report.architecture());
        object.put("processor", report.processor());
        object.put("processor_count", report.processorCount());
        object.put("vector_bits", report.vectorBits());
        object.put("vectors_compiled", report.vectorsCompiled());
        object.put("memory_bytes", report.memoryBytes());
        object.put("free_memory_bytes", report.freeMemoryBytes());
        object.put(
                "backends",
                report.backends().stream().map(DoctorCommand::object).toList());
        object.put("chosen_backend", report.chosen());
        object.put("font_families", fonts.families());
        object.put("chinese_font", fonts.chinese());
        object.put("home", report.home());
        if (!tested.isEmpty()) {
            var passed = new LinkedHashMap<String, Object>();
            tested.forEach((backend, outcomes) ->
                    passed.put(backend, Map.of("right", right(outcomes), "pictures", outcomes.size())));
            object.put("self_test", passed);
        }
        return object;
    }

    private static long right(List<SelfTest.Outcome> outcomes) {
        return outcomes.stream().filter(SelfTest.Outcome::passed).count();
    }

    private static Map<String, Object> object(SystemReport.BackendReport backend) {
        var object = new LinkedHashMap<String, Object>();
        object.put("id", backend.backendId());
        object.put("available", !backend.devices().isEmpty());
        object.put(
                "devices",
                backend.devices().stream()
                        .map(device -> Map.of(
                                "name", device.name(),
                                "memory_bytes", device.memoryBytes(),
                                "free_memory_bytes", device.freeMemoryBytes()))
                        .toList());
        object.put("reason", backend.reason());
        return object;
    }

    private static String text(SystemReport report, Fonts fonts, Map<String, List<SelfTest.Outcome>> tested) {
        var text = new StringBuilder();
        line(text, "Tuwen", report.applicationVersion());
        line(text, "Installed", installed(report.installation()));
        line(text, "Cache", cache(report.installation()));
        line(text, "Java", report.javaVersion());
        line(text, "System", report.operatingSystem() + ", " + report.architecture());
        line(text, "Processor", report.processor() + ", " + count(report.processorCount(), "thread"));
        line(text, "Vectors", report.vectorBits() == 0 ? "none" : report.vectorBits() + " bits" + compiled(report));
        line(text, "Memory", gigabytes(report.freeMemoryBytes()) + " free of " + gigabytes(report.memoryBytes()));
        for (SystemReport.BackendReport backend : report.backends()) {
            List<SystemReport.DeviceReport> devices = backend.devices();
            if (devices.isEmpty()) {
                line(text, backend.backendId(), "not available: " + backend.reason());
            }
            for (SystemReport.DeviceReport device : devices) {
                line(text, backend.backendId(), device.name() + ", " + gigabytes(device.freeMemoryBytes()) + " free");
            }
        }
        line(text, "Chosen", report.chosen());
        line(
                text,
                "Fonts",
                fonts.families() < 0
                        ? "cannot be listed on this system"
                        : fonts.families() + " families, " + (fonts.chinese() ? "one or more" : "none")
                                + " with Chinese; the application brings its own");
        line(text, "Home", report.home());
        tested.forEach((backend, outcomes) -> line(
                text,
                "Self-test",
                backend + ", " + right(outcomes) + " of " + count(outcomes.size(), "known picture")
                        + " answered right"));
        return text.toString().stripTrailing();
    }

    static String installed(Installation installation) {
        return installation
                .folder()
                .map(folder -> folder
                        + (installation.kind().isEmpty() ? "" : ", from a package (" + installation.kind() + ")"))
                .orElse("no, it runs from what was built of its sources");
    }

    /// What quick starts begin with.
    static String cache(Installation installation) {
        return installation
                .cache()
                .map(file -> file + (installation.cacheUsed() ? ", used" : ", not used: starts take longer"))
                .orElse("none, starts take longer");
    }

    private static String compiled(SystemReport report) {
        Boolean compiled = report.vectorsCompiled();
        if (compiled == null) {
            return "";
        }
        return compiled ? ", compiled" : ", not compiled: everything takes several times as long";
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format(Locale.ROOT, "%-11s%s%n", label, value));
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
