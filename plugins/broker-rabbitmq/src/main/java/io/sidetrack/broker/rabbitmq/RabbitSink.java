package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConfirmListener;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sink: publishes persistent, mandatory messages on an AMQP channel in confirm mode, any number of them in flight.
 *
 * <p><b>Ordering.</b> Batches leave in the order of the calls. When the AMQP channel ends, all that was given before is answered,
 * as indeterminate where the broker did not confirm, and what is given afterwards goes over a new one.
 *
 * <p><b>Threading.</b> {@link #send} on any thread, it never blocks; publishing on the link's writing thread; answers of the
 * broker on the thread that reads the socket; promises complete on the connection's loop.
 */
final class RabbitSink implements Sink {
    /** How long a batch waits to be written before it is answered as indeterminate; below the kernel's own patience. */
    private static final Duration UNWRITTEN = Duration.ofSeconds(20);

    private static final Duration LINGER = Duration.ofSeconds(7);
    private static final Pattern TOO_LARGE = Pattern.compile("message size (\\d+)");

    private final Link link;
    private final Context loop;
    private final ChannelAddress address;
    private final Settings settings;
    private final long maxMessageSize;
    private final Consumer<RabbitSink> released;
    private final Object lock = new Object();
    private final Deque<Batch> unwritten = new ArrayDeque<>();
    private final List<Batch> answered = new ArrayList<>();
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean answering = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private final Promise<Void> idle = Promise.promise();
    private @Nullable Publishing publishing;
    private @Nullable String ended;
    private boolean closing;
    private int open;

    RabbitSink(Link link, Context loop, ChannelAddress address, Settings settings, Consumer<RabbitSink> released) {
        this.link = link;
        this.loop = loop;
        this.address = address;
        this.settings = settings;
        this.maxMessageSize = settings.get(RabbitOptions.MAX_MESSAGE_SIZE);
        this.released = released;
    }

    @Override
    public Future<List<Confirmation>> send(List<CloudEvent> events) {
        Batch batch = new Batch(List.copyOf(events));
        synchronized (lock) {
            open++;
            if (ended != null || closing) {
                batch.doubt(ended != null ? ended : "the sink is being closed");
                answered.add(batch);
            } else if (events.isEmpty()) {
                answered.add(batch);
            } else {
                unwritten.add(batch);
            }
        }
        wake();
        return batch.answer();
    }

    @Override
    public Future<Void> close() {
        synchronized (lock) {
            if (closing) {
                return closed.future();
            }
            closing = true;
            if (open == 0) {
                idle.tryComplete();
            }
        }
        long timer = loop.owner().setTimer(LINGER.toMillis(), late -> idle.tryComplete());
        idle.future().onComplete(done -> {
            loop.owner().cancelTimer(timer);
            end("the sink was closed before the broker answered");
            link.write(this::leave);
            released.accept(this);
            loop.runOnContext(turn -> closed.tryComplete()); // behind the answers
        });
        return closed.future();
    }

    /** Nothing is sent from now on; what is under way is indeterminate. */
    void end(String reason) {
        Publishing last;
        synchronized (lock) {
            if (ended == null) {
                ended = reason;
            }
            last = publishing;
        }
        abandon(last, reason, null);
    }

    /** Answers batches that have waited too long to be written: the broker does not read from us. */
    void expire() {
        String blocked = link.blocked();
        String reason = "not written within " + UNWRITTEN.toSeconds() + " s: "
                + (blocked == null ? "the broker reads too slowly" : "the broker is blocked: " + blocked);
        synchronized (lock) {
            while (!unwritten.isEmpty() && unwritten.peek().age() > UNWRITTEN.toNanos()) {
                Batch late = unwritten.remove();
                late.doubt(reason);
                answered.add(late);
            }
        }
        completeAnswered();
    }

    private void wake() {
        boolean toWrite;
        boolean toAnswer;
        synchronized (lock) {
            toWrite = !unwritten.isEmpty();
            toAnswer = !answered.isEmpty();
        }
        if (toAnswer) {
            completeAnswered();
        }
        if (toWrite && writing.compareAndSet(false, true)) {
            link.write(this::write);
        }
    }

    /** One AMQP channel with what was published on it. */
    private final class Publishing implements ConfirmListener {
        private final Channel channel;
        private final Unconfirmed unconfirmed = new Unconfirmed();
        private boolean over;

        private Publishing(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void handleAck(long sequence, boolean multiple) {
            answer(sequence, multiple, null);
        }

        /** An internal error of the broker, or a queue at its limit: the same event may pass later. */
        @Override
        public void handleNack(long sequence, boolean multiple) {
            answer(
                    sequence,
                    multiple,
                    new Confirmation.Indeterminate("the broker did not take it (nack) for " + address.target()
                            + ": an error inside, or a queue at its limit"));
        }

        private void answer(long sequence, boolean multiple, @Nullable Confirmation answer) {
            synchronized (lock) {
                unconfirmed.answer(sequence, multiple, answer, answered::add);
            }
            completeAnswered();
        }

        /** The broker tells of a message that no queue took before it confirms that message. */
        private void returned(Return message) {
            Map<String, Object> headers = message.getProperties().getHeaders();
            String id = Headers.text(headers == null ? null : headers.get(Headers.PREFIX + "id"));
            String source = Headers.text(headers == null ? null : headers.get(Headers.PREFIX + "source"));
            String messageId = message.getProperties().getMessageId();
            Confirmation rejected = new Confirmation.Rejected(
                    message.getReplyText() + ": no queue takes what is sent to " + address.target());
            synchronized (lock) {
                unconfirmed.note(
                        (batch, index) -> {
                            CloudEvent event = batch.events().get(index);
                            return id == null
                                    ? event.getId().equals(messageId)
                                    : event.getId().equals(id)
                                            && event.getSource().toString().equals(source);
                        },
                        rejected);
            }
        }
    }

    private void write() {
        writing.set(false);
        Publishing current;
        try {
            current = publishing();
        } catch (IOException | ShutdownSignalException e) {
            abandon(null, "no AMQP channel for " + why(e), e);
            return;
        }
        if (current == null) {
            return; // it has ended, and all is answered
        }
        try {
            link.corked(() -> publishAll(current));
        } catch (IOException | ShutdownSignalException e) {
            abandon(current, why(e), e);
        }
    }

    private int publishAll(Publishing to) throws IOException {
        int count = 0;
        for (Batch batch = take(to); batch != null; batch = take(to)) {
            publish(to, batch);
            count++;
        }
        return count;
    }

    private void publish(Publishing to, Batch batch) throws IOException {
        for (int i = 0; i < batch.events().size(); i++) {
            MessageWriter.Message message = message(batch, i);
            if (message == null) {
                continue;
            }
            synchronized (lock) {
                if (to.over) {
                    doubt(batch, i, "the AMQP channel ended");
                    return;
                }
                to.unconfirmed.add(batch, i);
            }
            try {
                to.channel.basicPublish(
                        address.exchange(), address.routingKey(), true, message.properties(), message.body());
            } catch (IllegalArgumentException e) { // before anything left: a header that is too long for AMQP
                synchronized (lock) {
                    to.unconfirmed.takeBack();
                }
                reject(batch, i, "AMQP cannot carry it: " + e.getMessage());
            } catch (IOException | ShutdownSignalException e) {
                doubt(batch, i + 1, why(e));
                throw e;
            }
        }
    }

    /** The message of an event; {@code null} where there is none, and the event is rejected. */
    private MessageWriter.@Nullable Message message(Batch batch, int index) {
        try {
            MessageWriter.Message message = MessageWriter.message(batch.events().get(index));
            if (message.body().length <= maxMessageSize) {
                return message;
            }
            reject(
                    batch,
                    index,
                    "it has " + message.body().length + " bytes of data; max-message-size permits " + maxMessageSize);
        } catch (RuntimeException e) { // an event of whatever origin must not end the connection
            reject(batch, index, "it cannot be made a message: " + e);
        }
        return null;
    }

    private void reject(Batch batch, int index, String reason) {
        synchronized (lock) {
            batch.note(index, new Confirmation.Rejected(reason));
            if (batch.answered()) {
                answered.add(batch);
            }
        }
        completeAnswered();
    }

    /** The events of a batch that were not published. */
    private void doubt(Batch batch, int from, String reason) {
        synchronized (lock) {
            for (int i = from; i < batch.events().size(); i++) {
                batch.note(i, new Confirmation.Indeterminate(reason));
                if (batch.answered()) {
                    answered.add(batch);
                }
            }
        }
        completeAnswered();
    }

    /** The next batch, unless the channel it would go over has ended meanwhile. */
    private @Nullable Batch take(Publishing current) {
        synchronized (lock) {
            return current.over ? null : unwritten.poll();
        }
    }

    /** The channel to publish on; opens one where there is none. {@code null} where the sink has ended. */
    private @Nullable Publishing publishing() throws IOException {
        synchronized (lock) {
            if (ended != null || (publishing != null && !publishing.over)) {
                return ended == null ? publishing : null;
            }
        }
        Channel channel = link.channel();
        Publishing fresh = new Publishing(channel);
        // as confirmSelect() does, but the client then keeps no list of its own of what is not confirmed
        channel.rpc(new AMQP.Confirm.Select.Builder().build());
        channel.addConfirmListener(fresh);
        channel.addReturnListener(fresh::returned);
        synchronized (lock) {
            publishing = fresh;
        }
        channel.addShutdownListener(signal -> abandon(fresh, why(signal), signal));
        return fresh;
    }

    /**
     * A channel has ended: what was published on it, and what waits for it, is indeterminate. Where the broker has ended it for
     * the size of a message, that message is rejected.
     */
    private void abandon(@Nullable Publishing from, String reason, @Nullable Throwable cause) {
        Confirmation doubt = new Confirmation.Indeterminate(reason);
        synchronized (lock) {
            if (from != null) {
                if (from.over) {
                    return;
                }
                from.over = true;
                rejectTooLarge(from, cause);
                from.unconfirmed.abandon(doubt, answered::add);
            }
            unwritten.forEach(batch -> batch.doubt(reason));
            answered.addAll(unwritten);
            unwritten.clear();
        }
        completeAnswered();
    }

    private void rejectTooLarge(Publishing from, @Nullable Throwable cause) {
        if (cause == null || Reasons.code(cause) != Reasons.PRECONDITION_FAILED) {
            return;
        }
        Matcher size = TOO_LARGE.matcher(Reasons.of(cause));
        if (size.find()) {
            String bytes = Objects.requireNonNull(size.group(1));
            from.unconfirmed.note(
                    (batch, index) -> bytes.equals(Integer.toString(
                            MessageWriter.message(batch.events().get(index)).body().length)),
                    new Confirmation.Rejected(Reasons.of(cause)));
        }
    }

    private void completeAnswered() {
        if (answering.compareAndSet(false, true)) {
            loop.runOnContext(turn -> {
                answering.set(false);
                List<Batch> done;
                synchronized (lock) {
                    done = List.copyOf(answered);
                    answered.clear();
                    open -= done.size();
                    if (closing && open == 0) {
                        idle.tryComplete();
                    }
                }
                done.forEach(Batch::complete);
            });
        }
    }

    private void leave() {
        Publishing last = publishing;
        if (last != null && !last.over) {
            try {
                last.channel.close();
            } catch (Exception e) { // nobody waits for it
                Link.drop(last.channel);
            }
        }
    }

    private String why(Throwable failure) {
        String permission = address.exchange().isEmpty()
                ? "write to exchange 'amq.default', over which queues are reached,"
                : "write to it";
        return Refusals.reason(settings, address.target(), permission, failure);
    }
}
