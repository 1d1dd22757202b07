package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.event.EventKeys;
import io.sidetrack.kernel.dispatch.ShardSettings;
import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.ShardSettings.Output;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One world to be simulated: everything that is decided before it begins. The same scenario always runs the same way. */
record Scenario(long seed, Shape shape, Set<Fault> faults, List<Input> inputs) {
    static final String SUBSCRIPTION = "sim";
    /** Emits go here within the store… */
    static final String NEAR = "near";
    /** …and here to a remote broker. */
    static final String FAR = "far";
    /** Where handlers and people redirect to within the store… */
    static final String ASIDE = "aside";
    /** …and here to a remote broker. */
    static final String ELSEWHERE = "elsewhere";

    static final Duration TIMEOUT = Duration.ofMillis(100);
    static final Duration GRACE = Duration.ofMillis(60);
    static final Duration HANDLER_TIMEOUT = Duration.ofMillis(60);

    /**
     * @param partitions how many each log has
     * @param far whether the processor may emit to a remote broker
     * @param work how long an attempt takes at most, where nothing is wrong with it
     * @param deliversWithinRequest whether sources deliver within the call that asks them, or some time after it
     */
    record Shape(
            Map<String, ReceiptKind> sources,
            int partitions,
            boolean far,
            Ordering ordering,
            int concurrency,
            int window,
            int attempts,
            Duration patience,
            int handlers,
            boolean idempotent,
            boolean circuit,
            long maxParked,
            int drivers,
            Duration work,
            boolean deliversWithinRequest,
            int keptLanes) {

        /** The same with other sources. */
        Shape reading(Map<String, ReceiptKind> others) {
            return new Shape(
                    others,
                    partitions,
                    far,
                    ordering,
                    concurrency,
                    window,
                    attempts,
                    patience,
                    handlers,
                    idempotent,
                    circuit,
                    maxParked,
                    drivers,
                    work,
                    deliversWithinRequest,
                    keptLanes);
        }

        ShardSettings settings() {
            return new ShardSettings(
                    SUBSCRIPTION,
                    sources,
                    far
                            ? Map.of(NEAR, new Output(NEAR, true), FAR, new Output(FAR, false))
                            : Map.of(NEAR, new Output(NEAR, true)),
                    ordering,
                    EventKeys::defaultKey,
                    concurrency,
                    window,
                    TIMEOUT,
                    GRACE,
                    attempts,
                    Duration.ofMillis(5),
                    Duration.ofMillis(40),
                    patience,
                    HANDLER_TIMEOUT,
                    3,
                    idempotent,
                    circuit,
                    Duration.ofMillis(50),
                    maxParked,
                    drivers,
                    keptLanes);
        }
    }

    Scenario with(Set<Fault> otherFaults, List<Input> otherInputs) {
        return new Scenario(seed, shape, otherFaults, otherInputs);
    }

    long lastMillis() {
        return inputs.stream().mapToLong(Input::atMillis).max().orElse(0);
    }
}
