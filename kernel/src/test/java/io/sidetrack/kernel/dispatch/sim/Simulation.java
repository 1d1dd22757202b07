package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.dispatch.Attempt;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.dispatch.ShardCounters;
import io.sidetrack.kernel.dispatch.ShardPorts;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.dispatch.sim.Script.Step;
import io.sidetrack.kernel.store.ChannelSpec;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.SubscriptionSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs one scenario: the node around the shard (it boots, is struck, recovers), then calm, in which everything drains that no
 * person must decide, then people who decide the rest, until nothing is left.
 */
final class Simulation {
    private static final int MAX_STEPS = 400_000;
    private static final long CALM_NANOS = Duration.ofHours(2).toNanos();

    private final SimWorld world;
    private final SimStore store;
    private final People people;
    private final Publishers publishers;
    private final RandomGenerator random;
    private final Map<String, Broker> brokers = new TreeMap<>();
    private @Nullable Incarnation current;
    private boolean booting;
    private long processes;
    private int incarnations;
    private int steps;
    private @Nullable String lastLimit;

    /** What became of a run. */
    record Report(
            @Nullable Violation violation,
            Map<Fault, Integer> faults,
            List<SimWorld.Death> deaths,
            Map<Situation, Integer> situations,
            List<String> trace,
            int steps) {}

    private Simulation(Scenario scenario, boolean traced) {
        this.world = new SimWorld(scenario, traced);
        this.people = new People(world);
        this.store = new SimStore(world, people, this::storeFailed);
        this.publishers = new Publishers(world, brokers, () -> current);
        this.random = world.random("node");
        List<ChannelSpec> specs = new java.util.ArrayList<>();
        for (String channel : List.of(Scenario.NEAR, Scenario.ASIDE)) {
            specs.add(new ChannelSpec(channel, Duration.ofDays(1), 1_000_000));
        }
        scenario.shape().sources().forEach((channel, kind) -> {
            if (kind == ReceiptKind.POSITION) {
                specs.add(new ChannelSpec(channel, Duration.ofDays(1), 1_000_000));
            }
            brokers.put(
                    channel,
                    switch (kind) {
                        case POSITION -> new EmbeddedBroker(world, channel, store);
                        case MARK -> new LogBroker(world, channel);
                        case INBOX -> new QueueBroker(world, channel);
                    });
        });
        world.tables.declare(specs);
        world.whenBlocked(this::blocked);
    }

    static Report run(Scenario scenario, boolean traced) {
        Simulation simulation = new Simulation(scenario, traced);
        simulation.run();
        SimWorld world = simulation.world;
        return new Report(
                world.violation(),
                world.faults.counts(),
                world.deaths,
                world.situations,
                world.trace(),
                simulation.steps);
    }

    private void run() {
        world.trace(() -> world.scenario.shape() + " " + world.scenario.faults());
        world.scenario
                .inputs()
                .forEach(input -> world.time.after(input.atMillis() * SimTime.MILLIS, () -> happen(input)));
        boot(0);
        long end = world.time.nanos() + (world.scenario.lastMillis() + 50) * SimTime.MILLIS;
        proceed(end);
        world.trace(() -> "---- faults stop");
        world.faults.stop();
        resume();
        settle("only what waits for a person rests", this::isQuiet);
        world.trace(() -> "---- people decide the rest");
        settle("nothing rests", () -> {
            if (isQuiet()) {
                people.cureAll(running());
            }
            return isEmpty();
        });
        if (world.violation() == null) {
            world.reference.isComplete();
        }
    }

    /** One step, after which the invariants at rest are checked; {@code false} where nothing more will happen. */
    private boolean step() {
        boolean stepped = true;
        try {
            stepped = world.time.step();
        } catch (RuntimeException | AssertionError e) {
            List<StackTraceElement> at = List.of(e.getStackTrace());
            world.violate("engine", "threw " + e + " at " + at.subList(0, Math.min(6, at.size())));
        }
        if (++steps > MAX_STEPS) {
            world.violate("I9", "does not come to rest");
        }
        checkAtRest();
        look();
        return stepped && world.violation() == null;
    }

    private void proceed(long untilNanos) {
        while (world.time.nanos() < untilNanos && step()) {}
    }

