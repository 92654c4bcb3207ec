package dev.tuwen.assistant;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.Probe;
import dev.tuwen.compute.spi.Run;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The processor's backend with a notebook: which programs ran, and what was never closed.
final class WatchedBackend implements BackendProvider {
    private final BackendProvider provider = Backends.choose("cpu").provider();
    private final List<String> runs = new CopyOnWriteArrayList<>();
    private final Set<Watched> backends = ConcurrentHashMap.newKeySet();
    private final List<String> survivors = new CopyOnWriteArrayList<>();
    private volatile @Nullable String failing;

    Backends.Choice choice() {
        Probe.Ready ready = (Probe.Ready) provider.probe();
        return new Backends.Choice(this, ready.devices().getFirst());
    }

    /// How many programs whose name begins like this were run since [#forget].
    long runs(String name) {
        return runs.stream().filter(run -> run.startsWith(name)).count();
    }

    /// Has the next run of a program whose name begins like this fail.
    void failNext(String name) {
        failing = name;
    }

    /// Rows of all buffers that are open for this name.
    int rows(String name) {
        return backends.stream()
                .flatMap(backend -> backend.open.stream())
                .mapToInt(each -> each instanceof WatchedBuffer buffer
                                && buffer.ref().name().equals(name)
                        ? buffer.rows()
                        : 0)
                .sum();
    }

    /// Forgets the runs so far.
    void forget() {
        runs.clear();
    }

    /// What was open when a backend was closed, and backends that are open still.
    List<String> survivors() {
        var all = new ArrayList<>(survivors);
        backends.forEach(each -> all.add("a backend"));
        return all;
    }

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public Probe probe() {
        return provider.probe();
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        var backend = new Watched(provider.open(device, options));
        backends.add(backend);
        return backend;
    }

    private final class Watched implements Backend {
        private final Backend real;
        private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

        Watched(Backend real) {
            this.real = real;
        }

        @Override
        public Device device() {
            return real.device();
        }

        @Override
        public WeightStore load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
            return opened(new WatchedStore(real.load(source, wanted, options), open));
        }

        @Override
        public Buffer allocate(BufferRef ref, int rows) {
            return opened(new WatchedBuffer(real.allocate(ref, rows), open));
        }

        @Override
        public Executable compile(Program program, WeightStore weights) {
            return opened(new WatchedExecutable(real.compile(program, ((WatchedStore) weights).real), open));
        }

        @Override
        public void close() {
            backends.remove(this);
            open.forEach(each -> survivors.add(each.toString()));
            real.close();
        }

        private <T extends AutoCloseable> T opened(T resource) {
            open.add(resource);
            return resource;
        }
    }

    private static final class WatchedStore implements WeightStore {
        private final WeightStore real;
        private final Set<AutoCloseable> open;

        WatchedStore(WeightStore real, Set<AutoCloseable> open) {
            this.real = real;
            this.open = open;
        }

        @Override
        public long byteSize() {
            return real.byteSize();
        }

        @Override
        public void close() {
            open.remove(this);
            real.close();
        }
    }

    private static final class WatchedBuffer implements Buffer {
        private final Buffer real;
        private final Set<AutoCloseable> open;

        WatchedBuffer(Buffer real, Set<AutoCloseable> open) {
            this.real = real;
            this.open = open;
        }

        @Override
        public String toString() {
            return "buffer '" + ref().name() + "'";
        }

        @Override
        public BufferRef ref() {
            return real.ref();
        }

        @Override
        public int rows() {
            return real.rows();
        }

        @Override
        public void upload(int row, MemorySegment from) {
            real.upload(row, from);
        }

        @Override
        public void download(int row, MemorySegment to) {
            real.download(row, to);
        }

        @Override
        public void copyRows(Buffer source, int sourceRow, int row, int rowCount) {
            real.copyRows(((WatchedBuffer) source).real, sourceRow, row, rowCount);
        }

        @Override
        public void close() {
            open.remove(this);
            real.close();
        }
    }

    private final class WatchedExecutable implements Executable {
        private final Executable real;
        private final Set<AutoCloseable> open;

        WatchedExecutable(Executable real, Set<AutoCloseable> open) {
            this.real = real;
            this.open = open;
        }

        @Override
        public Program program() {
            return real.program();
        }

        @Override
        public String toString() {
            return "executable '" + program().name() + "'";
        }

        @Override
        public Run submit(Bindings bindings) {
            runs.add(program().name());
            String name = failing;
            if (name != null && program().name().startsWith(name)) {
                failing = null;
                throw new IllegalStateException("program '" + program().name() + "' failed");
            }
            var unwrapped = new Bindings();
            for (Value input : program().inputs()) {
                unwrapped.input(input, Objects.requireNonNull(bindings.input(input)));
            }
            for (Value output : program().outputs()) {
                MemorySegment segment = bindings.output(output);
                if (segment != null) {
                    unwrapped.output(output, segment);
                }
            }
            for (BufferRef ref : program().buffers()) {
                unwrapped.buffer(ref, ((WatchedBuffer) Objects.requireNonNull(bindings.buffer(ref))).real);
            }
            for (Param param : program().params()) {
                unwrapped.set(param, Objects.requireNonNull(bindings.param(param)));
            }
            return real.submit(unwrapped);
        }

        @Override
        public void close() {
            open.remove(this);
            real.close();
        }
    }
}
