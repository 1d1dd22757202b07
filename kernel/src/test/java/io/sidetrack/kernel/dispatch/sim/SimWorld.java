package io.sidetrack.kernel.dispatch.sim;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.dispatch.Attempt;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.ShardSettings.Ordering;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all parts of one simulated world share: the scenario, time, chance, the events that were sent, the trace. */
final class SimWorld {
    final Scenario scenario;
    final SimTime time = new SimTime();
    final Faults faults;
    final Map<String, Sent> sent = new LinkedHashMap<>();
    final MemoryTables tables;
    final Reference reference;
    /** Ids of the events that the remote sink has. */
    final Set<String> landed = new HashSet<>();

    private final Map<String, Integer> calls = new HashMap<>();
    private final @Nullable List<String> trace;
    private int ids;
    private @Nullable Violation violation;

    /** Where and with which event the process has died. */
    record Death(CrashPoint point, CrashPoint.Column column, String id) {}

    /** How often it has come to each situation. */
    final Map<Situation, Integer> situations = new EnumMap<>(Situation.class);

    /** The deaths that the scenario has asked for. */
    final List<Death> deaths = new ArrayList<>();

    private Input.@Nullable CrashAt wanted;
    private int skips;
    private Consumer<Death> die = death -> {};

    /** The processor fails whatever it is given until then, in one of these ways. */
    long outageUntilNanos;

    List<Step> outageSteps = List.of(Step.FAIL);

    /** What a call of has not returned, until the store has it as errored: known to the process, as long as that lives. */
    final Map<EventIdentity, Cause> condemned = new HashMap<>();

    private BiConsumer<Incarnation, Attempt> onBlocked = (by, attempt) -> {};

    SimWorld(Scenario scenario, boolean traced) {
        this.scenario = scenario;
        this.faults = new Faults(scenario.faults(), random("faults"));
        this.tables = new MemoryTables(time::wallMillis);
        this.trace = traced ? new ArrayList<>() : null;
        this.reference = new Reference(this);
    }

    /** A stream of chance of its own for each part, so that leaving out an input disturbs the others little. */
    RandomGenerator random(String part) {
        return new SplittableRandom(scenario.seed() * 31 + part.hashCode());
    }

    /** New ids ascend by time and are unique forever. */
    String nextId(String prefix) {
        return String.format("%s%06d", prefix, ++ids);
    }

    /** Counts the calls for one revision of an event, over all lives of the node. */
    int nextCall(String id, String label) {
        return calls.merge(id + "#" + label, 1, Integer::sum);
    }

    @Nullable
    Sent sent(@Nullable CloudEvent event, byte @Nullable [] raw) {
        return sent.get(
                event != null
                        ? event.getId()
                        : raw == null ? "" : new String(raw, java.nio.charset.StandardCharsets.UTF_8));
    }

    /** The event whose processing emitted this one: it stands first in the data. */
    @Nullable
    Sent parent(CloudEvent emitted) {
        String text = EventData.text(emitted);
        int end = text.indexOf('#');
        return end < 0 ? null : sent.get(text.substring(0, end));
    }

    /** The lane of an event as the configuration has it; a name of its own where it has no order. */
    String lane(String channel, @Nullable String key, String id) {
        Ordering ordering = scenario.shape().ordering();
        if (ordering == Ordering.CHANNEL) {
            return channel;
        }
        return ordering == Ordering.KEY && key != null ? key : "\0" + id;
    }

    MemorySubscription subscription() {
        return tables.subscriptions.get(Scenario.SUBSCRIPTION);
    }

    /** The process is to die, by {@code action}, at the very step that comes to the point. */
    void crashAt(Input.CrashAt at, Consumer<Death> action) {
        wanted = at;
        skips = at.skips();
        die = action;
    }

    /**
     * The process has come to a point where it may die. It dies within this call: whatever it still does is done by a dead one,
     * and has no effect.
     */
    void reached(CrashPoint point, ReceiptKind kind, String id) {
        Input.CrashAt at = wanted;
        CrashPoint.Column column = CrashPoint.Column.of(scenario.shape(), kind);
        if (at == null || at.point() != point || at.column() != column || faults.calm() || skips-- > 0) {
            return;
        }
        wanted = null;
        Death death = new Death(point, at.column(), id);
        deaths.add(death);
        die.accept(death);
    }

    void whenBlocked(BiConsumer<Incarnation, Attempt> action) {
        onBlocked = action;
    }

    /** The call returns only after its shard was replaced. Whatever its shard still does within it is done by a dead one, and has no effect. */
    void blocked(Incarnation by, Attempt attempt) {
        faults.count(Fault.BLOCKED_LOOP);
        by.crashed = true;
        by.blocked = true;
        Objects.requireNonNull(by.shard).stop();
        onBlocked.accept(by, attempt);
    }

    void comesTo(Situation situation) {
        situations.merge(situation, 1, Integer::sum);
    }

    void violate(String invariant, String what) {
        if (violation == null) {
            violation = new Violation(invariant, what);
            trace(() -> "VIOLATION " + violation);
        }
    }

    @Nullable
    Violation violation() {
        return violation;
    }

    void trace(Supplier<String> line) {
        if (trace != null) {
            trace.add(String.format("%9.3f ms  %s", (time.nanos() - 1e9) / 1e6, line.get()));
        }
    }

    List<String> trace() {
        return trace == null ? List.of() : trace;
    }
}
