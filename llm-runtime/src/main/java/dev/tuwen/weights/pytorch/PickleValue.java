package dev.tuwen.weights.pytorch;

import dev.tuwen.weights.stored.StoredType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the pickle of a table of tensors may hold.
sealed interface PickleValue {
    /// A text.
    record Text(String text) implements PickleValue {}

    /// A whole number.
    record Whole(long number) implements PickleValue {}

    /// A number, a truth value or nothing: of no use in a table of tensors, but harmless.
    enum Scalar implements PickleValue {
        /// Nothing.
        NONE,
        /// True or false.
        TRUTH,
        /// A number with a fraction.
        REAL
    }

    /// Several values in an order that stays.
    record Tuple(List<PickleValue> items) implements PickleValue {}

    /// A list, while it grows.
    record Row(List<PickleValue> items) implements PickleValue {
        Row() {
            this(new ArrayList<>());
        }
    }

    /// Names with their values, while the table grows.
    record Table(Map<String, PickleValue> items) implements PickleValue {
        Table() {
            this(new LinkedHashMap<>());
        }
    }

    /// The names out of Python's modules that are known; what is behind them is done here.
    enum Known implements PickleValue {
        /// A table.
        ORDERED_DICT,
        /// A tensor over a storage.
        REBUILD_TENSOR,
        /// A tensor that was trained.
        REBUILD_PARAMETER
    }

    /// The name of a kind of storage.
    record StorageKind(StoredType type) implements PickleValue {}

    /// Numbers in an entry of the archive.
    ///
    /// @param type of them
    /// @param key names the entry
    /// @param count of them
    record Storage(StoredType type, String key, long count) implements PickleValue {}

    /// A view of a storage.
    ///
    /// @param storage holds the numbers
    /// @param offset of the first, in numbers
    /// @param dimensions outermost first
    /// @param strides for each dimension, in numbers
    record Tensor(Storage storage, long offset, List<Long> dimensions, List<Long> strides) implements PickleValue {}
}
