package dev.tuwen.cli.driver;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// A console that keeps what it is told.
final class FakeConsole implements ConsoleFunctions {
    /// Of Chinese systems.
    static final int GBK = 936;

    /// What is handed out for the screen, whatever the streams are.
    static final long SCREEN = 77;

    static final int USUAL_MODE = 3;

    private final Set<Integer> consoles = new HashSet<>();
    private final Map<Boolean, Integer> pages = new HashMap<>(Map.of(false, GBK, true, GBK));
    private final Deque<String> typed = new ArrayDeque<>();
    private int mode = USUAL_MODE;
    private boolean refuses;
    private int changes;

    /// @param streams that lead to it
    FakeConsole(Integer... streams) {
        consoles.addAll(Arrays.asList(streams));
    }

    /// Lets each reading get one of these; an empty one is Ctrl-C.
    FakeConsole type(String... parts) {
        typed.addAll(Arrays.asList(parts));
        return this;
    }

    FakeConsole refusing() {
        refuses = true;
        return this;
    }

    /// How often something was changed.
    int changes() {
        return changes;
    }

    int inputPage() {
        return codePage(false);
    }

    int outputPage() {
        return codePage(true);
    }

    int screenMode() {
        return mode;
    }

    @Override
    public long standardHandle(int which) {
        return which;
    }

    @Override
    public long screen() {
        return SCREEN;
    }

    @Override
    public OptionalInt mode(long handle) {
        return handle == SCREEN || consoles.contains((int) handle) ? OptionalInt.of(mode) : OptionalInt.empty();
    }

    @Override
    public boolean setMode(long handle, int wanted) {
        if (!refuses) {
            mode = wanted;
            changes++;
        }
        return !refuses;
    }

    @Override
    public int codePage(boolean ofOutput) {
        return pages.getOrDefault(ofOutput, 0);
    }

    @Override
    public boolean setCodePage(boolean ofOutput, int page) {
        if (!refuses) {
            pages.put(ofOutput, page);
            changes++;
        }
        return !refuses;
    }

    @Override
    public int read(long handle, char[] into) throws IOException {
        if (typed.isEmpty()) {
            throw new IOException("nobody types");
        }
        String part = typed.remove();
        part.getChars(0, part.length(), into, 0);
        return part.length();
    }

    @Override
    public boolean hasTypedLine(long handle) {
        return typed.stream().anyMatch(part -> part.contains("\r"));
    }
}
