package dev.tuwen.weights.pytorch;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.pytorch.PickleValue.Known;
import dev.tuwen.weights.pytorch.PickleValue.Row;
import dev.tuwen.weights.pytorch.PickleValue.Scalar;
import dev.tuwen.weights.pytorch.PickleValue.Storage;
import dev.tuwen.weights.pytorch.PickleValue.StorageKind;
import dev.tuwen.weights.pytorch.PickleValue.Table;
import dev.tuwen.weights.pytorch.PickleValue.Tensor;
import dev.tuwen.weights.pytorch.PickleValue.Text;
import dev.tuwen.weights.pytorch.PickleValue.Tuple;
import dev.tuwen.weights.pytorch.PickleValue.Whole;
import dev.tuwen.weights.stored.StoredType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Walks through a pickle of protocol 2, or of 3 to 5 where a person chose that, as `torch.save` writes it for a table
/// of tensors. A pickle is a program for a small stack machine; this one knows the operations and the names such a
/// table needs, calls nothing, imports nothing, and ends with a sentence at the first byte it does not know. It never
/// recurses, and everything it keeps costs bytes of the file: nothing is made larger by being named again. Used once.
final class PickleReader {
    /// Longest pickle read. Those of the published models have some 100 KB; the bound keeps a hostile one, whose values
    /// take two bytes each, from filling the memory.
    static final long LONGEST = 4L << 20;

    private static final int FIRST_PROTOCOL = 2;
    private static final int LAST_PROTOCOL = 5;
    private static final int MAX_MARKS = 64;
    private static final int MAX_MEMO = 1 << 22;
    private static final int MAX_AXES = 8;

    // Types by the names of torch's storages.
    private static final Map<String, StoredType> STORAGES = Map.of(
            "FloatStorage", StoredType.F32,
            "HalfStorage", StoredType.F16,
            "BFloat16Storage", StoredType.BF16,
            "DoubleStorage", StoredType.F64,
            "IntStorage", StoredType.I32,
            "LongStorage", StoredType.I64,
            "ShortStorage", StoredType.I16,
            "CharStorage", StoredType.I8,
            "ByteStorage", StoredType.U8,
            "BoolStorage", StoredType.BOOL);

    private final PickleCursor cursor;
    private final List<PickleValue> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Integer, PickleValue> memo = new HashMap<>();

    private PickleReader(PickleCursor cursor) {
        this.cursor = cursor;
    }

    /// Reads the table of tensors.
    ///
    /// @param cursor at the pickle's first byte
    static Map<String, Tensor> read(PickleCursor cursor) {
        return new PickleReader(cursor).read();
    }

    private Map<String, Tensor> read() {
        cursor.enter();
        int protocol = cursor.readByte() == 0x80 ? cursor.readByte() : -1;
        if (protocol < FIRST_PROTOCOL || protocol > LAST_PROTOCOL) {
            throw cursor.fault(
                    "a pickle of protocol 2 to 5, as torch writes it", protocol < 0 ? "none" : "'" + protocol + "'");
        }
        while (true) {
            cursor.enter();
            int operation = cursor.readByte();
            if (operation == '.') {
                return tensors();
            }
            run(operation);
        }
    }

