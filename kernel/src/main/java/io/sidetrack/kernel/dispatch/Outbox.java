package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.store.Emission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remote emits on their way. What is emitted within one turn of the shard's thread leaves together, as one batch per channel in the
 * order of the emits; a batch that is not answered in time is in doubt.
 */
final class Outbox {
    private final Shard shard;
    private final long timeout;
    private final Map<String, Batch> filling = new LinkedHashMap<>();
    /** In the order of their deadlines, because all batches of a shard have the same time. */
    private final ArrayDeque<Batch> underWay = new ArrayDeque<>();

    private boolean leaving;
    private boolean armed;

    Outbox(Shard shard, ShardSettings settings) {
        this.shard = shard;
        this.timeout = settings.timeout().toNanos();
    }

    /** Whoever waits for the confirmation of an emit. */
    interface Sender {
        /** One answer for each {@link #add}, per channel in the order of the calls. Nobody pumps for it. */
        void answered(String channel, Confirmation confirmation);
    }

    void add(Emission emission, Sender sender) {
        Batch batch = filling.get(emission.channel());
        if (batch == null) {
            batch = new Batch(emission.channel());
            filling.put(emission.channel(), batch);
        }
        batch.events.add(emission.event());
        batch.senders.add(sender);
        if (!leaving) {
            leaving = true;
            shard.later(this::leave);
        }
    }

    private void leave() {
        leaving = false;
        List<Batch> all = List.copyOf(filling.values());
        filling.clear();
        long now = shard.clock().nanos();
        for (Batch batch : all) {
            batch.sentNanos = now;
            underWay.add(batch);
            shard.emitter().send(batch.channel, batch.events, confirmations -> answered(batch, confirmations));
        }
        arm();
    }

    /** The first answer counts; one that comes after the deadline is void, for the events have been sent again. */
    private void answered(Batch batch, List<Confirmation> confirmations) {
        if (!batch.over && !shard.isStopped()) {
            shard.guarded(() -> end(batch, confirmations));
        }
    }

    private void end(Batch batch, List<Confirmation> confirmations) {
        List<Sender> senders = batch.senders;
        batch.release();
        for (Batch first = underWay.peek(); first != null && first.over; first = underWay.peek()) {
            underWay.poll();
        }
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).answered(batch.channel, confirmations.get(i));
        }
    }

    private void arm() {
        Batch first = underWay.peek();
        if (!armed && first != null) {
            armed = true;
            shard.after(Math.max(1, first.sentNanos + timeout - shard.clock().nanos()), this::sweep);
        }
    }

    private void sweep() {
        armed = false;
        long now = shard.clock().nanos();
        for (Batch first = underWay.peek();
                first != null && (first.over || now - first.sentNanos >= timeout);
                first = underWay.peek()) {
            underWay.poll();
            if (!first.over) {
                Confirmation doubt = new Confirmation.Indeterminate("no answer within " + timeout / 1_000_000 + " ms");
                end(first, Collections.nCopies(first.senders.size(), doubt));
            }
        }
        arm();
    }

    private static final class Batch {
        private final String channel;
        private List<CloudEvent> events = new ArrayList<>();
        private List<Sender> senders = new ArrayList<>();
        private long sentNanos;
        private boolean over;

        Batch(String channel) {
            this.channel = channel;
        }

        /** It may stand behind one that is not answered for long, and must not hold its events in memory meanwhile. */
        void release() {
            over = true;
            events = List.of();
            senders = List.of();
        }
    }
}
