package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source: one consumer on an AMQP channel of its own, which is its one assignment. The broker sends at most {@code prefetch}
 * deliveries that are not acknowledged; those that the kernel has not asked for yet wait in a buffer.
 *
 * <p><b>Threading.</b> The receiver is called on the connection's loop alone, so one call at a time. Deliveries come on the thread
 * that reads the socket, settlements on any; acknowledgements leave on the link's writing thread.
 */
final class RabbitSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(RabbitSource.class);

    /** How long an acknowledgement waits for others to go with it. */
    private static final Duration GATHERING = Duration.ofMillis(3);

    private static final long MANY_DELIVERIES = 10;

    private static final Duration WATCH = Duration.ofSeconds(5);

    /** How long what is settled behind an unsettled delivery waits to be acknowledged with it. */
    private static final int PATIENT_FLUSHES = 8;

    private final Link link;
    private final Context loop;
    private final Queues queues;
    private final Exclusivity exclusivity;
    private final int prefetch;
    private final Channel channel;
    private final String queue;
    private final String subscription;
    private final Receiver receiver;
    private final Assignment assignment;
    private final MessageReader reader;
    private final Consumer<RabbitSource> released;
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final Deque<Delivery> buffer = new ArrayDeque<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private final AtomicBoolean flushSoon = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private volatile boolean ready;
    private volatile boolean ended;
    private boolean closing;
    private long watching = -1;
    private boolean warned;
    private int impatience;

    /** What it works with. */
    record Parts(Link link, Context loop, Queues queues, Settings settings, Exclusivity exclusivity) {}

    RabbitSource(
            Parts parts,
            Channel channel,
            String queue,
            String subscription,
            Receiver receiver,
            Consumer<RabbitSource> released) {
        this.link = parts.link();
        this.loop = parts.loop();
        this.queues = parts.queues();
        this.exclusivity = parts.exclusivity();
        this.prefetch = parts.settings().get(RabbitOptions.PREFETCH);
        this.channel = channel;
        this.queue = queue;
        this.subscription = subscription;
        this.receiver = receiver;
        this.assignment = new Assignment(queue, Epochs.next());
        this.reader = new MessageReader(parts.settings(), queue, assignment);
        this.released = released;
        channel.addShutdownListener(this::channelEnded);
    }

    /** Begins to consume; what arrives waits until the kernel asks for it. Blocks until the broker has agreed. */
    void consume() throws IOException {
        channel.basicQos(prefetch);
        channel.basicConsume(queue, false, "", false, exclusivity == Exclusivity.EXCLUSIVE, Map.of(), new Arrivals());
    }

    /** Tells the receiver of the assignment; nothing is delivered before it is ready. On the loop. */
    void start() {
        if (!ended) {
            receiver.assigned(List.of(assignment))
                    .onSuccess(taken -> {
                        ready = true;
                        drain();
                    })
                    .onFailure(this::fail);
            watch();
        }
    }

    /** Looks for others from time to time, where the broker does not keep them away. */
    private void watch() {
        loop.runOnContext(turn -> {
            if (exclusivity == Exclusivity.WATCHED && !ended) {
                watching = loop.owner()
                        .setPeriodic(
                                0,
                                WATCH.toMillis(),
                                tick -> queues.look(queue).onSuccess(found -> {
                                    if (found.consumers() > 1) {
                                        fail(Queues.competing(queue, subscription, found.consumers() - 1));
                                    }
                                }));
            }
        });
    }

    /** Nothing is delivered and nothing settled any more. On the loop. */
    private void end() {
        ended = true;
        loop.owner().cancelTimer(watching);
    }

    /** What the broker sends, on the thread that reads the socket. */
    private final class Arrivals extends DefaultConsumer {
        private Arrivals() {
            super(channel);
        }

        @Override
        public void handleDelivery(
                String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            acknowledgements.delivered(envelope.getDeliveryTag());
            examine(envelope, properties.getHeaders());
            Delivery delivery = reader.read(envelope, properties, body);
            synchronized (buffer) {
                buffer.add(delivery);
            }
            drain();
        }

        @Override
        public void handleCancel(String consumerTag) {
            fail(new IOException("the broker cancelled the consumer of queue '" + queue
                    + "': the queue was deleted, or its node is down"));
        }
    }

    /** What deliveries tell of their queue, for queues whose kind could not be asked for. */
    private void examine(Envelope envelope, @Nullable Map<String, Object> headers) {
        if (headers == null) {
            return;
        }
        if (envelope.getDeliveryTag() == 1 && headers.containsKey("x-stream-offset")) {
            fail(new IOException(QueueTraits.stream(queue)));
        }
        if (envelope.isRedeliver()
                && !warned
                && headers.get("x-delivery-count") instanceof Number count
                && count.longValue() >= MANY_DELIVERIES) {
            warned = true;
            LOG.warn(
                    "queue {} has delivered a message {} times; where a policy gives it a delivery limit, it is lost or"
                            + " dead-lettered after so many",
                    queue,
                    count);
        }
    }

    @Override
    public void request(int count) {
        demand.addAndGet(count);
        drain();
    }

    @Override
    public void settle(Assignment under, long position) {
        if (isCurrent(under)) {
            acknowledge(acknowledgements.settle(position));
        }
    }

    @Override
    public void settleUpTo(Assignment under, long position) {
        if (isCurrent(under)) {
            acknowledge(acknowledgements.settleUpTo(position));
        }
    }

    @Override
    public Future<Long> lag() {
        return queues.look(queue).map(found -> found.ready() + acknowledgements.unsettled());
    }

    @Override
    public Future<Void> close() {
        loop.runOnContext(turn -> {
            if (closing) {
                return;
            }
            closing = true;
            if (ended) {
                closed.tryComplete();
                return;
            }
            end();
            leaveInOrder()
                    .onComplete(done -> loop.runOnContext(then -> {
                        released.accept(this);
                        closed.tryComplete();
                    }));
        });
        return closed.future();
    }

    /** When it has succeeded, the broker has taken back what was not settled, and gives it to the next consumer first. */
    private Future<Void> leaveInOrder() {
        if (!queues.forgetsLate(queue)) {
            return link.call(this::leave);
        }
        return queues.look(queue)
                .map(Queues.Found::consumers)
                .otherwise(1)
                .compose(consumers -> link.call(this::leave).compose(left -> queues.awaitFewer(queue, consumers)));
    }

    /** What was settled is acknowledged first: the broker reads both from the same channel, in this order. */
    private @Nullable Void leave() {
        try {
            acknowledgements.flush(channel::basicAck, true);
            channel.close();
        } catch (Exception e) { // whatever is not acknowledged comes again
            LOG.debug("the AMQP channel of queue {} did not close in order", queue, e);
            Link.drop(channel);
        }
        return null;
    }

    private boolean isCurrent(Assignment under) {
        return under.epoch() == assignment.epoch() && !ended;
    }

    private void acknowledge(int waiting) {
        if (waiting >= Math.max(1, prefetch / 8)) {
            if (flushing.compareAndSet(false, true)) {
                link.write(() -> {
                    flushing.set(false);
                    flush();
                });
            }
        } else if (waiting > 0) {
            flushSoon();
        }
    }

    private void flushSoon() {
        if (flushSoon.compareAndSet(false, true)) {
            link.writeLater(GATHERING, () -> {
                flushSoon.set(false);
                flush();
            });
        }
    }

    /** On the writing thread; comes again while something waits. */
    private void flush() {
        if (ended) {
            return;
        }
        boolean patient = impatience < PATIENT_FLUSHES;
        try {
            int left = link.corked(() -> acknowledgements.flush(channel::basicAck, !patient));
            impatience = left == 0 || !patient ? 0 : impatience + 1;
            if (left > 0) {
                flushSoon();
            }
        } catch (IOException | ShutdownSignalException e) {
            fail(e); // the channel's own end tells more, and mostly first
        }
    }

    private void drain() {
        if (draining.compareAndSet(false, true)) {
            loop.runOnContext(turn -> {
                draining.set(false);
                deliver();
            });
        }
    }

    private void deliver() {
        if (ended || !ready) {
            return;
        }
        List<Delivery> batch;
        synchronized (buffer) {
            int count = (int) Math.min(demand.get(), buffer.size());
            if (count == 0) {
                return;
            }
            batch = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                batch.add(buffer.remove());
            }
        }
        demand.addAndGet(-batch.size());
        receiver.received(batch);
    }

    private void channelEnded(ShutdownSignalException signal) {
        if (!ended) {
            fail(new IOException("queue '" + queue + "': " + Reasons.of(signal), signal));
        }
    }

    /** It was never opened: lets go of its channel and tells nobody. */
    void forget() {
        ended = true;
        link.write(() -> Link.drop(channel));
    }

    /** Broken: tells so once, and lets go of what it has. */
    void fail(Throwable failure) {
        loop.runOnContext(turn -> {
            if (ended) {
                return;
            }
            end();
            released.accept(this);
            link.write(() -> Link.drop(channel));
            receiver.lost(List.of(assignment));
            receiver.failed(failure);
        });
    }
}
