package dev.tuwen.library;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.HostMemory;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.WeightPlan;
import dev.tuwen.weights.TensorSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether a model fits the memory that is free: weights of decoder and vision encoder, a working context, and what is
/// computed in between. Immutable.
///
/// @param verdict in a word
/// @param neededBytes what it needs with weights as they are packed where memory allows
/// @param smallestBytes what it needs with the smallest weights this program packs
/// @param freeBytes what is free now
public record MemoryFit(Verdict verdict, long neededBytes, long smallestBytes, long freeBytes) {
    private static final double EASY = 0.75;
    private static final double USABLE = 0.92;
    private static final String FOUR_BITS = "GPTQ int4";
    private static final Set<String> FULL = Set.of(DType.F32.name(), DType.F16.name(), DType.BF16.name());

    /// Whether a model fits.
    public enum Verdict {
        /// With room to spare.
        COMFORTABLE,
        /// Without room to spare, or with smaller weights only.
        TIGHT,
        /// Not even with the smallest weights.
        TOO_LARGE
    }

    /// Compares needs with what is free.
    ///
    /// @param neededBytes with weights as they are packed where memory allows
    /// @param smallestBytes with the smallest weights
    /// @param freeBytes memory that is free
    public static MemoryFit of(long neededBytes, long smallestBytes, long freeBytes) {
        long smallest = Math.min(neededBytes, smallestBytes);
        Verdict verdict = neededBytes <= EASY * freeBytes
                ? Verdict.COMFORTABLE
                : smallest <= USABLE * freeBytes ? Verdict.TIGHT : Verdict.TOO_LARGE;
        return new MemoryFit(verdict, neededBytes, smallest, freeBytes);
    }

    /// The same needs compared with what is free now.
    public MemoryFit now() {
        return of(neededBytes, smallestBytes, HostMemory.now().freeBytes());
    }

    /// Memory of a model on offer, roughly; nothing when the catalogue does not say how large it is.
    public static Optional<MemoryFit> of(CatalogEntry entry) {
        CatalogEntry.Memory memory = entry.memory();
        if (entry.approximateBytes() == 0 || memory.parameters() == 0) {
            return Optional.empty();
        }
        return Optional.of(of(
                memory.usual(entry.approximateBytes()),
                memory.smallest(),
                HostMemory.now().freeBytes()));
    }

    /// What the files of an installed model say.
    ///
    /// @param precision how most weights are stored
    /// @param seesPictures whether it reads pictures
    /// @param fit whether it fits
    public record Look(String precision, boolean seesPictures, MemoryFit fit) {
        /// Whether a copy with four bits would be much smaller: most weights have 16 or 32.
        public boolean canBeSmaller() {
            return FULL.contains(precision);
        }

        /// The same, compared with what is free now.
        public Look now() {
            return new Look(precision, seesPictures, fit.now());
        }
    }

    /// Memory of an installed model, counted from the tables of its files; nothing when they cannot be read.
    public static Optional<Look> look(Path folderOrFile) {
        try (ModelParts parts = ModelParts.open(folderOrFile)) {
            var plan = new WeightPlan(parts);
            DType usual = usualType(plan);
            MemoryFit fit = of(
                    plan.neededBytes(usual),
                    plan.neededBytes(DType.Q4_0),
                    HostMemory.now().freeBytes());
            return Optional.of(new Look(precision(parts), parts.vision().isPresent(), fit));
        } catch (RuntimeException unreadable) {
            System.getLogger(MemoryFit.class.getName())
                    .log(System.Logger.Level.DEBUG, "'" + folderOrFile + "' cannot be looked at", unreadable);
            return Optional.empty();
        }
    }

    /// Type weights are packed in where there is memory for everything.
    private static @Nullable DType usualType(WeightPlan plan) {
        WeightPlan.Choice choice = plan.choose(OptionalLong.empty(), Set.of(DType.values()));
        return choice == null ? null : choice.matrixType();
    }

    /// Type most numbers have in the files.
    private static String precision(ModelParts parts) {
        TensorSource weights = parts.weights();
        Map<String, Long> counts = new HashMap<>();
        for (String name : parts.tensorNames()) {
            if (!weights.has(name)) {
                continue;
            }
            long count = weights.dimensions(name).stream().reduce(1L, Math::multiplyExact);
            String type =
                    weights.isWidened(name) ? FOUR_BITS : weights.dtype(name).name();
            counts.merge(type, count, Long::sum);
        }
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
