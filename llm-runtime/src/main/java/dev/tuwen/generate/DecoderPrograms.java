package dev.tuwen.generate;

import dev.tuwen.compute.Program;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.WeightStore;
import dev.tuwen.decoder.Decoder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// Compiled programs of a decoder by kind and number of rows; the least recently used are closed when there are many.
final class DecoderPrograms implements AutoCloseable {
    private static final int KEPT = 12;

    private final Backend backend;
    private final WeightStore weights;
    private final Decoder decoder;
    private final Map<Key, Executable> compiled = new LinkedHashMap<>(16, 0.75f, true);

    private sealed interface Key {
        record Embed(int rows) implements Key {}

        record Step() implements Key {}

        record Prefill(int rows, boolean withLogits) implements Key {}
    }

    DecoderPrograms(Backend backend, WeightStore weights, Decoder decoder) {
        this.backend = backend;
        this.weights = weights;
        this.decoder = decoder;
    }

    Executable embedTokens(int rows) {
        return find(new Key.Embed(rows));
    }

    Executable step() {
        return find(new Key.Step());
    }

    Executable prefill(int rows, boolean withLogits) {
        return find(new Key.Prefill(rows, withLogits));
    }

    /// A program with probes, not kept: the caller closes it.
    Executable traced(int rows, Predicate<String> wantedProbes) {
        return backend.compile(decoder.prefill(rows, true, wantedProbes), weights);
    }

    private Executable find(Key key) {
        Executable found = compiled.get(key);
        if (found == null) {
            found = backend.compile(program(key), weights);
            compiled.put(key, found);
            closeEldest();
        }
        return found;
    }

    private Program program(Key key) {
        return switch (key) {
            case Key.Embed embed -> decoder.embedTokens(embed.rows());
            case Key.Step _ -> decoder.step();
            case Key.Prefill prefill -> decoder.prefill(prefill.rows(), prefill.withLogits(), probe -> false);
        };
    }

    private void closeEldest() {
        if (compiled.size() > KEPT) {
            Iterator<Executable> eldest = compiled.values().iterator();
            Executable executable = eldest.next();
            eldest.remove();
            executable.close();
        }
    }

    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
        compiled.clear();
    }
}