    /** Steps until the condition holds, which costs more than a step; it must hold when all is quiet, or after hours. */
    private void settle(String what, BooleanSupplier condition) {
        long deadline = world.time.nanos() + CALM_NANOS;
        while (world.violation() == null && !condition.getAsBoolean()) {
            boolean more = true;
            for (int i = 0; i < 16 && more; i++) {
                more = step();
            }
            boolean stuck = !more && !condition.getAsBoolean() && world.time.isEmpty();
            if (stuck || world.time.nanos() > deadline) {
                world.violate("I9", "it never came so far that " + what + ": " + leftovers());
            }
        }
    }

    private void look() {
        Incarnation now = current;
        String limit = now == null || now.shard == null || !now.isCurrent()
                ? null
                : now.shard.counters().limit();
        if (limit != null && !limit.equals(lastLimit)) {
            world.comesTo(Situation.LIMIT);
            world.trace(() -> "limit " + limit + " is reached");
        }
        lastLimit = limit;
    }

    private void checkAtRest() {
        if (world.subscription() == null) {
            return;
        }
        boolean registered = world.subscription().progress.keySet().containsAll(embeddedChannels());
        if (registered) {
            world.reference.atRest(sent -> broker(sent.channel).holds(sent));
        }
    }

    // ---- the node
    // -----------------------------------------------------------------------------------------------------

    private void boot(long delayNanos) {
        if (booting) {
            return;
        }
        booting = true;
        world.time.after(delayNanos, () -> {
            booting = false;
            if (store.isFailed()) {
                store.reopen();
            }
            begin();
        });
    }

    private void begin() {
        Incarnation next = new Incarnation(++incarnations, world, this::shardFailed);
        current = next;
        world.reference.begins(next);
        ShardStore shards = store.of(next);
        SubscriptionSpec spec = new SubscriptionSpec(Scenario.SUBSCRIPTION, embeddedChannels(), "key", Map.of());
        shards.acquire(spec)
                .compose(fence -> {
                    next.fence = fence;
                    return shards.recover(fence);
                })
                .onComplete(recovered -> next.run(() -> {
                    if (next.stopped || next != current) {
                        next.stopped = true;
                        return;
                    }
                    if (recovered.failed()) {
                        next.stopped = true;
                        boot(20 * SimTime.MILLIS);
                        return;
                    }
                    world.trace(() -> "shard " + next.number + " begins with " + next.fence);
                    ShardPorts ports = new ShardPorts(
                            world.time,
                            (delay, task) -> next.runLater(delay + random.nextLong(SimTime.MILLIS), task),
                            shards,
                            new SimInvoker(world, next),
                            new SimEmitter(world, next),
                            new SimHandlers(world, next),
                            () -> world.nextId("err"),
                            world.random("jitter" + next.number),
                            next);
                    Shard shard = new Shard(world.scenario.shape().settings(), ports, next.fence, recovered.result());
                    next.shard = shard;
                    shard.pause(world.subscription().paused); // it may have changed since it was read
                    shard.condemn(next.refusing(world.condemned));
                    shard.start();
                    if (next.crashed) {
                        return;
                    }
                    brokers.values().forEach(broker -> broker.open(next));
                }));
    }

    private List<String> embeddedChannels() {
        return world.scenario.shape().sources().entrySet().stream()
                .filter(source -> source.getValue() == ReceiptKind.POSITION)
                .map(Map.Entry::getKey)
                .toList();
    }

    private Incarnation running() {
        Incarnation now = current;
        if (now == null) {
            throw new IllegalStateException("the node has not booted");
        }
        return now;
    }

    private void shardFailed(Incarnation failed) {
        if (failed == current && !store.isFailed()) {
            world.time.after(0, () -> close(failed));
            boot(10 * SimTime.MILLIS);
        }
    }

    /** The node notices: it stops the shard, opens the store anew and recovers. */
    private void storeFailed() {
        Incarnation failed = current;
        world.time.after(random.nextLong(40 * SimTime.MILLIS), () -> {
            if (failed != null) {
                close(failed);
            }
            boot(random.nextLong(20 * SimTime.MILLIS));
        });
    }

    private void close(Incarnation incarnation) {
        incarnation.stop();
        brokers.values().forEach(broker -> broker.close(incarnation));
    }

    /** The process dies at the very step it has come to, and leaves what the crash table says. */
    private void die(SimWorld.Death death) {
        crash(true);
        Sent sent = world.sent.get(death.id());
        Remains remains = new Remains(
                world, death.id(), sent != null && broker(sent.channel).holds(sent));
        world.trace(() -> "died with " + death.id() + ": " + death.point().row);
        if (!death.point().isSeen(remains)) {
            world.violate("crash table", "a restart sees something else after: " + death);
        }
    }

    private void crash() {
        crash(false);
    }

