package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Drivable;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Receipt;
import io.sidetrack.kernel.store.Recovery;
import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingView;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.SubscriptionInfo;
import io.sidetrack.kernel.store.SubscriptionSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
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
    private final SimWorld world;
    private final MemoryShards shards;
    private final RandomGenerator random;
    private final Runnable onFailure;
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean failed;

    /** The next group fails. */
    private boolean failsNext;

    /** Runs once, when the next group is durable and not yet answered, or when it was answered. */
    private @Nullable Runnable onDurable;

    private @Nullable Runnable onAnswered;

    private record Write(Incarnation by, Runnable apply, Runnable answer, Runnable fail) {}

    SimStore(SimWorld world, Runnable onFailure) {
        this.world = world;
        this.shards = new MemoryShards(world.tables);
        this.random = world.random("store");
        this.onFailure = onFailure;
    }

    boolean isFailed() {
        return failed;
    }

    void failNextGroup() {
        failsNext = true;
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

    /** The process died: of what was submitted, some groups may have become durable in their order. */
    void crash() {
        int durable = waiting.isEmpty() ? 0 : random.nextInt(waiting.size() + 1);
        for (int i = 0; i < durable && !failed; i++) {
            waiting.poll().apply().run();
        }
        waiting.clear();
        failed = false;
        failsNext = false;
        onDurable = null;
        onAnswered = null;
    }

    private <T> Future<T> write(Incarnation by, Supplier<Future<T>> call) {
        return write(by, call, () -> {});
    }

    /** @param learn runs just before the answer */
    private <T> Future<T> write(Incarnation by, Supplier<Future<T>> call, Runnable learn) {
        Promise<T> promise = Promise.promise();
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
        failed = true;
        writing = false;
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
        if (failed) {
            return Future.failedFuture(failure());
        }
        Promise<T> promise = Promise.promise();
        Future<T> early = random.nextBoolean() ? call.get() : null;
        by.runLater(random.nextLong(4 * SimTime.MILLIS), () -> {
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
            }
            outcomes.add(outcome);
        }
        return outcomes;
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

            @Override
            public Future<Recovery> recover(Fence fence) {
                return read(by, () -> shards.recover(fence));
            }

            @Override
            public Future<List<Outcome>> commit(Fence fence, List<Command> commands) {
                by.touches("commit");
                world.reference.committing(by, commands);
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
            public Future<SidingView> readSiding(String subscription, String lane, long afterSeq, int limit) {
                return read(by, () -> shards.readSiding(subscription, lane, afterSeq, limit));
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