    private Map<String, Tensor> tensors() {
        if (!(pop() instanceof Table table) || !stack.isEmpty()) {
            throw cursor.fault("a table of tensors", "another value");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        table.items().forEach((name, value) -> {
            if (!(value instanceof Tensor tensor)) {
                throw cursor.fault("a tensor under " + WeightFormatException.quoted(name), kind(value));
            }
            tensors.put(name, tensor);
        });
        return tensors;
    }

    private void run(int operation) {
        switch (operation) {
            case '(' -> mark();
            case '}' -> push(new Table());
            case ']' -> push(new Row());
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popMarked()));
            case 0x85 -> push(new Tuple(pop(1)));
            case 0x86 -> push(new Tuple(pop(2)));
            case 0x87 -> push(new Tuple(pop(3)));
            case 'N' -> push(Scalar.NONE);
            case 0x88, 0x89 -> push(Scalar.TRUTH);
            case 'K' -> push(new Whole(cursor.readByte()));
            case 'M' -> push(new Whole(cursor.readShort()));
            case 'J' -> push(new Whole(cursor.readInt()));
            case 0x8a -> push(new Whole(cursor.readLong(cursor.readByte())));
            case 'G' -> {
                cursor.skip(Double.BYTES);
                push(Scalar.REAL);
            }
            case 'X' -> push(new Text(cursor.readText(Integer.toUnsignedLong(cursor.readInt()))));
            case 0x8c -> push(new Text(cursor.readText(cursor.readByte())));
            case 0x8d -> push(new Text(cursor.readText(cursor.readLong(Long.BYTES))));
            case 0x95 -> cursor.skip(Long.BYTES);
            case 'q' -> remember(cursor.readByte());
            case 'r' -> remember(cursor.readInt());
            case 0x94 -> remember(memo.size());
            case 'h' -> recall(cursor.readByte());
            case 'j' -> recall(cursor.readInt());
            case 'a' -> append(pop(1));
            case 'e' -> append(popMarked());
            case 's' -> put(pop(2));
            case 'u' -> put(popMarked());
            case 'c' -> push(named(cursor.readLine(), cursor.readLine()));
            case 0x93 -> push(named(pop(2)));
            case 'Q' -> push(storage(pop()));
            case 'R' -> push(call());
            case 'b' -> decorate();
            default ->
                throw cursor.fault(
                        "an operation that a table of tensors needs", "operation 0x" + Integer.toHexString(operation));
        }
    }

    private static PickleValue known(String module, String name) {
        StoredType type = module.equals("torch") ? STORAGES.get(name) : null;
        if (type != null) {
            return new StorageKind(type);
        }
        return switch (module + "." + name) {
            case "collections.OrderedDict" -> Known.ORDERED_DICT;
            case "torch._utils._rebuild_tensor_v2" -> Known.REBUILD_TENSOR;
            case "torch._utils._rebuild_parameter" -> Known.REBUILD_PARAMETER;
            default -> Scalar.NONE;
        };
    }

    private PickleValue named(List<PickleValue> words) {
        if (words.get(0) instanceof Text(String module) && words.get(1) instanceof Text(String name)) {
            return named(module, name);
        }
        throw cursor.fault("a module and a name as texts", kind(words.get(0)) + " and " + kind(words.get(1)));
    }

    private PickleValue named(String module, String name) {
        PickleValue value = known(module, name);
        if (value == Scalar.NONE) {
            throw cursor.fault(
                    "names that a table of tensors needs",
                    WeightFormatException.quoted(module + "." + name) + "; nothing of the file was run");
        }
        return value;
    }

    /// Calls with these arguments are the only ones there are.
    private PickleValue call() {
        PickleValue arguments = pop();
        PickleValue callee = pop();
        if (!(arguments instanceof Tuple(List<PickleValue> given))) {
            throw cursor.fault("the arguments of a call", kind(arguments));
        }
        if (callee == Known.ORDERED_DICT && given.isEmpty()) {
            return new Table();
        }
        if (callee == Known.REBUILD_TENSOR && (given.size() == 6 || given.size() == 7)) {
            return tensor(given);
        }
        if (callee == Known.REBUILD_PARAMETER && given.size() == 3 && given.getFirst() instanceof Tensor tensor) {
            return tensor;
        }
        throw cursor.fault("a call that makes a table, a tensor or a parameter", "another one, of " + kind(callee));
    }

    private Tensor tensor(List<PickleValue> given) {
        if (given.get(0) instanceof Storage storage
                && given.get(1) instanceof Whole(long offset)
                && given.get(2) instanceof Tuple(List<PickleValue> axes)
                && given.get(3) instanceof Tuple(List<PickleValue> steps)) {
            List<Long> dimensions = numbers(axes);
            List<Long> strides = numbers(steps);
            if (dimensions.size() == strides.size() && offset >= 0) {
                check(storage, offset, dimensions, strides);
                return new Tensor(storage, offset, dimensions, strides);
            }
        }
        throw cursor.fault("a tensor of a storage, an offset, axes and as many strides", "other values");
    }

    private List<Long> numbers(List<PickleValue> values) {
        if (values.size() > MAX_AXES) {
            throw cursor.fault("at most " + MAX_AXES + " axes", values.size() + " axes");
        }
        var numbers = new ArrayList<Long>();
        for (PickleValue value : values) {
            if (!(value instanceof Whole(long number)) || number < 0) {
                throw cursor.fault("axes and strides from 0", kind(value));
            }
            numbers.add(number);
        }
        return List.copyOf(numbers);
    }

    /// A view must lie inside its storage, and may not name more numbers than that has.
    private void check(Storage storage, long offset, List<Long> dimensions, List<Long> strides) {
        try {
            long count = storage.type().byteSize(dimensions) / storage.type().byteSize();
            long last = offset;
            for (int i = 0; i < dimensions.size(); i++) {
                last = Math.addExact(last, Math.multiplyExact(Math.max(0, dimensions.get(i) - 1), strides.get(i)));
            }
            if (count == 0 || (last < storage.count() && count <= storage.count())) {
                return;
            }
        } catch (ArithmeticException e) {
            WeightFormatException exception = outside(storage, offset, dimensions, strides);
            exception.initCause(e);
            throw exception;
        }
        throw outside(storage, offset, dimensions, strides);
    }

    private WeightFormatException outside(Storage storage, long offset, List<Long> dimensions, List<Long> strides) {
        return cursor.fault(
                "a tensor inside its storage of " + storage.count() + " numbers",
                "axes " + dimensions + " with strides " + strides + " from number " + offset + " on");
    }

    private Storage storage(PickleValue reference) {
        if (reference instanceof Tuple(List<PickleValue> parts)
                && parts.size() == 5
                && parts.get(0) instanceof Text(String word)
                && word.equals("storage")
                && parts.get(1) instanceof StorageKind(StoredType type)
                && parts.get(2) instanceof Text(String key)
                && parts.get(4) instanceof Whole(long count)
                && count >= 0
                && count <= Long.MAX_VALUE / type.byteSize()) {
            return new Storage(type, key, count);
        }
        throw cursor.fault("the place of a storage: its kind, key, device and count", kind(reference));
    }

    /// State for a table made by a call, which has the versions of a model's parts: nobody needs it.
    private void decorate() {
        pop();
        if (!(top() instanceof Table)) {
            throw cursor.fault("further values of a table", "those of " + kind(top()));
        }
    }

    private void append(List<PickleValue> values) {
        if (!(top() instanceof Row(List<PickleValue> items))) {
            throw cursor.fault("a list to append to", kind(top()));
        }
        items.addAll(values);
    }

    private void put(List<PickleValue> pairs) {
        if (!(top() instanceof Table(Map<String, PickleValue> items)) || pairs.size() % 2 != 0) {
            throw cursor.fault("a table to put pairs into", kind(top()));
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            if (!(pairs.get(i) instanceof Text(String name))) {
                throw cursor.fault("texts as names in a table", kind(pairs.get(i)));
            }
            if (items.put(name, pairs.get(i + 1)) != null) {
                throw cursor.fault("each name once", WeightFormatException.quoted(name) + " again");
            }
        }
    }

    private void mark() {
        if (marks.size() == MAX_MARKS) {
            throw cursor.fault("values at most " + MAX_MARKS + " deep", "more");
        }
        marks.add(stack.size());
    }

    private void remember(int place) {
        if (place < 0 || place >= MAX_MEMO) {
            throw cursor.fault("places to remember values below " + MAX_MEMO, Integer.toUnsignedString(place));
        }
        memo.put(place, top());
    }

    private void recall(int place) {
        PickleValue value = memo.get(place);
        if (value == null) {
            throw cursor.fault("a value that was remembered", "none at " + Integer.toUnsignedString(place));
        }
        push(value);
    }

    private void push(PickleValue value) {
        stack.add(value);
    }

    private PickleValue top() {
        if (stack.size() <= floor()) {
            throw cursor.fault("a value on the stack", "none");
        }
        return stack.getLast();
    }

    private PickleValue pop() {
        PickleValue value = top();
        stack.removeLast();
        return value;
    }

    private List<PickleValue> pop(int count) {
        if (stack.size() - floor() < count) {
            throw cursor.fault(count + " values on the stack", (stack.size() - floor()) + "");
        }
        return cut(stack.size() - count);
    }

    private List<PickleValue> popMarked() {
        if (marks.isEmpty()) {
            throw cursor.fault("a mark on the stack", "none");
        }
        return cut(marks.removeLast());
    }

    private List<PickleValue> cut(int from) {
        List<PickleValue> top = stack.subList(from, stack.size());
        List<PickleValue> values = List.copyOf(top);
        top.clear();
        return values;
    }

    private int floor() {
        return marks.isEmpty() ? 0 : marks.getLast();
    }

    private static String kind(PickleValue value) {
        return switch (value) {
            case Text(String text) -> "the text " + WeightFormatException.quoted(text);
            case Whole(long number) -> "the number '" + number + "'";
            case Scalar scalar ->
                switch (scalar) {
                    case NONE -> "nothing";
                    case TRUTH -> "a truth value";
                    case REAL -> "a number with a fraction";
                };
            case Tuple tuple -> "a tuple of " + tuple.items().size();
            case Row row -> "a list of " + row.items().size();
            case Table table -> "a table of " + table.items().size();
            case Known known -> "the name of a function, " + known;
            case StorageKind storage -> "the name of a storage, " + storage.type();
            case Storage _ -> "a storage";
            case Tensor _ -> "a tensor";
        };
    }
}