    private void crash(boolean exact) {
        world.trace(() -> "---- crash");
        for (Incarnation dying : world.reference.incarnations()) {
            dying.crashed = true;
            brokers.values().forEach(broker -> broker.close(dying));
        }
        processes++;
        world.condemned.clear();
        store.crash(exact);
        boot(random.nextLong(30 * SimTime.MILLIS));
    }

    /** The watchdog: a call that holds its thread beyond its time-out loses it, and its event does not run again unasked. */
    private void blocked(Incarnation by, Attempt attempt) {
        long process = processes;
        if (world.condemned.keySet().stream().anyMatch(by.refused::contains)) {
            world.violate("I9", attempt.event().getId() + " holds the thread before what did so last is set aside");
        }
        world.time.after(Scenario.TIMEOUT.toNanos(), () -> {
            if (process != processes || by != current) {
                return;
            }
            boolean idempotent = world.scenario.shape().idempotent();
            world.trace(() -> "---- shard " + by.number + " is stuck, another one takes over");
            world.condemned.put(
                    attempt.identity(),
                    new Cause(
                            idempotent ? Cause.Kind.TIMEOUT : Cause.Kind.INDETERMINATE,
                            Reference.SET_ASIDE,
                            attempt.event().getId(),
                            "",
                            Reference.SET_ASIDE));
            brokers.values().forEach(broker -> broker.close(by));
            boot(0);
        });
    }

    private void drain(Incarnation incarnation) {
        if (incarnation.shard == null || !incarnation.isCurrent()) {
            return;
        }
        world.faults.count(Fault.DRAIN);
        world.trace(() -> "shard " + incarnation.number + " is to drain");
        incarnation.draining = true;
        boolean[] over = {false};
        Runnable end = () -> {
            if (!over[0] && !incarnation.crashed) {
                over[0] = true;
                boolean was = incarnation.isCurrent();
                close(incarnation);
                if (was) {
                    boot(0);
                }
            }
        };
        Runnable late = () -> {
            if (!over[0] && incarnation.isCurrent()) {
                giveUp(incarnation);
            }
            end.run();
        };
        world.time.after(random.nextLong(250 * SimTime.MILLIS), late);
        incarnation.shard.drain(() -> world.time.after(0, end));
    }

    /** The deadline of a drain has passed: what has not ended does not run again unasked. */
    private void giveUp(Incarnation late) {
        Set<EventIdentity> unended = Objects.requireNonNull(late.shard).giveUp();
        world.reference.givenUp(late, unended);
        for (EventIdentity event : unended) {
            world.comesTo(Situation.GIVEN_UP);
            world.trace(() -> event.id() + " has not ended, and shard " + late.number + " is given up");
            world.condemned.put(
                    event,
                    new Cause(Cause.Kind.INDETERMINATE, Reference.SET_ASIDE, event.id(), "", Reference.SET_ASIDE));
        }
    }

    private void zombie() {
        Incarnation old = current;
        if (old == null || old.shard == null || !old.isCurrent() || booting || store.isFailed()) {
            return;
        }
        world.faults.count(Fault.ZOMBIE);
        world.trace(() -> "---- shard " + old.number + " is replaced and does not know");
        begin();
        world.time.after(50 * SimTime.MILLIS + random.nextLong(400 * SimTime.MILLIS), () -> close(old));
    }

    private void pause(boolean wanted) {
        if (store.isFailed() || world.subscription() == null) {
            return;
        }
        world.subscription().paused = wanted;
        if (wanted) {
            world.scenario.shape().sources().values().forEach(kind -> world.reached(CrashPoint.PAUSED, kind, ""));
        }
        for (Incarnation incarnation : world.reference.incarnations()) {
            if (incarnation.shard != null && !incarnation.crashed && !incarnation.stopped) {
                incarnation.shard.pause(wanted);
            }
        }
    }

    private void resume() {
        while (store.isFailed() && step()) {}
        pause(false);
    }

    // ---- what happens from outside
    // ------------------------------------------------------------------------------------

    private void happen(Input input) {
        if (input instanceof Input.Publish publish) {
            publishers.publish(publish);
        } else if (input instanceof Input.CrashAt at) {
            world.crashAt(at, this::die);
        } else if (input instanceof Input.Person person) {
            Incarnation now = current;
            if (now != null && now.shard != null) {
                people.act(person, now);
            }
        } else if (input instanceof Input.Strike strike && world.faults.may(strike.fault())) {
            strike(strike);
        }
    }

