package dev.tuwen.vision;

import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.vision.resampler.EnlargedTable;
import dev.tuwen.vision.resampler.PerceiverResampler;
import dev.tuwen.vision.resampler.ResamplerWeights;
import dev.tuwen.vision.resampler.SineCosineGrid;
import dev.tuwen.vision.siglip.PositionGrid;
import dev.tuwen.vision.siglip.SiglipEncoder;
import dev.tuwen.vision.siglip.SiglipWeights;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Records the program for a patch grid and makes the tables it reads.
///
/// Tables that depend on the grid alone are made on the host and given to the program as inputs.
final class VisionPrograms {

    private final VisionConfig config;
    private final float[] positionTable;
    private final float[] queries;
    private final float[] queryPositions;

    VisionPrograms(VisionConfig config, WeightSource source) {
        this.config = config;
        int side = config.tower().tableSide();
        int numbers = Math.multiplyExact(
                Math.multiplyExact(side, side), config.tower().width());
        this.positionTable = HostTensor.read(source, WeightRef.table(SiglipWeights.POSITION_TABLE, 1, numbers));
        this.queries =
                HostTensor.read(source, WeightRef.table(ResamplerWeights.QUERIES, config.queries(), config.hidden()));
        this.queryPositions = HostTensor.read(
                source, WeightRef.table(ResamplerWeights.QUERY_POSITIONS, config.queries(), config.hidden()));
    }

    /// A patch grid.
    record Grid(int rows, int columns) {
        int count() {
            return Math.multiplyExact(rows, columns);
        }

        @Override
        public String toString() {
            return rows + " x " + columns;
        }
    }

    /// A program with the values that are bound to it.
    record Recorded(
            Program program,
            Value patches,
            Value positions,
            Value keyPositions,
            Value queries,
            Value queryPositions,
            Value features) {}

    /// The tensors read by the programs and for their tables, by the names that files have.
    static Set<String> tensorNames(VisionConfig config, WeightSource source) {
        Set<String> names = new LinkedHashSet<>(
                List.of(SiglipWeights.POSITION_TABLE, ResamplerWeights.QUERIES, ResamplerWeights.QUERY_POSITIONS));
        for (WeightRef weight :
                record(config, new Grid(1, 1), probe -> false).program().weights()) {
            boolean turned = weight.name().equals(ResamplerWeights.PROJECTION) && !source.has(weight.name());
            names.add(turned ? ResamplerWeights.PROJECTION_STORED : weight.name());
        }
        return names;
    }

    /// Records the whole way from patches to features.
    Recorded record(Grid grid, Predicate<String> probes) {
        return record(config, grid, probes);
    }

    static Recorded record(VisionConfig config, Grid grid, Predicate<String> probes) {
        var builder = new ProgramBuilder("vision " + grid, probes);
        int count = grid.count();
        Value patches = builder.input("patches", count, config.tower().patchSize());
        Value positions = builder.input("positions", count, config.tower().width());
        Value keyPositions = builder.input("key_positions", count, config.hidden());
        Value wanted = builder.input("queries", config.queries(), config.hidden());
        Value wantedPositions = builder.input("query_positions", config.queries(), config.hidden());
        Value encoded = new SiglipEncoder(config.tower()).record(builder, patches, positions);
        Value features = new PerceiverResampler(config.resampler())
                .record(builder, new PerceiverResampler.Inputs(encoded, keyPositions, wanted, wantedPositions));
        builder.output(features);
        return new Recorded(builder.build(), patches, positions, keyPositions, wanted, wantedPositions, features);
    }

    /// The tower's positions for a grid, `[rows · columns, width]`.
    float[] positions(Grid grid) {
        return PositionGrid.resized(
                positionTable, config.tower().tableSide(), config.tower().width(), grid.rows(), grid.columns());
    }

    /// The resampler's key positions for a grid, `[rows · columns, hidden]`.
    float[] keyPositions(Grid grid) {
        return switch (config.resampler().keyPositions()) {
            case ENLARGED_TABLE -> EnlargedTable.of(queryPositions, config.hidden(), grid.rows(), grid.columns());
            case SINES -> SineCosineGrid.of(grid.rows(), grid.columns(), config.hidden());
        };
    }

    /// The learned queries, `[queries, hidden]`.
    float[] queries() {
        return queries;
    }

    /// Their positions, `[queries, hidden]`.
    float[] queryPositions() {
        return queryPositions;
    }
}
