package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** A batch on its way: answered when each of its events is, or when nobody will know. Thread-safe. */
final class SentBatch {
    private final List<CloudEvent> events;
    private final UnaryOperator<Throwable> explained;
    private final Consumer<Exception> unknown;
    private final Promise<List<Confirmation>> promise = Promise.promise();
    private final Confirmation[] answers;
    private final AtomicInteger open;
    private volatile @Nullable Thread sender;
    private @Nullable String held;

    /**
     * @param explained a refusal in words, anything else as it is
     * @param unknown told of an event that left and whose fate is not known
     */
    SentBatch(List<CloudEvent> events, UnaryOperator<Throwable> explained, Consumer<Exception> unknown) {
        this.events = events;
        this.explained = explained;
        this.unknown = unknown;
        this.answers = new Confirmation[events.size()];
        this.open = new AtomicInteger(events.size());
    }

    Future<List<Confirmation>> answer() {
        return promise.future();
    }

    /** Sends one after the other; behind one that could not leave none leaves, so that it is not overtaken. May block. */
    void send(Producer<byte[], byte[]> producer, RecordWriter writer) {
        sender = Thread.currentThread();
        for (int i = 0; i < events.size(); i++) {
            String reason = held;
            if (reason != null) {
                settle(i, new Confirmation.Indeterminate(reason));
                continue;
            }
            Sent sent = new Sent(i);
            try {
                producer.send(writer.write(events.get(i)), sent);
            } catch (KafkaException | IllegalStateException e) {
                sent.onCompletion(null, e);
            }
        }
        sender = null;
    }

    void giveUp(String reason) {
        promise.tryComplete(Collections.nCopies(events.size(), new Confirmation.Indeterminate(reason)));
    }

    private void settle(int index, Confirmation answer) {
        answers[index] = answer;
        if (open.decrementAndGet() == 0) {
            promise.tryComplete(Collections.unmodifiableList(Arrays.asList(answers)));
        }
    }

    private Confirmation of(Exception failure) {
        String reason = reason(failure);
        boolean refused = failure instanceof RecordTooLargeException
                || failure instanceof InvalidTopicException
                || failure instanceof AuthorizationException
                // while an authorization error is under way the producer takes nothing, and says so by another
                // exception
                || Thread.currentThread() == sender && failure.getCause() instanceof AuthorizationException
                || failure instanceof InvalidRecordException
                || failure instanceof InvalidTimestampException
                || failure instanceof PolicyViolationException
                || failure instanceof SerializationException
                || failure instanceof TimeoutException
                        && failure.getCause() instanceof UnknownTopicOrPartitionException;
        return refused ? new Confirmation.Rejected(reason) : new Confirmation.Indeterminate(reason);
    }

    private String reason(Exception failure) {
        Throwable words = explained.apply(failure);
        return words instanceof RefusedException
                ? String.valueOf(words.getMessage())
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }

    /** What became of one event. */
    private final class Sent implements Callback {
        private final int index;

        private Sent(int index) {
            this.index = index;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                settle(index, Confirmation.CONFIRMED);
                return;
            }
            Confirmation answer = of(failure);
            if (answer instanceof Confirmation.Indeterminate) {
                if (Thread.currentThread() == sender) {
                    held = reason(failure); // the producer answers on the sender's thread only what it has not taken
                }
                if (!(held != null && failure instanceof TimeoutException)) {
                    unknown.accept(failure);
                }
            }
            settle(index, answer);
        }
    }
}
