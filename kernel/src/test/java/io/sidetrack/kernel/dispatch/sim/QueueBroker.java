package io.sidetrack.kernel.dispatch.sim;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue: each message to one consumer, acknowledged by tags that begin anew with each connection; what was not acknowledged
 * when the connection went goes back to its place and comes again, flagged.
 */
final class QueueBroker extends Broker {
    private final List<Message> messages = new ArrayList<>();
    private @Nullable Consumer consumer;

    QueueBroker(SimWorld world, String channel) {
        super(world, channel);
    }

    private static final class Message {
        final Input.Publish sending;
        boolean deliveredBefore;
        boolean gone;
        long tag;

        @Nullable
        Consumer holder;

        Message(Input.Publish sending) {
            this.sending = sending;
        }
    }

    @Override
    void publish(Incarnation node, Input.Publish sending, Runnable answer) {
        world.time.after(soon(), () -> {
            if (!world.sent.containsKey(sending.id())) {
                append(sending);
            } else {
                world.comesTo(Situation.PUBLISHED_AGAIN);
            }
            world.reached(CrashPoint.PUBLISHED_NOT_ANSWERED, kind(), sending.id());
            node.runLater(soon(), answer);
        });
    }

    private void append(Input.Publish sending) {
        messages.add(new Message(sending)); // at its position, counted from 1
        sent(sending, channel, messages.size());
        if (consumer != null) {
            consumer.pump();
        }
    }

    @Override
    void open(Incarnation incarnation) {
        drop();
        Consumer opened = new Consumer(incarnation);
        consumer = opened;
        opened.attach();
        if (incarnation.shard != null) {
            incarnation.shard.assigned(channel, List.of(opened.assignment));
        }
        opened.pump();
    }

    /** The connection goes: what it held goes back. */
    private void drop() {
        Consumer before = consumer;
        if (before != null) {
            before.closed = true;
            consumer = null;
            for (Message message : messages) {
                if (message.holder == before) {
                    message.holder = null;
                }
            }
        }
    }

    @Override
    void close(Incarnation incarnation) {
        if (consumer != null && consumer.incarnation == incarnation) {
            drop();
        }
    }

    @Override
    void strike(Fault fault, Incarnation incarnation) {
        Consumer broken = consumer;
        if (fault != Fault.RECONNECT || broken == null || broken.incarnation != incarnation) {
            return;
        }
        world.faults.count(fault);
        world.trace(() -> "connection of shard " + incarnation.number + " breaks: " + broken.assignment);
        for (Message message : messages) {
            Sent sent = Objects.requireNonNull(world.sent.get(message.sending.id()));
            if (message.holder == broken && !world.reference.isOnSiding(sent)) {
                sent.withdraw();
            }
        }
        drop();
        if (incarnation.shard != null) {
            incarnation.shard.lost(channel, List.of(broken.assignment));
        }
        incarnation.runLater(10 * soon(), () -> {
            if (!incarnation.stopped && !incarnation.superseded && consumer == null) {
                open(incarnation);
            }
        });
    }

    @Override
    boolean holds(Sent sent) {
        return !messages.get((int) sent.position - 1).gone;
    }

    private final class Consumer extends Session {
        private final Assignment assignment = new Assignment(channel, nextEpoch());
        private long tags;

        Consumer(Incarnation incarnation) {
            super(incarnation);
        }

        @Override
        boolean hasMore() {
            return messages.stream().anyMatch(m -> !m.gone && m.holder == null);
        }

        @Override
        List<Delivery> take(int limit) {
            List<Delivery> batch = new ArrayList<>();
            for (Message message : messages) {
                if (batch.size() < limit && !message.gone && message.holder == null) {
                    if (message.deliveredBefore) {
                        world.faults.count(Fault.REDELIVERY);
                    }
                    message.holder = this;
                    message.tag = ++tags;
                    batch.add(delivery(assignment, message.tag, message.sending, message.deliveredBefore));
                    message.deliveredBefore = true;
                }
            }
            return batch;
        }

        @Override
        void acknowledge(Assignment which, long position, boolean all) {
            if (!which.equals(assignment)) {
                return;
            }
            for (Message message : messages) {
                if (message.holder == this && (all ? message.tag <= position : message.tag == position)) {
                    world.reference.acknowledged(
                            incarnation, Objects.requireNonNull(world.sent.get(message.sending.id())));
                    incarnation.runLater(3 * soon(), () -> message.gone |= message.holder == this);
                }
            }
        }
    }
}
