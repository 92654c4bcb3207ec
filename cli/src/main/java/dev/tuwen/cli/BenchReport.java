package dev.tuwen.cli;

import dev.tuwen.assistant.bench.BenchResult;
import dev.tuwen.assistant.bench.Spread;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What was measured, as JSON and as a table.
final class BenchReport {
    private static final double GIGA = 1e9;

    private BenchReport() {}

    /// The object printed with `--json`.
    static Map<String, Object> object(BenchResult result) {
        var object = new LinkedHashMap<String, Object>();
        object.put("device", result.device());
        object.put("threads", result.threads());
        object.put("model", result.model());
        object.put("loadSeconds", object(result.loadSeconds()));
        object.put(
                "prefill", result.prefill().stream().map(BenchReport::prefill).toList());
        object.put("decode", result.decode().map(BenchReport::decode).orElse(null));
        object.put(
                "decodeSampled", result.decodeSampled().map(BenchReport::decode).orElse(null));
        object.put("vision", result.vision().map(BenchReport::vision).orElse(null));
        object.put("firstAnswer", firstAnswer(result.firstAnswer()));
        object.put(
                "residentBytes",
                result.residentBytes().map(BenchReport::wholeNumbers).orElse(null));
        object.put("machine", result.machine().map(BenchReport::machine).orElse(null));
        return object;
    }

    private static Map<String, Object> prefill(BenchResult.Prefill prefill) {
        var object = new LinkedHashMap<String, Object>();
        object.put("tokens", prefill.tokens());
        object.put("tokensPerSecond", object(prefill.tokensPerSecond()));
        return object;
    }

    private static Map<String, Object> decode(BenchResult.Decode decode) {
        var object = new LinkedHashMap<String, Object>();
        object.put("tokensPerSecond", object(decode.tokensPerSecond()));
        object.put("gigabytesPerSecond", object(decode.gigabytesPerSecond()));
        return object;
    }

    private static Map<String, Object> vision(BenchResult.Vision vision) {
        var object = new LinkedHashMap<String, Object>();
        object.put("secondsPerPicture", object(vision.secondsPerPicture()));
        object.put("slices", vision.slices());
        vision.secondsPerPass().ifPresent(seconds -> object.put("secondsPerPass", object(seconds)));
        return object;
    }

    private static Map<String, Object> firstAnswer(BenchResult.FirstAnswer first) {
        var object = new LinkedHashMap<String, Object>();
        object.put("secondsToFirstToken", object(first.secondsToFirstToken()));
        object.put("tokensPerSecond", object(first.tokensPerSecond()));
        return object;
    }

    private static Map<String, Object> machine(BenchResult.Machine machine) {
        var object = new LinkedHashMap<String, Object>();
        object.put("readGigabytesPerSecond", object(machine.readGigabytesPerSecond()));
        object.put("fp32Gmacs", object(machine.fp32Gmacs()));
        return object;
    }

    private static Map<String, Object> object(Spread spread) {
        var object = new LinkedHashMap<String, Object>();
        object.put("median", rounded(spread.median()));
        object.put("min", rounded(spread.min()));
        object.put("max", rounded(spread.max()));
        return object;
    }

    private static Map<String, Object> wholeNumbers(Spread spread) {
        var object = new LinkedHashMap<String, Object>();
        object.put("median", Math.round(spread.median()));
        object.put("min", Math.round(spread.min()));
        object.put("max", Math.round(spread.max()));
        return object;
    }

    /// Five digits say all there is to say.
    private static double rounded(double value) {
        return value == 0 || !Double.isFinite(value)
                ? value
                : new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(5))
                        .doubleValue();
    }

    /// The table printed otherwise.
    static String text(BenchResult result) {
        var text = new StringBuilder();
        line(text, "model", result.model());
        line(text, "device", result.device());
        line(text, "load", seconds(result.loadSeconds().median()));
        BenchResult.FirstAnswer first = result.firstAnswer();
        line(
                text,
                "first answer",
                seconds(first.secondsToFirstToken().median()) + " to the first token after " + first.promptTokens()
                        + ", then " + number(first.tokensPerSecond().median()) + " tokens/s");
        for (BenchResult.Prefill prefill : result.prefill()) {
            line(
                    text,
                    "prefill " + prefill.tokens(),
                    tokens(prefill.tokensPerSecond()) + gmacs(prefill.gmacsPerSecond(), result));
        }
        result.decode().ifPresent(decode -> decodeLine(text, "decode", decode, result));
        result.decodeSampled().ifPresent(decode -> decodeLine(text, "decode, sampled", decode, result));
        result.vision()
                .ifPresent(vision -> line(
                        text,
                        "vision, " + slices(vision.slices()),
                        range(vision.secondsPerPicture()) + " s       " + gmacs(vision.gmacsPerSecond(), result)
                                + times(vision)));
        result.residentBytes().ifPresent(bytes -> line(text, "resident", range(bytes.times(1 / GIGA)) + " GB"));
        result.machine().ifPresent(machine -> {
            line(text, "memory bandwidth", range(machine.readGigabytesPerSecond()) + " GB/s");
            line(text, "fp32", range(machine.fp32Gmacs()) + " GMAC/s");
        });
        return text.toString().stripTrailing();
    }

    private static void decodeLine(StringBuilder text, String name, BenchResult.Decode decode, BenchResult result) {
        line(text, name, tokens(decode.tokensPerSecond()) + gigabytes(decode.gigabytesPerSecond(), result));
    }

    private static String times(BenchResult.Vision vision) {
        return vision.secondsPerPass()
                .map(pass ->
                        ", " + number(vision.secondsPerPicture().median() / pass.median()) + " times a single slice")
                .orElse("");
    }

    private static String slices(int count) {
        return count + (count == 1 ? " slice" : " slices");
    }

    private static String tokens(Spread rate) {
        return range(rate) + " tokens/s";
    }

    private static String gmacs(Spread rate, BenchResult result) {
        return "  " + number(rate.median()) + " GMAC/s"
                + result.machine()
                        .map(machine -> share(rate, machine.fp32Gmacs(), "fp32"))
                        .orElse("");
    }

    private static String gigabytes(Spread rate, BenchResult result) {
        return "  " + number(rate.median()) + " GB/s"
                + result.machine()
                        .map(machine -> share(rate, machine.readGigabytesPerSecond(), "bandwidth"))
                        .orElse("");
    }

    private static String share(Spread rate, Spread limit, String what) {
        return String.format(Locale.ROOT, ", %.0f %% of %s", 100 * rate.median() / limit.median(), what);
    }

    private static String range(Spread spread) {
        return String.format(
                Locale.ROOT, "%8s  (%s to %s)", number(spread.median()), number(spread.min()), number(spread.max()));
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.2f s", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-17s %s\n", name, value));
    }
}
