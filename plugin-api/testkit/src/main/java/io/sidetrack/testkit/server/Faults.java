package io.sidetrack.testkit.server;

import io.sidetrack.testkit.server.FaultProxy.Direction;
import java.util.EnumSet;
import java.util.Set;

/** The lasting faults of a proxy, and what was counted under them. Belongs to the proxy's event loop. */
final class Faults {
    static final int WINDOW = 1 << 20;

    /** How much of a throttled direction passes at once: that part of a second's worth. */
    private static final int SLICES = 20;

    long delayNanos;
    long bytesPerSecond;
    boolean refusing;
    private final Set<Direction> swallowing = EnumSet.noneOf(Direction.class);
    private final long[] passed = new long[Direction.values().length];
    private final long[] swallowed = new long[Direction.values().length];

    void swallow(Direction direction) {
        swallowing.add(direction);
    }

    boolean swallows(Direction direction) {
        return swallowing.contains(direction);
    }

    /** Whether nothing gets through at all, so that a new connection leads nowhere. */
    boolean silent() {
        return swallowing.size() == Direction.values().length;
    }

    void clear() {
        delayNanos = 0;
        bytesPerSecond = 0;
        refusing = false;
        swallowing.clear();
    }

    /** How many bytes of a direction may be held before its sender is paused. */
    int window() {
        return bytesPerSecond == 0 ? WINDOW : slice() * 2;
    }

    /** How many bytes may be handed on at once. */
    int slice() {
        return bytesPerSecond == 0 ? WINDOW : (int) Math.max(1, Math.min(WINDOW / 2, bytesPerSecond / SLICES));
    }

    /** How long so many bytes take. */
    long nanosFor(int bytes) {
        return bytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
    }

    void countPassed(Direction direction, int bytes) {
        passed[direction.ordinal()] += bytes;
    }

    void countSwallowed(Direction direction, int bytes) {
        swallowed[direction.ordinal()] += bytes;
    }

    long passed(Direction direction) {
        return passed[direction.ordinal()];
    }

    long swallowed(Direction direction) {
        return swallowed[direction.ordinal()];
    }
}
