package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.api.event.InvalidEventException;
import io.sidetrack.api.processor.Emit;
import io.sidetrack.api.processor.Result;
import io.sidetrack.api.processor.Result.StateChange;
import io.sidetrack.kernel.dispatch.ShardSettings.Output;
import io.sidetrack.kernel.store.Emission;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.StateWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a processor returned takes effect: remote emits are confirmed first, then state, marks and embedded emits commit together.
 * An unconfirmed emit is sent again as it was; the processor is not called for it.
 */
final class Results {
    private final Shard shard;
    private final ShardSettings settings;
    private final EmittedEvents emitted;
    private final Backoff backoff;
    private final Outbox outbox;
    private long sending;

    Results(Shard shard, ShardSettings settings, Backoff backoff) {
        this.shard = shard;
        this.settings = settings;
        this.emitted = new EmittedEvents(settings.subscription(), shard.clock());
        this.backoff = backoff;
        this.outbox = new Outbox(shard, settings);
    }

    /** Entries whose remote emits are not confirmed yet. */
    long sending() {
        return sending;
    }

    void returned(Entry entry, Result result) {
        Lane lane = entry.lane;
        if (lane.broken) {
            shard.lanes().wake(lane);
            return;
        }
        if (result.stateChange() != StateChange.KEEP && lane.key == null) {
            refuse(entry, "StateWithoutKey", "the result sets keyed state, and the event has no ordering key");
            return;
        }
        List<Emission> local = List.of();
        List<Emission> remote = List.of();
        List<Emit> emits = result.emits();
        for (int i = 0; i < emits.size(); i++) {
            Emit emit = emits.get(i);
            Output output = settings.outputs().get(emit.output());
            if (output == null) {
                refuse(
                        entry,
                        "UnknownOutput",
                        "the result emits to output '" + emit.output()
                                + "', which the subscription does not map; add it below subscriptions."
                                + settings.subscription()
                                + ".to");
                return;
            }
            CloudEvent event;
            try {
                event = emitted.of(Objects.requireNonNull(entry.event()), emit, i);
            } catch (InvalidEventException e) {
                shard.failures().refuse(entry, shard.causes().of(e), "");
                return;
            }
            if (output.embedded()) {
                local = added(local, new Emission(output.channel(), event));
            } else {
                remote = added(remote, new Emission(output.channel(), event));
            }
        }
        StateWrite state = result.stateChange() == StateChange.KEEP
                ? null
                : new StateWrite(Objects.requireNonNull(lane.key), result.newState());
        if (remote.isEmpty()) {
            commit(entry, state, local);
        } else {
            send(new Outgoing(this, entry, state, local, remote));
        }
    }

    /** Sends a head to a remote channel in place of running it; then it is done, or failed again where the broker rejects it. */
    void redirect(Entry head, String channel) {
        head.lane.current = head;
        List<Emission> all = List.of(new Emission(channel, Objects.requireNonNull(head.event())));
        send(new Outgoing(this, head, null, List.of(), all));
    }

    private void refuse(Entry entry, String type, String message) {
        shard.failures().refuse(entry, shard.causes().of(Kind.FAILED, type, message), "");
    }

    private void commit(Entry entry, @Nullable StateWrite state, List<Emission> local) {
        Lane lane = entry.lane;
        lane.current = null;
        if (state != null) {
            shard.lanes().state(lane, state.state());
            shard.states().written();
        }
        if (entry.parked == null) {
            shard.mainLine().done(entry, state, local);
        } else {
            shard.driver().settle(entry, state, local);
        }
    }

    private static List<Emission> added(List<Emission> list, Emission emission) {
        List<Emission> result = list.isEmpty() ? new ArrayList<>(2) : list;
        result.add(emission);
        return result;
    }

    /** Every remote emit of an entry has its answer. */
    void answered(Outgoing outgoing) {
        String rejection = outgoing.rejection();
        if (rejection != null) {
            finish(outgoing);
            shard.failures().refuse(outgoing.entry, rejected(outgoing.entry, rejection), outgoing.goneOut());
        } else if (outgoing.forgetDoubtful()) {
            shard.after(backoff.nanos(Math.min(outgoing.rounds(), 60)), () -> outgoing.send(outbox));
        } else {
            finish(outgoing);
            commit(outgoing.entry, outgoing.state, outgoing.local);
        }
    }

    /** An event whose attempt never ended is still not to be run unasked when a redirect of it was rejected instead. */
    private Cause rejected(Entry entry, String rejection) {
        ErroredState before = entry.errored();
        boolean unended =
                before != null && before.redirectTo() != null && before.cause().kind() == Kind.INDETERMINATE;
        return unended
                ? shard.causes().of(Kind.INDETERMINATE, "EmitRejected", rejection + "; an attempt before has not ended")
                : shard.causes().of(Kind.EMIT_REJECTED, "EmitRejected", rejection);
    }

    private void send(Outgoing outgoing) {
        sending++;
        outgoing.entry.lane.sending = true;
        outgoing.send(outbox);
    }

    private void finish(Outgoing outgoing) {
        sending--;
        outgoing.entry.lane.sending = false;
    }
}
