package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
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
    private long sending;

    Results(Shard shard, ShardSettings settings, Backoff backoff) {
        this.shard = shard;
        this.settings = settings;
        this.emitted = new EmittedEvents(settings.subscription(), shard.clock());
        this.backoff = backoff;
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
            sending++;
            lane.sending = true;
            new Sending(entry, state, local, remote).send(remote);
        }
    }

    /** Sends a head to a remote channel in place of running it; then it is done, or failed again where the broker rejects it. */
    void redirect(Entry head, String channel) {
        Lane lane = head.lane;
        lane.current = head;
        sending++;
        lane.sending = true;
        List<Emission> all = List.of(new Emission(channel, Objects.requireNonNull(head.event())));
        new Sending(head, null, List.of(), all).send(all);
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

    /** The remote emits of one entry, until each is confirmed or one is rejected. */
    private final class Sending {
        private final Entry entry;
        private final @Nullable StateWrite state;
        private final List<Emission> local;
        private final List<Emission> all;
        private List<Emission> open;
        private long round;

        Sending(Entry entry, @Nullable StateWrite state, List<Emission> local, List<Emission> remote) {
            this.entry = entry;
            this.state = state;
            this.local = local;
            this.all = remote;
            this.open = remote;
        }

        void send(List<Emission> emissions) {
            open = emissions;
            long current = ++round;
            shard.emitter().send(emissions, confirmations -> answered(current, confirmations));
            shard.after(settings.timeout().toNanos(), () -> again(current));
        }

        private void answered(long current, List<Confirmation> confirmations) {
            if (current != round || shard.isStopped()) {
                return; // a second answer, or one that came after we sent again
            }
            long next = ++round;
            int firstUnknown = -1;
            String rejection = null;
            for (int i = 0; i < confirmations.size(); i++) {
                Confirmation confirmation = confirmations.get(i);
                if (confirmation instanceof Confirmation.Rejected rejected && rejection == null) {
                    rejection = "channel " + open.get(i).channel() + " rejected the event: " + rejected.reason();
                } else if (confirmation instanceof Confirmation.Indeterminate && firstUnknown < 0) {
                    firstUnknown = i;
                }
            }
            if (rejection != null) {
                finish();
                shard.failures().refuse(entry, rejected(rejection), goneOut(confirmations));
            } else if (firstUnknown >= 0) {
                open = open.subList(firstUnknown, open.size());
                shard.after(backoff.nanos((int) Math.min(next, 60)), () -> again(next));
            } else {
                finish();
                commit(entry, state, local);
            }
            shard.pump();
        }

        /** An event whose attempt never ended is still not to be run unasked when a redirect of it was rejected instead. */
        private Cause rejected(String rejection) {
            ErroredState before = entry.errored();
            boolean unended = before != null
                    && before.redirectTo() != null
                    && before.cause().kind() == Kind.INDETERMINATE;
            return unended
                    ? shard.causes()
                            .of(Kind.INDETERMINATE, "EmitRejected", rejection + "; an attempt before has not ended")
                    : shard.causes().of(Kind.EMIT_REJECTED, "EmitRejected", rejection);
        }

        private void again(long current) {
            if (current == round) {
                send(open);
            }
        }

        private void finish() {
            round++;
            sending--;
            entry.lane.sending = false;
        }

        private String goneOut(List<Confirmation> confirmations) {
            StringBuilder note = new StringBuilder();
            int confirmedBefore = all.size() - open.size();
            for (int i = 0; i < all.size(); i++) {
                Confirmation confirmation =
                        i < confirmedBefore ? Confirmation.CONFIRMED : confirmations.get(i - confirmedBefore);
                if (!(confirmation instanceof Confirmation.Rejected)) {
                    note.append(note.isEmpty() ? "already sent: " : ", ")
                            .append(all.get(i).channel())
                            .append('/')
                            .append(all.get(i).event().getId())
                            .append(confirmation instanceof Confirmation.Indeterminate ? " (not confirmed)" : "");
                }
            }
            return note.toString();
        }
    }
}
