package dev.tuwen.assistant;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the processor is called and how wide its vectors are. Stateless.
final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final Pattern BITS = Pattern.compile("(\\d{3,4})[- ]bit");

    private Processor() {}

    /// As its maker calls it; what Java calls the architecture when the system does not say.
    static String name() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String name = "";
        if (Files.isReadable(LINUX)) {
            name = linux();
        } else if (system.startsWith("mac")) {
            name = output("sysctl", "-n", "machdep.cpu.brand_string");
        } else if (system.startsWith("windows")) {
            name = String.valueOf(System.getenv("PROCESSOR_IDENTIFIER"));
        }
        return name.isBlank() ? System.getProperty("os.arch", "unknown") : name.strip();
    }

    /// The vector width the processor's backend puts in its device's name.
    static int vectorBits(List<SystemReport.BackendReport> backends) {
        for (SystemReport.BackendReport backend : backends) {
            if (backend.backendId().equals("cpu") && !backend.devices().isEmpty()) {
                Matcher bits = BITS.matcher(backend.devices().getFirst().name());
                return bits.find() ? Integer.parseInt(bits.group(1)) : 0;
            }
        }
        return 0;
    }

    /// Whether the Java machine turns vectors into instructions. It hides that option unless experimental ones are
    /// unlocked, which installed packages do.
    static @Nullable Boolean vectorsCompiled() {
        try {
            var machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine == null
                    ? null
                    : Boolean.valueOf(machine.getVMOption("EnableVectorSupport").getValue());
        } catch (IllegalArgumentException hidden) {
            return null;
        }
    }

    private static String linux() {
        try (Stream<String> lines = Files.lines(LINUX)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1))
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static String output(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor(2, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
