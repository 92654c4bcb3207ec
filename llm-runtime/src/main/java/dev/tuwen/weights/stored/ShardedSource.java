package dev.tuwen.weights.stored;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The tensors of one file or of several shards, by our names ([dev.tuwen.weights.TensorNames]). Rows are mapped when
/// they are asked for and unmapped when they are released. Owns the files.
public final class ShardedSource implements TensorSource {
    private final List<TensorFile> files;
    private final Map<String, Place> places;
    private final Loans loans = new Loans();

    private record Place(TensorFile file, String stored) {}

    private ShardedSource(List<TensorFile> files, Map<String, Place> places) {
        this.files = files;
        this.places = places;
    }

    /// Opens one file.
    ///
    /// @param names our name for a stored one
    /// @throws ModelFormatException if it is damaged
    public static ShardedSource openFile(Path file, TensorFile.Opener opener, UnaryOperator<String> names) {
        List<TensorFile> files = new ArrayList<>();
        return guarded(files, () -> {
            TensorFile opened = opener.open(file);
            files.add(opened);
            Map<String, Place> places = new LinkedHashMap<>();
            for (String name : opened.names()) {
                put(places, opened, name, names);
            }
            return places;
        });
    }

    /// Opens the shards that an index names.
    ///
    /// @param index names a shard for each tensor
    /// @param ending of the shards' names
    /// @param opener opens a shard
    /// @param names our name for a stored one
    /// @throws ModelFormatException if the index or a shard is damaged, or a shard or one of its tensors is missing
    public static ShardedSource openShards(
            Path index, String ending, TensorFile.Opener opener, UnaryOperator<String> names) {
        Map<String, String> shards = ShardIndex.read(index, ending);
        List<TensorFile> files = new ArrayList<>();
        return guarded(files, () -> {
            Map<String, TensorFile> opened = new LinkedHashMap<>();
            Map<String, Place> places = new LinkedHashMap<>();
            shards.forEach((name, shard) -> {
                TensorFile file = opened.computeIfAbsent(shard, s -> openShard(index, s, opener, files));
                if (!file.names().contains(name)) {
                    throw new WeightFormatException(
                            file.file(),
                            8,
                            "tensor " + ModelFormatException.quoted(name) + ", as the index says",
                            "none");
                }
                put(places, file, name, names);
            });
            return places;
        });
    }

    private static TensorFile openShard(Path index, String shard, TensorFile.Opener opener, List<TensorFile> files) {
        Path file = index.resolveSibling(shard);
        if (!Files.isRegularFile(file)) {
            throw new WeightFormatException(file, 0, "a shard that the index names", "no file of this name");
        }
        TensorFile opened = opener.open(file);
        files.add(opened);
        return opened;
    }

    @FunctionalInterface
    private interface Placing {
        Map<String, Place> place();
    }

    // Closes what was opened when something after it fails.
    private static ShardedSource guarded(List<TensorFile> files, Placing placing) {
        boolean opened = false;
        try {
            var source = new ShardedSource(files, placing.place());
            opened = true;
            return source;
        } finally {
            if (!opened) {
                files.forEach(TensorFile::close);
            }
        }
    }

    private static void put(Map<String, Place> places, TensorFile file, String stored, UnaryOperator<String> names) {
        if (places.put(names.apply(stored), new Place(file, stored)) != null) {
            throw new WeightFormatException(
                    file.file(),
                    8,
                    "each tensor once",
                    ModelFormatException.quoted(stored) + " with and without prefix");
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public Path file(String name) {
        return place(name).file().file();
    }

    @Override
    public boolean has(String name) {
        return places.containsKey(name);
    }

    @Override
    public DType dtype(String name) {
        Place place = place(name);
        return place.file().dtype(place.stored());
    }

    @Override
    public boolean isByProduct(String name) {
        Place place = place(name);
        return place.file().isByProduct(place.stored());
    }

    @Override
    public List<Long> dimensions(String name) {
        Place place = place(name);
        return place.file().dimensions(place.stored());
    }

    @Override
    public synchronized MemorySegment bytes(WeightRef ref) {
        TensorSource.checkRange(ref, dimensions(ref.name()));
        Place place = place(ref.name());
        long rowBytes = dtype(ref.name()).rowBytes(ref.columns());
        Arena arena = loans.take(ref);
        return place.file().bytes(place.stored(), ref.firstRow() * rowBytes, ref.rows() * rowBytes, arena);
    }

    @Override
    public void release(WeightRef ref) {
        loans.giveBack(ref);
    }

    private Place place(String name) {
        return TensorSource.known(places, name);
    }

    @Override
    public synchronized void close() {
        loans.close();
        files.forEach(TensorFile::close);
    }
}
