package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.kernel.dispatch.ShardSettings.ReceiptKind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Where events wait for the subscription: one channel of one broker. It outlives every shard. */
abstract class Broker {
    final SimWorld world;
    final String channel;
    final RandomGenerator random;
    private long epochs;

    Broker(SimWorld world, String channel) {
        this.world = world;
        this.channel = channel;
        this.random = world.random(channel);
    }

    /**
     * A node hands an event over, perhaps not for the first time. It takes each once, and {@code answer} runs when the node is
     * told that it has it; never, where the node is no more.
     */
    abstract void publish(Incarnation node, Input.Publish sending, Runnable answer);

    /** Opens a source for a new life of the shard, or anew for the same one. What others had open is taken from them. */
    abstract void open(Incarnation incarnation);

    /** Ends all that a life has open. What was not acknowledged is delivered again to whoever opens next. */
    abstract void close(Incarnation incarnation);

    /** A fault strikes the broker or its connection. */
    abstract void strike(Fault fault, Incarnation incarnation);

    /** Whether the broker would deliver the event (again) to whoever opens next. */
    abstract boolean holds(Sent sent);

    ReceiptKind kind() {
        return Objects.requireNonNull(world.scenario.shape().sources().get(channel));
    }

    long nextEpoch() {
        return ++epochs;
    }

    long soon() {
        return random.nextLong(4 * SimTime.MILLIS);
    }

    /** What is on its way for an event: the event itself, or bytes that are none. */
    Delivery delivery(Assignment assignment, long position, Input.Publish sending, boolean redelivered) {
        if (sending.undecodable()) {
            byte[] raw = sending.id().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return Delivery.undecodable(assignment, position, sending.key(), raw, "simulated garbage");
        }
        var event = sending.script().event(sending.id(), sending.key());
        return redelivered
                ? Delivery.redelivered(assignment, position, event)
                : Delivery.of(assignment, position, event);
    }

    Sent sent(Input.Publish sending, String partition, long position) {
        Sent sent = new Sent(
                sending.id(),
                channel,
                kind(),
                partition,
                position,
                sending.script(),
                world.lane(channel, sending.key(), sending.id()));
        world.reference.sent(sent);
        world.trace(() -> "sent " + sent + " key=" + sending.key() + " "
                + sending.script().steps());
        return sent;
    }

    /** One open source: it delivers what was requested, some time after it could. */
    abstract class Session implements Source {
        final Incarnation incarnation;
        boolean closed;
        private int requested;
        private boolean pumping;

        Session(Incarnation incarnation) {
            this.incarnation = incarnation;
        }

        /** Up to {@code limit} deliveries in the order of their partition; what is taken is under way from now on. */
        abstract List<Delivery> take(int limit);

        abstract boolean hasMore();

        abstract void acknowledge(Assignment assignment, long position, boolean all);

        void attach() {
            if (incarnation.shard != null) {
                incarnation.shard.attach(channel, this);
            }
        }

        @Override
        public void request(int count) {
            if (incarnation.crashed) {
                return;
            }
            incarnation.touches("request");
            if (count <= 0) {
                world.violate("source", "request(" + count + ")");
            }
            if (incarnation.isCurrent() && world.subscription().paused) {
                world.violate("source", "asks for deliveries while the subscription is paused");
            }
            requested += count;
            if (world.scenario.shape().deliversWithinRequest()) {
                deliverAtOnce();
            } else {
                pump();
            }
        }

        /** Delivers if it can: called whenever something of that has changed. */
        void pump() {
            if (!pumping && !closed && requested > 0 && hasMore()) {
                pumping = true;
                incarnation.runLater(soon(), this::deliver);
            }
        }

        /** What is at hand is delivered within the request, as the real embedded source does from its tail in memory. */
        private void deliverAtOnce() {
            while (!pumping && !closed && requested > 0 && hasMore()) {
                pumping = true;
                deliver();
            }
        }

        private void deliver() {
            pumping = false;
            if (closed || requested == 0) {
                return;
            }
            List<Delivery> batch = take(Math.min(requested, 1 + random.nextInt(6)));
            if (!batch.isEmpty()) {
                requested -= batch.size();
                world.trace(() -> "deliver to shard " + incarnation.number + ": " + names(batch));
                batch.forEach(this::delivered);
                batch.forEach(this::mayDie);
                if (incarnation.shard != null && !incarnation.crashed) {
                    incarnation.shard.received(channel, batch);
                    batch.forEach(this::mayDie);
                }
            }
            pump();
        }

        private void delivered(Delivery delivery) {
            Sent sent = world.sent(delivery.event(), delivery.raw());
            if (sent != null && incarnation.isCurrent()) {
                sent.delivered();
            }
        }

        private void mayDie(Delivery delivery) {
            Sent sent = world.sent(delivery.event(), delivery.raw());
            if (sent != null
                    && incarnation.isCurrent()
                    && !sent.started
                    && !sent.isOver()
                    && !world.reference.isOnSiding(sent)) {
                world.reached(CrashPoint.DELIVERED_NOT_STARTED, sent.kind, sent.id);
            }
        }

        private String names(List<Delivery> batch) {
            return batch.stream()
                    .map(d -> d.assignment().epoch() + "/" + d.position() + "=" + world.sent(d.event(), d.raw()))
                    .toList()
                    .toString();
        }

        @Override
        public void settle(Assignment assignment, long position) {
            if (incarnation.crashed) {
                return;
            }
            world.trace(() -> "shard " + incarnation.number + " acknowledges " + assignment + " " + position);
            acknowledge(assignment, position, false);
        }

        @Override
        public void settleUpTo(Assignment assignment, long position) {
            if (incarnation.crashed) {
                return;
            }
            world.trace(() -> "shard " + incarnation.number + " acknowledges up to " + assignment + " " + position);
            acknowledge(assignment, position, true);
        }

        @Override
        public Future<Void> close() {
            Broker.this.close(incarnation);
            return Future.succeededFuture();
        }
    }
}
