package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.dispatch.ShardSettings.Output;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The engine: the lanes and sidings of one subscription, decided by one thread.
 *
 * <p><b>Life.</b> Made from what the store recovered under a fresh fence; {@link #start} begins to drive sidings; sources are
 * attached and deliver; {@link #drain} lets what is under way end; {@link #stop} drops the rest. After {@link #stop}, or after
 * the listener was told {@code failed}, every call and every late answer is ignored: a new shard under a new fence takes over.
 *
 * <p><b>Threading.</b> Not thread-safe: all calls and all answers of its ports come on one thread, or one Vert.x context.
 *
 * <p><b>Parts.</b> {@link Intake} receives and settles; {@link Lanes} keeps the lines; {@link MainLine} processes and parks;
 * {@link Attempts}, {@link Failures} and {@link Results} are the life of one attempt; {@link SidingDriver} and
 * {@link Decisions} are the life of a siding; {@link Commits} is the way to the store. Each call changes lanes and then pumps:
 * ready lanes advance until none can, and what was decided goes to the store as one group.
 */
public final class Shard {
    private final ShardPorts ports;
    private final Fence fence;
    private final Map<String, Intake> intakes = new LinkedHashMap<>();
    private final Causes causes;
    private final Lanes lanes;
    private final States states;
    private final SidingReads sidingReads;
    private final Attempts attempts;
    private final Results results;
    private final Failures failures;
    private final MainLine mainLine;
    private final SidingDriver driver;
    private final Decisions decisions;
    private final Circuit circuit;
    private final Commits commits;
    private final long maxParked;
    private long parkedTotal;
    private boolean started;
    private boolean paused;
    private boolean pumping;
    private boolean pumpAgain;
    private volatile boolean stopped;
    private @Nullable Runnable drained;
    private Map<EventIdentity, Cause> condemned = Map.of();
    /** What must not run is on its way to the store: whatever runs next may hold this thread for good, and with it the commit. */
    private boolean settlesFirst;

    public Shard(ShardSettings settings, ShardPorts ports, Fence fence, Recovery recovery) {
        this.ports = ports;
        this.fence = fence;
        this.paused = recovery.paused();
        this.parkedTotal = recovery.parked();
        this.maxParked = settings.maxParked();
        boolean speculative = isAllInStore(settings);
        Backoff backoff = new Backoff(settings.backoff(), settings.maxBackoff(), ports.random());
        this.causes = new Causes(settings.subscription());
        this.lanes = new Lanes(this, settings, new SidingIndex(recovery.laneHashes()));
        this.states = new States(this, ports.store(), settings.subscription(), recovery.hasState());
        this.sidingReads = new SidingReads(this, ports.store(), settings.subscription());
        this.attempts = new Attempts(this, settings);
        this.results = new Results(this, settings, backoff);
        this.failures = new Failures(this, settings, backoff);
        this.mainLine = new MainLine(this, speculative);
        this.driver = new SidingDriver(this, settings, speculative);
        this.decisions = new Decisions(this, settings);
        this.circuit =
                new Circuit(this, settings.circuit(), settings.probeInterval().toNanos());
        this.commits = new Commits(ports.store(), fence, this::broken, this::guarded);
        settings.sources()
                .forEach((channel, kind) ->
                        intakes.put(channel, new Intake(this, channel, kind, settings.window(), recovery)));
    }

    /**
     * Before {@link #start}: events that have held up the processor under an older fence and must not be run again without a
     * decision. Each becomes errored with its cause when it comes, and leaves the map when the store has that; nothing starts before.
     */
    public void condemn(Map<EventIdentity, Cause> events) {
        condemned = events;
    }

    /** Begins to drive the sidings that need no person. */
    public void start() {
        started = true;
        guarded(() -> {});
    }

    /** Adds the open source of a channel of the settings and asks it for deliveries. Replaces an older one of the channel. */
    public void attach(String channel, Source source) {
        if (!stopped) {
            guarded(() -> intake(channel).attach(source));
        }
    }

    /** Deliveries of a channel, in the order of their partition. */
    public void received(String channel, List<Delivery> batch) {
        if (!stopped) {
            guarded(() -> intake(channel).received(batch));
        }
    }

    /** Partitions are ours: what was received of older epochs of them and not started is forgotten. */
    public void assigned(String channel, List<Assignment> assignments) {
        if (!stopped) {
            guarded(() -> intake(channel).assigned(assignments));
        }
    }

    /** Partitions go: starts nothing new of them, and calls {@code done} when what was under way is settled. */
    public void revoked(String channel, List<Assignment> assignments, Runnable done) {
        if (stopped) {
            done.run();
        } else {
            guarded(() -> intake(channel).revoked(assignments, done));
        }
    }

    /** Partitions are gone: what was received of them and not started is forgotten, and nothing of them is settled any more. */
    public void lost(String channel, List<Assignment> assignments) {
        if (!stopped) {
            guarded(() -> intake(channel).lost(assignments));
        }
    }

    /**
     * Decides on an errored event, for a person.
     *
     * @param lane the lane it stands in
     * @param answer the store's outcome; not called where the shard stops before it is known (indeterminate)
     */
    public void decide(
            String erroredId,
            String lane,
            long expectedVersion,
            Verdict verdict,
            String by,
            String note,
            Consumer<Outcome> answer) {
        if (!stopped) {
            guarded(() -> decisions.decide(erroredId, lane, expectedVersion, verdict, by, note, answer));
        }
    }

    /**
     * Stops or resumes the main line: while it is paused no attempt starts there and no source is asked. Attempts under way end;
     * what was received waits, or parks where its key has a siding; sidings are still driven.
     */
    public void pause(boolean pause) {
        paused = pause;
        guarded(lanes::wakeWaiting);
    }

    /** Asks for no more deliveries, drives no more sidings, and calls {@code done} when no attempt, commit or emit is under way. */
    public void drain(Runnable done) {
        drained = done;
        guarded(() -> {});
    }

    /**
     * Drops everything, and answers which events must not run again without a decision: their attempts have not ended, and whether
     * they had effects is not known. A shard that takes over is to {@link #condemn} them.
     */
    public Set<EventIdentity> giveUp() {
        if (stopped) {
            return Set.of();
        }
        stop();
        return attempts.unended();
    }

    /** Drops everything at once. May be called from any thread, so that a stuck one can be replaced. */
    public void stop() {
        stopped = true;
        commits.stop();
    }

    /** A snapshot for people and metrics. */
    public ShardCounters counters() {
        long inFlight = 0;
        for (Intake intake : intakes.values()) {
            inFlight += intake.inFlight();
        }
        return new ShardCounters(
                mainLine.processed() + driver.resolved(),
                failures.count(),
                mainLine.diverted(),
                mainLine.parked(),
                inFlight,
                attempts.running(),
                lanes.size(),
                lanes.sidings().size(),
                limit(),
                circuit.outage());
    }

    /** The limit for which other keys wait for keys in trouble, if one does. */
    private @Nullable String limit() {
        if (parkedTotal >= maxParked) {
            return "max-parked";
        } else if (paused || circuit.isOpen() || !attempts.isStuck()) {
            return null;
        } else if (attempts.isFull()) {
            return "concurrency";
        }
        return intakes.values().stream().anyMatch(Intake::isFull) ? "in-flight" : null;
    }

    /**
     * Advances what can advance, hands what was decided to the store, and asks for more. A call from within, as when a source
     * delivers while it is being asked, makes the pump go round once more.
     */
    void pump() {
        pumpAgain = true;
        if (pumping || stopped || !started) {
            return;
        }
        pumping = true;
        try {
            while (pumpAgain && !stopped) {
                pumpAgain = false;
                lanes.advanceAll();
                driver.scan();
                states.flush();
                sidingReads.flush();
                commits.flush();
                if (settlesFirst && commits.pending() == 0) {
                    settlesFirst = false;
                    lanes.wakeWaiting();
                    pumpAgain = true;
                }
                driver.checkRecovered();
                for (Intake intake : intakes.values()) {
                    if (!stopped) {
                        intake.settle();
                        intake.demand();
                    }
                }
            }
        } finally {
            pumping = false;
        }
        Runnable done = drained;
        if (done != null && attempts.running() == 0 && commits.pending() == 0 && results.sending() == 0) {
            drained = () -> {};
            done.run();
        }
    }

    /** Runs a task on the shard's thread after a delay, and pumps; not after the shard has stopped. */
    void after(long nanos, Runnable task) {
        ports.timers().after(nanos, () -> {
            if (!stopped) {
                guarded(task);
            }
        });
    }

    /** Runs a task and pumps. An error of the engine itself stops the shard: what it has in memory can no longer be trusted. */
    void guarded(Runnable task) {
        try {
            task.run();
            pump();
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    void later(Runnable task) {
        after(0, task);
    }

    /** Takes the answer of a read; a failed read stops the shard, as a failed commit does. */
    <T> void read(Future<T> reading, Consumer<T> answer) {
        reading.onComplete(read -> {
            if (stopped) {
                return;
            }
            if (read.failed()) {
                broken(read.cause());
            } else {
                guarded(() -> answer.accept(read.result()));
            }
        });
    }

    /** Fail-stop: nothing in memory counts any more. */
    private void broken(Throwable cause) {
        if (!stopped) {
            stop();
            ports.listener().failed(cause);
        }
    }

    /** Why the entry must not run, or {@code null}. */
    @Nullable
    Cause condemnation(Entry entry) {
        Cause cause = condemned.isEmpty() ? null : condemned.get(entry.identity());
        settlesFirst |= cause != null;
        return cause;
    }

    /** The store has it. */
    void errored(String erroredId, Lane lane, Status status, Cause cause) {
        condemned.values().removeIf(known -> known == cause);
        ports.listener().errored(erroredId, lane.id(), status, cause);
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isDraining() {
        return drained != null;
    }

    /** Not once it was stopped: a call may have held the thread until another shard had taken over. */
    boolean mayStart() {
        return !stopped && drained == null && !settlesFirst && !attempts.isFull() && circuit.permits();
    }

    /** Whether an attempt may start for a delivery, and not for the head of a siding alone. */
    boolean mayStartMainLine() {
        return !paused && mayStart() && circuit.permitsMainLine();
    }

    boolean takesIntake() {
        return started && !stopped && !paused && drained == null && parkedTotal < maxParked;
    }

    void parkedMore(long count) {
        parkedTotal += count;
    }

    String newId() {
        return ports.ids().get();
    }

    Fence fence() {
        return fence;
    }

    Clock clock() {
        return ports.clock();
    }

    ShardStore store() {
        return ports.store();
    }

    Invoker invoker() {
        return ports.invoker();
    }

    Emitter emitter() {
        return ports.emitter();
    }

    Handlers handlers() {
        return ports.handlers();
    }

    ShardListener listener() {
        return ports.listener();
    }

    Causes causes() {
        return causes;
    }

    Lanes lanes() {
        return lanes;
    }

    States states() {
        return states;
    }

    SidingReads sidingReads() {
        return sidingReads;
    }

    Attempts attempts() {
        return attempts;
    }

    Results results() {
        return results;
    }

    Failures failures() {
        return failures;
    }

    MainLine mainLine() {
        return mainLine;
    }

    SidingDriver driver() {
        return driver;
    }

    Decisions decisions() {
        return decisions;
    }

    Circuit circuit() {
        return circuit;
    }

    Commits commits() {
        return commits;
    }

    private Intake intake(String channel) {
        Intake intake = intakes.get(channel);
        if (intake == null) {
            throw new IllegalArgumentException("the subscription does not read channel " + channel);
        }
        return intake;
    }

    private static boolean isAllInStore(ShardSettings settings) {
        return settings.sources().values().stream().allMatch(kind -> kind == ReceiptKind.POSITION)
                && settings.outputs().values().stream().allMatch(Output::embedded);
    }
}
