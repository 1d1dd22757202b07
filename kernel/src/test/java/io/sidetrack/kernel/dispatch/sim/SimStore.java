package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Keeping;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The store of the world: tables behind one writer with group commit. A group becomes durable at one moment and is answered at
 * a later one; a read shows the tables at any moment between its call and its answer. It fails whole: a group is then found or
 * not found, and every call fails until it was reopened.
 */
final class SimStore {
    private static final Duration FOR_EVER = Duration.ofDays(100_000);
    private static final Keeping KEPT_BUT_MARKS = new Keeping(FOR_EVER, FOR_EVER, FOR_EVER);

    private final SimWorld world;
    private final MemoryShards shards;
    private final RandomGenerator random;
    private final People people;
    private final Runnable onFailure;
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private final List<Runnable> points = new ArrayList<>();
    private boolean writing;
    private boolean failed;

    /** The next group fails. */
    private boolean failsNext;

    private boolean failsNextRead;
    private boolean slowsNextRead;

    /** Runs once, when the next group is durable and not yet answered, or when it was answered. */
    private @Nullable Runnable onDurable;

    private @Nullable Runnable onAnswered;

    private record Write(Incarnation by, Runnable apply, Runnable answer, Runnable fail) {}

    SimStore(SimWorld world, People people, Runnable onFailure) {
        this.world = world;
        this.shards = new MemoryShards(world.tables);
        this.random = world.random("store");
        this.people = people;
        this.onFailure = onFailure;
    }

    boolean isFailed() {
        return failed;
    }

    void failNextGroup() {
        failsNext = true;
    }

    void failNextRead() {
        failsNextRead = true;
    }

    void slowNextRead() {
        slowsNextRead = true;
    }

    void whenDurable(Runnable action) {
        onDurable = action;
    }

    void whenAnswered(Runnable action) {
        onAnswered = action;
    }

    void reopen() {
        failed = false;
        world.trace(() -> "store reopened");
    }

    /**
     * The process died: of what was submitted, some groups may have become durable in their order.
     *
     * @param exact none has
     */
    void crash(boolean exact) {
        int durable = waiting.isEmpty() || exact ? 0 : random.nextInt(waiting.size() + 1);
        for (int i = 0; i < durable && !failed; i++) {
            waiting.poll().apply().run();
        }
        waiting.clear();
        points.clear();
        failed = false;
        failsNext = false;
        failsNextRead = false;
        slowsNextRead = false;
        onDurable = null;
        onAnswered = null;
    }

    /** A channel takes an event, of somebody who waits for the answer as long as the process lives. */
    void append(Incarnation process, Input.Publish sending, Runnable append, Runnable answer) {
        write(process, () -> {
                    append.run();
                    points.add(
                            () -> world.reached(CrashPoint.PUBLISHED_NOT_ANSWERED, ReceiptKind.POSITION, sending.id()));
                    return Future.succeededFuture();
                })
                .onSuccess(appended -> answer.run());
    }

    private <T> Future<T> write(Incarnation by, Supplier<Future<T>> call) {
        return write(by, call, () -> {});
    }

    /** @param learn runs just before the answer */
    private <T> Future<T> write(Incarnation by, Supplier<Future<T>> call, Runnable learn) {
        Promise<T> promise = Promise.promise();
        if (by.crashed) {
            return promise.future();
        }
        if (failed) {
            return Future.failedFuture(failure());
        }
        List<Future<T>> applied = new ArrayList<>(1);
        waiting.add(new Write(
                by,
                () -> applied.add(call.get()),
                () -> {
                    learn.run();
                    applied.get(0).onComplete(promise);
                },
                () -> promise.fail(failure())));
        work();
        return promise.future();
    }

    private void work() {
        if (!writing && !waiting.isEmpty()) {
            writing = true;
            world.time.after(random.nextLong(3 * SimTime.MILLIS), this::makeDurable);
        }
    }

    private void makeDurable() {
        List<Write> group = new ArrayList<>();
        int size = waiting.isEmpty() ? 0 : 1 + random.nextInt(waiting.size());
        while (group.size() < size) {
            group.add(waiting.poll());
        }
        if (failsNext && !group.isEmpty() && world.faults.may(Fault.INDETERMINATE_COMMIT)) {
            failsNext = false;
            fail(group);
            return;
        }
        group.forEach(write -> write.apply().run());
        List<Runnable> reached = List.copyOf(points);
        points.clear();
        reached.forEach(Runnable::run);
        Runnable strike = group.isEmpty() ? null : onDurable;
        if (strike != null) {
            onDurable = null;
            strike.run();
        }
        world.time.after(random.nextLong(2 * SimTime.MILLIS), () -> answer(group));
    }

    private void answer(List<Write> group) {
        writing = false;
        for (Write write : group) {
            write.by().run(write.answer());
        }
        Runnable strike = group.isEmpty() ? null : onAnswered;
        if (strike != null) {
            onAnswered = null;
            strike.run();
        }
        work();
    }

    private void fail(List<Write> group) {
        boolean found = random.nextBoolean();
        world.faults.count(Fault.INDETERMINATE_COMMIT);
        world.trace(() -> "commit fails, and " + (found ? "is" : "is not") + " found afterwards");
        if (found) {
            group.forEach(write -> write.apply().run());
        }
        writing = false;
        points.clear();
        failWith(group);
    }

    private void failWith(List<Write> group) {
        failed = true;
        group.addAll(waiting);
        waiting.clear();
        world.time.after(
                random.nextLong(2 * SimTime.MILLIS),
                () -> group.forEach(write -> write.by().run(write.fail())));
        onFailure.run();
    }

    private static StoreFailedException failure() {
        return new StoreFailedException("simulated storage failure", new IllegalStateException("disk"));
    }

