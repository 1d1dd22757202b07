package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.dispatch.sim.Scenario.Shape;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes a scenario from a seed: shape, faults, events with what they do to the processor, strikes and people. */
final class Scenarios {
    private static final Set<Fault> STRIKES = EnumSet.of(
            Fault.OUTAGE,
            Fault.INDETERMINATE_COMMIT,
            Fault.FAILED_READ,
            Fault.SLOW_READ,
            Fault.CRASH,
            Fault.CRASH_AFTER_COMMIT,
            Fault.CRASH_BEFORE_ACKNOWLEDGE,
            Fault.ZOMBIE,
            Fault.DRAIN,
            Fault.REVOKED,
            Fault.LOST,
            Fault.RECONNECT,
            Fault.PAUSE,
            Fault.CLOCK_JUMP);

    private final long seed;
    private final Random random;
    private final Set<Fault> faults;
    private final Crowd crowd;

    /** How many events of how many keys. */
    private enum Crowd {
        USUAL,
        /** More on one siding than one page of it. */
        LONG_SIDINGS,
        /** Enough that a failure of most of them is an outage. */
        MANY_KEYS,
        /** Many of one key at once, all in the store: the next one runs on the uncommitted result of the one before. */
        SPECULATION
    }

    private Scenarios(long seed, boolean faulty) {
        this.seed = seed;
        this.random = new Random(seed * 0x9e3779b97f4a7c15L + 1);
        this.faults = EnumSet.noneOf(Fault.class);
        double density = oneOf(0.1, 0.3, 0.6, 0.9);
        for (Fault fault : Fault.values()) {
            if (random.nextDouble() < density && faulty) {
                faults.add(fault);
            }
        }
        int drawn = random.nextInt(50);
        this.crowd = drawn == 0
                ? Crowd.LONG_SIDINGS
                : drawn < 4 ? Crowd.MANY_KEYS : drawn < 9 ? Crowd.SPECULATION : Crowd.USUAL;
        if (crowd == Crowd.MANY_KEYS && faulty) {
            faults.add(Fault.OUTAGE);
        }
        if (crowd == Crowd.SPECULATION && faulty) {
            faults.add(Fault.CONFLICT);
        }
    }

    static Scenario faulty(long seed) {
        return new Scenarios(seed, true).scenario();
    }

    /** The same kind of world where nothing goes wrong. */
    static Scenario calm(long seed) {
        return new Scenarios(seed, false).scenario();
    }

    private Scenario scenario() {
        Shape shape = shape();
        List<Input> inputs = new ArrayList<>();
        long duration = oneOf(50, 300, 1_000);
        publishes(shape, duration, inputs);
        for (Fault fault : STRIKES) {
            int times = faults.contains(fault) ? 1 + random.nextInt(3) : 0;
            for (int i = 0; i < times; i++) {
                inputs.add(new Input.Strike(random.nextLong(duration + 100), fault, random.nextInt(1 << 20)));
            }
        }
        int people = faults.isEmpty() ? 0 : random.nextInt(12);
        for (int i = 0; i < people; i++) {
            Input.Action action = oneOf(Input.Action.values());
            inputs.add(new Input.Person(random.nextLong(duration + 400), action, random.nextInt(1 << 20)));
        }
        inputs.sort(Comparator.comparingLong(Input::atMillis));
        return new Scenario(seed, shape, faults, inputs);
    }

    private Shape shape() {
        Map<String, ReceiptKind> sources = new TreeMap<>();
        boolean speculation = crowd == Crowd.SPECULATION;
        if (speculation) {
            sources.put("in-position", ReceiptKind.POSITION);
        }
        int count = speculation || random.nextInt(10) < 7 ? 1 : 2;
        while (sources.size() < count) {
            ReceiptKind kind = oneOf(ReceiptKind.values());
            sources.put("in-" + kind.name().toLowerCase(java.util.Locale.ROOT), kind);
        }
        Ordering ordering = random.nextInt(8) > 0 ? Ordering.KEY : oneOf(Ordering.values());
        return new Shape(
                sources,
                1 + random.nextInt(3),
                !speculation && random.nextBoolean(),
                ordering,
                oneOf(1, 2, 8, 256),
                oneOf(1, 3, 8, 64, 64),
                1 + random.nextInt(3),
                Duration.ofMillis(oneOf(8, 1_000)),
                random.nextInt(3),
                random.nextInt(5) == 0,
                crowd == Crowd.MANY_KEYS || random.nextInt(4) == 0,
                oneOf(4L, 20L, 100_000L, 100_000L, 100_000L),
                oneOf(1, 2, 16),
                Duration.ofMillis(speculation ? 1 : oneOf(1, 20, 20)),
                random.nextInt(3) == 0,
                oneOf(2, 65_536));
    }

    private void publishes(Shape shape, long duration, List<Input> inputs) {
        List<String> channels = List.copyOf(shape.sources().keySet());
        int events = switch (crowd) {
            case USUAL, SPECULATION -> oneOf(4, 15, 40);
            case LONG_SIDINGS -> 300;
            case MANY_KEYS -> 150;
        };
        int keys = switch (crowd) {
            case USUAL -> 1 + random.nextInt(oneOf(5, 5, 12));
            case LONG_SIDINGS, SPECULATION -> 1 + random.nextInt(2);
            case MANY_KEYS -> 50;
        };
        int keyless = random.nextInt(4) == 0 ? 3 : 100;
        int stateful = random.nextInt(3);
        List<List<String>> outputs =
                List.of(List.of(), List.of(Scenario.NEAR), List.of(Scenario.FAR), List.of(Scenario.NEAR, Scenario.FAR));
        int width = shape.far() ? 4 : 1 + random.nextInt(2);
        double trouble = oneOf(0.05, 0.2, 0.5);
        long burst = crowd == Crowd.SPECULATION
                ? 200
                : oneOf(1, 1, 30, 200); // many at once run on each other's uncommitted results
        for (int i = 0; i < events; i++) {
            String channel = oneOf(channels.toArray(String[]::new));
            String key = random.nextInt(keyless) == 0 ? null : "k" + random.nextInt(keys);
            boolean state = key != null
                    && shape.ordering() == Ordering.KEY
                    && (stateful == 1 || (stateful == 2 && random.nextBoolean()));
            List<String> to = outputs.get(random.nextInt(width));
            boolean undecodable = shape.sources().get(channel) != ReceiptKind.INBOX
                    && faults.contains(Fault.UNDECODABLE)
                    && random.nextInt(10) == 0;
            inputs.add(new Input.Publish(
                    random.nextLong(duration) / burst * burst,
                    channel,
                    partition(shape, key),
                    "e" + i,
                    key,
                    new Script("0", steps(trouble), to, state),
                    faults.contains(Fault.GAP) && random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0,
                    undecodable));
        }
    }

    /** Mostly the key decides the partition, as brokers do; sometimes not. */
    private int partition(Shape shape, @Nullable String key) {
        int drawn = random.nextInt(shape.partitions());
        return key == null || random.nextInt(20) == 0 ? drawn : Math.floorMod(key.hashCode(), shape.partitions());
    }

    private List<Step> steps(double trouble) {
        List<Step> steps = new ArrayList<>();
        while (random.nextDouble() < trouble && steps.size() < 5) {
            steps.add(oneOf(Step.values()));
        }
        boolean poison = !steps.isEmpty() && random.nextInt(3) == 0;
        steps.add(
                poison
                        ? oneOf(Step.FAIL, Step.REJECT, Step.FAIL_WITHIN_CALL)
                        : oneOf(Step.SUCCEED, Step.SUCCEED_WITHIN_CALL));
        return steps;
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
