package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.kernel.dispatch.Lane.Mode;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.sidetrack.kernel.store.Command;
import io.sidetrack.kernel.store.Outcome;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingView;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The lanes in memory: found by key, advanced when something of theirs has changed, kept with their state for a while when idle.
 */
final class Lanes {
    private static final long MAX_STATE_BYTES = 64L << 20;
    private static final int EVICTION_STEPS = 4;

    private final Shard shard;
    private final ShardSettings settings;
    private final SidingIndex sidings;
    private final LaneTable byId = new LaneTable();
    private final ArrayDeque<Lane> ready = new ArrayDeque<>();
    private final ArrayDeque<Lane> waiting = new ArrayDeque<>();
    /** The one before the next candidate for eviction in the ring of lanes that have a key; at first a lane without one. */
    private Lane hand = new Lane(null, Mode.MAIN, 0);

    private int kept;
    private long stateBytes;
    private long chains;

    Lanes(Shard shard, ShardSettings settings, SidingIndex sidings) {
        this.shard = shard;
        this.settings = settings;
        this.sidings = sidings;
    }

    int size() {
        return byId.size();
    }

    SidingIndex sidings() {
        return sidings;
    }

    /** The lane of a delivery. */
    Lane laneOf(Intake intake, Delivery delivery) {
        String key = keyOf(intake, delivery);
        return key == null ? loose() : named(key);
    }

    /** A lane for one event without a key. */
    Lane loose() {
        Lane lane = new Lane(null, Mode.MAIN, ++chains);
        lane.stateLoaded = true;
        return lane;
    }

    /** The lane of this name in the store. */
    Lane named(String id) {
        Lane lane = byId.get(id);
        if (lane == null) {
            lane = new Lane(isLoose(id) ? null : id, sidings.mayContain(id) ? Mode.CHECK : Mode.MAIN, ++chains);
            lane.id = id;
            byId.put(lane);
            if (lane.key != null) {
                keep(lane);
            }
        }
        return lane;
    }

    /** The name that a delivery's lane has, or would have, in the store. */
    String laneIdOf(Intake intake, Delivery delivery) {
        String key = keyOf(intake, delivery);
        return key == null ? looseId(intake.channel(), delivery) : key;
    }

    /** Gives a keyless lane its name: of its place in a log, so that it is recognised when it is delivered again. */
    void name(Lane lane, Entry entry) {
        if (lane.id == null) {
            Partition partition = Objects.requireNonNull(entry.partition);
            Delivery delivery = Objects.requireNonNull(entry.delivery);
            boolean placed = settings.sources().get(partition.channel()) != ReceiptKind.INBOX;
            String id = placed ? looseId(partition.channel(), delivery) : "\0" + shard.newId();
            lane.id = id;
            byId.put(lane);
        }
    }

    /** The name of the lane where something belongs that has left {@code was} before. */
    String laneIdOf(Lane was, Received received) {
        String key = switch (settings.ordering()) {
            case NONE -> null;
            case CHANNEL -> received.channel();
            case KEY ->
                received.event() == null ? received.key() : settings.keyRule().apply(received.event());
        };
        return key != null ? legal(key) : was.key == null ? was.id() : "\0" + shard.newId();
    }

    String keyOf(@Nullable CloudEvent event) {
        String key = event == null ? null : settings.keyRule().apply(event);
        return key == null ? "\0" + shard.newId() : legal(key);
    }

    void arrived(Entry entry) {
        Lane lane = entry.lane;
        lane.queue.add(entry);
        wake(lane);
    }

    /** Was received before everything that waits in memory: it goes first. */
    void cameBack(Entry entry) {
        Lane lane = entry.lane;
        lane.queue.addFirst(entry);
        wake(lane);
    }

    /** Something of the lane has changed: it is advanced at the next pump. */
    void wake(Lane lane) {
        if (!lane.ready) {
            lane.ready = true;
            lane.used = true;
            ready.add(lane);
        }
    }

    /** The lane could start an attempt and must wait for one to end, or for the circuit. */
    void awaitSlot(Lane lane) {
        if (!lane.waitsForSlot) {
            lane.waitsForSlot = true;
            waiting.add(lane);
        }
    }

    void wakeWaiting() {
        for (Lane lane = waiting.poll(); lane != null; lane = waiting.poll()) {
            lane.waitsForSlot = false;
            wake(lane);
        }
    }

    /** Advances every ready lane, and waiting ones as far as attempts are free. */
    void advanceAll() {
        do {
            for (Lane lane = ready.poll(); lane != null; lane = ready.poll()) {
                lane.ready = false;
                advance(lane);
            }
            int chances = waiting.size();
            while (chances-- > 0 && shard.mayStart() && ready.isEmpty()) {
                Lane lane = Objects.requireNonNull(waiting.poll());
                lane.waitsForSlot = false;
                if (!lane.ready) {
                    advance(lane);
                }
            }
        } while (!ready.isEmpty());
    }

    private void advance(Lane lane) {
        if (lane.broken) {
            mend(lane);
        }
        if (!lane.broken && !lane.reading && lane.decisions == 0) {
            switch (lane.mode) {
                case CHECK -> check(lane);
                case MAIN -> shard.mainLine().run(lane);
                case PARKING -> {
                    if (!lane.wantsDrive) {
                        shard.mainLine().park(lane);
                    } else {
                        lane.mode = Mode.CHECK;
                        check(lane);
                    }
                }
                case DRIVING -> {
                    if (!lane.loading) {
                        shard.mainLine().park(lane);
                    }
                    if (lane.decisions == 0) {
                        shard.driver().step(lane);
                    }
                }
                case HOLD -> {}
            }
        }
        if (lane.isIdle()) {
            retire(lane);
        }
    }