    private <T> Future<T> read(Incarnation by, Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        if (by.crashed) {
            return promise.future();
        }
        if (failed) {
            return Future.failedFuture(failure());
        }
        if (failsNextRead && world.faults.may(Fault.FAILED_READ)) {
            failsNextRead = false;
            world.faults.count(Fault.FAILED_READ);
            world.trace(() -> "a read finds that the storage has failed");
            failWith(new ArrayList<>());
            return Future.failedFuture(failure());
        }
        long delay = random.nextLong(4 * SimTime.MILLIS);
        if (slowsNextRead && world.faults.may(Fault.SLOW_READ)) {
            slowsNextRead = false;
            world.faults.count(Fault.SLOW_READ);
            world.trace(() -> "a read is slow");
            delay += 400 * SimTime.MILLIS;
        }
        Future<T> early = random.nextBoolean() ? call.get() : null;
        by.runLater(delay, () -> {
            if (failed) {
                promise.fail(failure());
            } else {
                (early != null ? early : call.get()).onComplete(promise);
            }
        });
        return promise.future();
    }

    private List<Outcome> apply(Incarnation by, Fence fence, List<Command> commands, List<Applying> conflicts) {
        world.tables.fenced(fence);
        List<Outcome> outcomes = new ArrayList<>();
        for (Command command : commands) {
            Applying applying = world.reference.applying(by, command);
            Outcome outcome = refused(command) ? refuse(command) : world.tables.apply(fence, command);
            world.trace(() -> "durable by shard " + by.number + ": " + Describe.command(command) + " → "
                    + Describe.outcome(outcome));
            world.reference.applied(applying, outcome);
            if (outcome instanceof Outcome.Conflict) {
                conflicts.add(applying);
            } else if (outcome instanceof Outcome.Applied applied && applying.sent() != null) {
                Sent sent = applying.sent();
                CrashPoint.durable(command, applied)
                        .ifPresent(point -> points.add(() -> {
                            if (!isPast(command)) {
                                world.reached(point, sent.kind, sent.id);
                            }
                        }));
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    /** What it began has ended within the group. */
    private boolean isPast(Command command) {
        return command instanceof Command.Start start
                && world.tables.errored.get(start.erroredId()).status != Status.RUNNING;
    }

    private void submitted(Incarnation by, Command command) {
        Sent sent = Concerns.of(world, command);
        String erroredId = command instanceof Command.Decide decide
                ? decide.erroredId()
                : command instanceof Command.Fail fail ? fail.erroredId() : "";
        if (sent != null) {
            CrashPoint.submitted(command, world.tables.errored.get(erroredId))
                    .ifPresent(point -> world.reached(point, sent.kind, sent.id));
        }
        people.race(by, command);
    }

    private boolean refused(Command command) {
        List<Emission> emits = command instanceof Command.Done done
                ? done.emits()
                : command instanceof Command.Settle settle ? settle.emits() : List.of();
        return !emits.isEmpty() && world.faults.happens(Fault.CONFLICT, 0.15);
    }

    private Outcome refuse(Command command) {
        if (command.chain() != 0) {
            world.tables.breakChain(world.subscription(), command.chain());
        }
        return new Outcome.Conflict(Outcome.Reason.LIMIT, "channel near is at its limit", 0, null);
    }

    /** The store as one life of the shard has it. */
    ShardStore of(Incarnation by) {
        return new ShardStore() {
            @Override
            public Future<Fence> acquire(SubscriptionSpec spec) {
                return write(by, () -> {
                    Future<Fence> fence = shards.acquire(spec);
                    world.reference.acquired(by);
                    return fence;
                });
            }

            /** What is passed is forgotten at once: the earliest that a store may. */
            @Override
            public Future<Void> passed(Fence fence, String channel, String partition, long position) {
                return write(by, () -> {
                    Future<Void> noted = shards.passed(fence, channel, partition, position);
                    world.tables.prune(KEPT_BUT_MARKS);
                    return noted;
                });
            }

            @Override
            public Future<Recovery> recover(Fence fence) {
                return read(by, () -> shards.recover(fence));
            }

            @Override
            public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
                if (by.crashed) {
                    return Promise.<List<Outcome>>promise().future();
                }
                by.touches("commit");
                world.reference.committing(by, commands);
                if (by.isCurrent()) {
                    commands.forEach(command -> submitted(by, command));
                }
                List<Applying> conflicts = new ArrayList<>();
                return write(
                        by,
                        () -> {
                            try {
                                return Future.succeededFuture(apply(by, fence, commands, conflicts));
                            } catch (FencedException e) {
                                return Future.failedFuture(e);
                            }
                        },
                        () -> conflicts.forEach(world.reference::conflicted));
            }

            @Override
            public Future<Map<String, Buffer>> readStates(String subscription, List<String> keys) {
                return read(by, () -> shards.readStates(subscription, keys));
            }

            @Override
            public Future<List<Boolean>> readSettled(Fence fence, List<Receipt> receipts, List<String> lanes) {
                return read(by, () -> shards.readSettled(fence, receipts, lanes));
            }

            @Override
            public Future<List<SidingView>> readSidings(String subscription, List<SidingPage> pages) {
                return read(by, () -> shards.readSidings(subscription, pages));
            }

            @Override
            public Future<Drivable> readDrivable(String subscription, long wallMillis, long afterSidingId, int limit) {
                return read(by, () -> shards.readDrivable(subscription, wallMillis, afterSidingId, limit));
            }

            @Override
            public Future<Void> setPaused(String subscription, boolean paused, String who) {
                return write(by, () -> shards.setPaused(subscription, paused, who));
            }

            @Override
            public Future<List<SubscriptionInfo>> subscriptions() {
                return read(by, shards::subscriptions);
            }
        };
    }
}
