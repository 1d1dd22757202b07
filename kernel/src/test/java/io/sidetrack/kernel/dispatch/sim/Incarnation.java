package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.error.Cause;
import io.sidetrack.kernel.dispatch.EventIdentity;
import io.sidetrack.kernel.dispatch.Shard;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.store.Fence;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One life of the shard: from a fence to its stop, its failure, or the death of its process. */
final class Incarnation implements ShardListener {
    final int number;
    private final SimWorld world;
    private final Consumer<Incarnation> onFailed;

    @Nullable
    Shard shard;

    @Nullable
    Fence fence;

    /** The process has died, or a call holds its thread for good: nothing of it runs any more. */
    boolean crashed;

    /** It was stopped, or it has failed: it may run, but may touch nothing. */
    boolean stopped;

    /** Somebody has acquired a newer fence. */
    boolean superseded;

    /** Heads of an outage that has just ended. */
    private final List<MemoryErrored> outage = new ArrayList<>();

    /** What held the thread of an older one and was refused in this one since anything conflicted. */
    final Set<EventIdentity> refused = new HashSet<>();

    /** A call has held its thread until it was replaced. */
    boolean blocked;

    /** It was told to drain, so it need not drive or ask for anything. */
    boolean draining;

    Incarnation(int number, SimWorld world, Consumer<Incarnation> onFailed) {
        this.number = number;
        this.world = world;
        this.onFailed = onFailed;
    }

    /** For the shard: a copy that tells what it was asked for. */
    Map<EventIdentity, Cause> refusing(Map<EventIdentity, Cause> condemned) {
        return new HashMap<>(condemned) {
            private static final long serialVersionUID = 1;

            @Override
            public @Nullable Cause get(@Nullable Object event) {
                Cause cause = super.get(event);
                if (cause != null) {
                    refused.add((EventIdentity) event);
                }
                return cause;
            }
        };
    }

    /** Judged by the reference: it has the newest fence and runs. */
    boolean isCurrent() {
        return !crashed && !stopped && !superseded;
    }

    /** Whether something failed in an outage that is over and has not run again yet: the main line is to wait for it. */
    boolean owesOutage() {
        return outage.stream().anyMatch(head -> head.status == Status.OUTAGE);
    }

    /** Runs something of this life, unless its process has died. */
    void run(Runnable action) {
        if (!crashed) {
            action.run();
        }
    }

    void runLater(long delayNanos, Runnable action) {
        world.time.after(delayNanos, () -> run(action));
    }

    /** A port was used. A stopped shard uses none (invariant I8). */
    void touches(String what) {
        if (stopped) {
            world.violate("I8", "shard " + number + " was stopped, yet it does: " + what);
        }
    }

    void stop() {
        if (!crashed && !stopped) {
            stopped = true;
            world.trace(() -> "shard " + number + " is stopped");
            if (shard != null) {
                shard.stop();
            }
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (crashed) {
            return;
        }
        world.trace(() -> "shard " + number + " has failed: " + cause);
        if (cause instanceof FencedException && !superseded) {
            world.violate("fence", "shard " + number + " says it is fenced, and nobody else has acquired");
        }
        if (!(cause instanceof FencedException) && !(cause instanceof StoreFailedException)) {
            world.violate("engine", "shard " + number + " stops itself: " + cause);
        }
        stopped = true;
        onFailed.accept(this);
    }

    @Override
    public void errored(String erroredId, String lane, Status status, Cause cause) {
        if (crashed) {
            return;
        }
        if (!world.tables.errored.containsKey(erroredId)) {
            world.violate("I1", "errored event " + erroredId + " was announced and is not in the store");
        }
        world.condemned.values().removeIf(known -> known == cause);
    }

    @Override
    public void decided(String erroredId, Verdict verdict, String by) {
        if (crashed) {
            return;
        }
        if (!world.tables.errored.containsKey(erroredId)) {
            world.violate("I5", "a decision on " + erroredId + " was announced and is not in the store");
        }
    }

    @Override
    public void circuit(@Nullable Cause cause) {
        if (crashed) {
            return;
        }
        world.trace(() -> "circuit " + (cause == null ? "closes" : "opens: " + cause.message()));
        outage.clear();
        if (cause != null) {
            world.comesTo(Situation.CIRCUIT);
        } else {
            world.subscription().sidings.values().stream()
                    .map(siding -> siding.entries.get(0).errored)
                    .filter(head -> head != null && head.status == Status.OUTAGE)
                    .forEach(outage::add);
        }
    }

    @Override
    public void succeeded(String erroredId) {
        if (crashed) {
            return;
        }
        MemoryErrored errored = world.tables.errored.get(erroredId);
        if (errored == null || (errored.status != Status.SUCCEEDED && errored.status != Status.REDIRECTED)) {
            world.violate("I1", "success of " + erroredId + " was announced and is not in the store");
        }
    }
}
