package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An embedded channel: its events are in the store, and so is what is done of it. A source begins behind the watermark, so that
 * what was done above it comes again.
 */
final class EmbeddedBroker extends Broker {
    private final SimStore store;
    private final Map<Long, Input.Publish> sendings = new HashMap<>();
    private final List<FromWatermark> sessions = new ArrayList<>();

    EmbeddedBroker(SimWorld world, String channel, SimStore store) {
        super(world, channel);
        this.store = store;
    }

    @Override
    void publish(Incarnation node, Input.Publish sending, Runnable answer) {
        store.append(node, sending, () -> append(sending), answer);
    }

    private void append(Input.Publish sending) {
        MemoryChannel to = world.tables.channel(channel);
        Appended appended = to.put(sending.script().event(sending.id(), sending.key()), world.time.wallMillis());
        if (appended.duplicate()) {
            world.comesTo(Situation.PUBLISHED_AGAIN);
            Sent before = Objects.requireNonNull(world.sent.get(sending.id()));
            if (appended.position() != before.position) {
                world.violate("I1", before + " is said to be a duplicate of position " + appended.position());
            }
            return;
        }
        sendings.put(appended.position(), sending);
        sent(sending, channel, appended.position());
        List.copyOf(sessions).forEach(FromWatermark::pump);
    }

    @Override
    void open(Incarnation incarnation) {
        FromWatermark session = new FromWatermark(incarnation);
        sessions.add(session);
        session.attach();
        if (incarnation.shard != null) {
            incarnation.shard.assigned(channel, List.of(session.assignment));
        }
        session.pump();
    }

    @Override
    void close(Incarnation incarnation) {
        sessions.stream().filter(s -> s.incarnation == incarnation).forEach(s -> s.closed = true);
        sessions.removeIf(s -> s.incarnation == incarnation);
    }

    @Override
    void strike(Fault fault, Incarnation incarnation) {}

    @Override
    boolean holds(Sent sent) {
        return !world.subscription().progress.get(channel).contains(sent.position);
    }

    private final class FromWatermark extends Session {
        private final Assignment assignment = new Assignment(channel, nextEpoch());
        private long next = world.subscription().progress.get(channel).watermark() + 1;

        FromWatermark(Incarnation incarnation) {
            super(incarnation);
        }

        @Override
        boolean hasMore() {
            return world.tables.channel(channel).last() >= next;
        }

        @Override
        List<Delivery> take(int limit) {
            List<Delivery> batch = new ArrayList<>();
            for (ChannelEvent row : world.tables.channel(channel).read(next, limit)) {
                if (world.subscription().progress.get(channel).contains(row.position())) {
                    world.faults.count(Fault.REDELIVERY);
                }
                batch.add(delivery(assignment, row.position(), sendings.get(row.position()), false));
                next = row.position() + 1;
            }
            return batch;
        }

        /** Progress commits with the effects: nothing to do. */
        @Override
        void acknowledge(Assignment which, long position, boolean all) {}
    }
}