    private void strike(Input.Strike strike) {
        Random salt = new Random(strike.salt());
        Incarnation now = current;
        switch (strike.fault()) {
            case OUTAGE -> {
                world.faults.count(Fault.OUTAGE);
                world.outageUntilNanos = world.time.nanos() + salt.nextInt(400) * SimTime.MILLIS;
                world.outageSteps = salt.nextInt(4) > 0
                        ? List.of(Step.FAIL)
                        : List.of(Step.FAIL_WITHIN_GRACE, Step.SUCCEED_WITHIN_GRACE, Step.NEVER_END);
            }
            case INDETERMINATE_COMMIT -> store.failNextGroup();
            case FAILED_READ -> store.failNextRead();
            case SLOW_READ -> store.slowNextRead();
            case CRASH -> {
                world.faults.count(Fault.CRASH);
                crash();
            }
            case CRASH_AFTER_COMMIT -> store.whenDurable(() -> crashed(Fault.CRASH_AFTER_COMMIT));
            case CRASH_BEFORE_ACKNOWLEDGE -> store.whenAnswered(() -> crashed(Fault.CRASH_BEFORE_ACKNOWLEDGE));
            case ZOMBIE -> zombie();
            case DRAIN -> {
                if (now != null) {
                    drain(now);
                }
            }
            case PAUSE -> {
                world.faults.count(Fault.PAUSE);
                pause(true);
                world.time.after(salt.nextInt(300) * SimTime.MILLIS, () -> pause(false));
            }
            case CLOCK_JUMP -> {
                world.faults.count(Fault.CLOCK_JUMP);
                long millis = salt.nextInt(1_200_000) - 600_000L;
                world.trace(() -> "the wall clock jumps by " + millis + " ms");
                world.time.jump(millis);
            }
            case REVOKED, LOST, RECONNECT -> {
                if (now != null && now.shard != null && !now.crashed && !now.stopped) {
                    brokers.values().forEach(broker -> broker.strike(strike.fault(), now));
                }
            }
            default -> throw new IllegalArgumentException(strike.fault() + " does not strike");
        }
    }

    private void crashed(Fault fault) {
        world.faults.count(fault);
        crash();
    }

    private Broker broker(String channel) {
        Broker broker = brokers.get(channel);
        if (broker == null) {
            throw new IllegalArgumentException("the scenario has no channel " + channel);
        }
        return broker;
    }

    // ---- where it stands
    // ----------------------------------------------------------------------------------------------

    /** Nothing moves any more without a person: heads are open, the rest is behind them, or intake says which limit holds it. */
    private boolean isQuiet() {
        Incarnation now = current;
        if (booting || now == null || now.shard == null || !now.isCurrent() || world.subscription() == null) {
            return false;
        }
        boolean headsWait = world.subscription().sidings.values().stream()
                .map(siding -> siding.entries.get(0).errored)
                .allMatch(head -> head != null && (head.status == Status.OPEN || head.status == Status.INDETERMINATE));
        return headsWait
                && people.unanswered().isEmpty()
                && ("max-parked".equals(now.shard.counters().limit()) || allTaken());
    }

    private boolean isEmpty() {
        Incarnation now = current;
        if (now == null || now.shard == null || !world.subscription().sidings.isEmpty() || !allTaken()) {
            return false;
        }
        ShardCounters counters = now.shard.counters();
        return counters.inFlight() == 0
                && counters.sidings() == 0
                && counters.limit() == null
                && counters.outage() == null;
    }

    private boolean allTaken() {
        long published = world.scenario.inputs().stream()
                .filter(i -> i instanceof Input.Publish)
                .count();
        return publishers.answered() == published
                && world.sent.values().stream()
                        .noneMatch(sent -> broker(sent.channel).holds(sent));
    }

    private String leftovers() {
        StringBuilder text = new StringBuilder();
        for (Sent sent : world.sent.values()) {
            if (broker(sent.channel).holds(sent)) {
                text.append(sent).append(" is with its broker; ");
            }
        }
        for (MemorySiding siding : world.subscription().sidings.values()) {
            MemoryErrored head = siding.entries.get(0).errored;
            text.append("siding ")
                    .append(siding.lane)
                    .append(" of ")
                    .append(siding.entries.size())
                    .append(", head ");
            text.append(head == null ? "parked" : head.status).append("; ");
        }
        people.unanswered().forEach(wish -> text.append(wish).append(" is not answered; "));
        Incarnation now = current;
        return text.append(
                        now == null || now.shard == null
                                ? "no shard"
                                : now.shard.counters().toString())
                .toString();
    }
}