    /** What the lane had under way depends on something that was undone: when all of it has ended, it starts anew. */
    private void mend(Lane lane) {
        if (lane.attempt != null || lane.sending || !lane.submitted.isEmpty() || lane.reading) {
            return;
        }
        lane.broken = false;
        lane.chain = ++chains;
        Entry current = lane.current;
        lane.current = null;
        lane.asked++;
        if (current != null && current.parked == null) {
            lane.returned.add(current);
        }
        for (int i = lane.returned.size() - 1; i >= 0; i--) {
            Entry entry = lane.returned.get(i);
            entry.waiting = false;
            entry.tries = 0;
            entry.failures = List.of();
            if (entry.partition != null) {
                entry.partition.restart(entry);
            }
            if (!entry.finished) {
                lane.queue.addFirst(entry);
            }
        }
        lane.returned.clear();
        lane.page.clear();
        lane.loading = false;
        lane.stateLoaded = lane.key == null;
        lane.mode = lane.id == null ? Mode.MAIN : Mode.CHECK;
        lane.wantsDrive = lane.driven;
    }

    /** A command of the lane took no effect: neither may anything that was built on it. */
    void conflicted(Submission submission, Outcome.Conflict conflict) {
        Lane lane = submission.lane();
        Entry entry = submission.entry();
        boolean emits = conflict.reason() == Outcome.Reason.LIMIT || conflict.reason() == Outcome.Reason.CHANNEL;
        if (emits && entry != null) {
            var cause = shard.causes().of(Kind.EMIT_REJECTED, "EmitRejected", conflict.detail());
            if (submission.command() instanceof Command.Settle settle) {
                lane.forcedSeq = settle.seq();
                lane.forced = cause;
            } else {
                entry.forced = cause;
            }
        }
        if (entry != null && entry.parked == null) {
            lane.returned.add(entry);
        }
        spoil(lane);
    }

    /** Drops what the lane has under way; it starts anew from the store. */
    void spoil(Lane lane) {
        lane.broken = true;
        Attempts.discard(lane);
        wake(lane);
    }

    /** Asks the store for the lane's siding, once nothing of the lane is on its way there. */
    private void check(Lane lane) {
        if (!lane.isQuiet()) {
            return;
        }
        lane.loading = false;
        lane.page.clear();
        shard.sidingReads().want(lane, 0, lane.wantsDrive ? SidingDriver.PAGE : 1, view -> {
            if (lane.stale) {
                lane.stale = false; // decided upon while we read: read again
            } else {
                checked(lane, view);
            }
        });
    }

    private void checked(Lane lane, SidingView view) {
        if (lane.broken || lane.mode != Mode.CHECK) {
            return;
        }
        if (view.count() == 0) {
            lane.mode = Mode.MAIN;
            shard.driver().release(lane);
        } else if (lane.wantsDrive) {
            shard.driver().drive(lane, view);
        } else {
            lane.mode = Mode.PARKING;
        }
    }

    /** The state that the lane's next event will see. */
    void state(Lane lane, @Nullable Buffer state) {
        stateBytes += bytes(state) - bytes(lane.state);
        lane.state = state;
        lane.stateLoaded = true;
    }

    /** An idle lane without a key is not found again. One with a key stays, until there are too many. */
    private void retire(Lane lane) {
        if (lane.key != null) {
            evict();
        } else if (lane.id != null) {
            byId.remove(lane.id);
        }
    }

    /** Puts a lane right behind the hand, which comes to it last. */
    private void keep(Lane lane) {
        lane.next = hand.next;
        hand.next = lane;
        hand = lane;
        kept++;
    }

    /** The hand goes on a few steps and drops idle lanes that were not used since it last came by. */
    private void evict() {
        for (int step = 0;
                step < EVICTION_STEPS && (kept > settings.keptLanes() || stateBytes > MAX_STATE_BYTES);
                step++) {
            Lane lane = hand.next;
            if (lane.used || lane.key == null || !lane.isIdle()) {
                lane.used = false;
                hand = lane;
            } else {
                hand.next = lane.next;
                kept--;
                stateBytes -= bytes(lane.state);
                byId.remove(lane.id());
            }
        }
    }

    private static long bytes(@Nullable Buffer state) {
        return state == null ? 0 : state.length();
    }

    private @Nullable String keyOf(Intake intake, Delivery delivery) {
        String key = switch (settings.ordering()) {
            case NONE -> null;
            case CHANNEL -> intake.channel();
            case KEY ->
                delivery.event() == null
                        ? delivery.recordKey()
                        : settings.keyRule().apply(delivery.event());
        };
        return key == null ? null : legal(key);
    }

    /** U+0000 begins the names of keyless lanes. */
    private static String legal(String key) {
        return isLoose(key) ? '\uFFFD' + key.substring(1) : key;
    }

    static boolean isLoose(String laneId) {
        return !laneId.isEmpty() && laneId.charAt(0) == '\0';
    }

    private static String looseId(String channel, Delivery delivery) {
        return "\0" + channel + '/' + delivery.assignment().partition() + '/' + delivery.position();
    }
}
