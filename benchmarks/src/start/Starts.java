import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// How long starts take, in turns: from the start of a command to its first window on the screen, or to its end if no
/// window comes before.
///
///     java benchmarks/src/start/Starts.java ROUNDS NAME=COMMAND [NAME=COMMAND ...]
///
/// Prints the median, the least and the most of wall and processor time (of the process and what it started), and the
/// median ratio to the first command, round by round. Linux; commands that open a window need a display without a
/// window manager (`Xvfb`), and `xev` of Debian's x11-utils, which reports windows that are mapped.
public final class Starts {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int POLL_MILLIS = 2;

    private Starts() {}

    private record Start(double wall, double processor) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[0]);
        Map<String, String> commands = new LinkedHashMap<>();
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            String[] parts = argument.split("=", 2);
            commands.put(parts[0], parts[1]);
        }
        var mapped = new AtomicLong();
        Process watcher = System.getenv("DISPLAY") == null ? null : watch(mapped);
        Map<String, List<Start>> starts = new LinkedHashMap<>();
        try {
            for (int round = -1; round < rounds; round++) { // the first is not counted
                for (Map.Entry<String, String> command : commands.entrySet()) {
                    Start start = start(command.getValue(), mapped);
                    if (round >= 0) {
                        starts.computeIfAbsent(command.getKey(), _ -> new ArrayList<>())
                                .add(start);
                    }
                }
            }
        } finally {
            if (watcher != null) {
                watcher.destroy();
            }
        }
        List<Start> first = starts.values().iterator().next();
        starts.forEach((name, taken) -> System.out.printf(
                Locale.ROOT,
                "%-24s wall %s  processor %s  ratio %.2f wall %.2f processor%n",
                name,
                spread(taken.stream().mapToDouble(Start::wall).toArray()),
                spread(taken.stream().mapToDouble(Start::processor).toArray()),
                ratio(
                        taken.stream().map(Start::wall).toList(),
                        first.stream().map(Start::wall).toList()),
                ratio(
                        taken.stream().map(Start::processor).toList(),
                        first.stream().map(Start::processor).toList())));
    }

    private static Process watch(AtomicLong mapped) throws IOException, InterruptedException {
        Process watcher = new ProcessBuilder("stdbuf", "-oL", "xev", "-root", "-event", "substructure")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.ofPlatform()
                .daemon()
                .start(() -> watcher.inputReader().lines().forEach(line -> {
                    if (line.startsWith("MapNotify")) {
                        mapped.compareAndSet(0, System.nanoTime());
                    }
                }));
        Thread.sleep(500);
        return watcher;
    }

    private static Start start(String command, AtomicLong mapped) throws IOException, InterruptedException {
        mapped.set(0);
        long begin = System.nanoTime();
        Process process = new ProcessBuilder("sh", "-c", "exec " + command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        double processor = 0;
        while (mapped.get() == 0 && process.isAlive()) {
            processor = Math.max(processor, processor(process));
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("'" + command + "' neither opens a window nor ends");
            }
            Thread.sleep(POLL_MILLIS);
        }
        long end = mapped.get() == 0 ? System.nanoTime() : mapped.get();
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        started.forEach(ProcessHandle::destroy);
        process.waitFor();
        Thread.sleep(300);
        return new Start((end - begin) * 1e-9, processor);
    }

    private static double processor(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .map(part -> part.info().totalCpuDuration().orElse(Duration.ZERO))
                        .mapToLong(Duration::toMillis)
                        .sum()
                * 1e-3;
    }

    private static String spread(double[] values) {
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f to %.2f)",
                median(values),
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow());
    }

    private static double ratio(List<Double> values, List<Double> others) {
        var ratios = new double[values.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = values.get(i) / others.get(i);
        }
        return median(ratios);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
