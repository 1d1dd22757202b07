package io.sidetrack.bench.brokers.contender;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One watermark per partition: what is committed lies behind every event that is not confirmed. Counted by stretches, which are
 * what one poll brought of one partition, so that an event costs a decrement. On the consumer's thread, but for the confirmations.
 */
final class Watermarks implements ConsumerRebalanceListener {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final Consumer<?, ?> consumer;
    private final Runnable flush;
    private final Map<TopicPartition, ArrayDeque<Stretch>> open = new HashMap<>();
    private final long everyNanos = TimeUnit.MILLISECONDS.toNanos(KafkaClients.COMMIT_MILLIS);
    private long committed = System.nanoTime();

    /** @param flush sends what is under way and returns when all of it is answered */
    Watermarks(Consumer<?, ?> consumer, Runnable flush) {
        this.consumer = consumer;
        this.flush = flush;
    }

    /** What one poll brought of one partition. As a callback it counts one confirmation. */
    static final class Stretch implements Callback {
        private final long next;
        private final AtomicInteger unconfirmed;

        Stretch(long next, int events) {
            this.next = next;
            this.unconfirmed = new AtomicInteger(events);
        }

        @Override
        public void onCompletion(RecordMetadata metadata, @Nullable Exception failure) {
            if (failure != null) {
                Ending.fail(failure);
            }
            confirmed();
        }

        void confirmed() {
            unconfirmed.decrementAndGet();
        }
    }

    /** @param next the offset behind the last of these events */
    Stretch open(TopicPartition partition, long next, int events) {
        Stretch stretch = new Stretch(next, events);
        open.computeIfAbsent(partition, none -> new ArrayDeque<>()).add(stretch);
        return stretch;
    }

    /** Commits when it is time to. */
    void commitNowAndThen() {
        if (System.nanoTime() - committed > everyNanos) {
            committed = System.nanoTime();
            Map<TopicPartition, OffsetAndMetadata> advanced = advance();
            if (!advanced.isEmpty()) {
                consumer.commitAsync(advanced, null);
            }
        }
    }

    /** Returns when all that was read is confirmed and committed. */
    void finish() {
        flush.run();
        Map<TopicPartition, OffsetAndMetadata> advanced = advance();
        if (!advanced.isEmpty()) {
            consumer.commitSync(advanced, DRAIN);
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        finish();
        partitions.forEach(open::remove);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(open::remove);
    }

    private Map<TopicPartition, OffsetAndMetadata> advance() {
        Map<TopicPartition, OffsetAndMetadata> advanced = new HashMap<>();
        open.forEach((partition, stretches) -> {
            Stretch first = stretches.peek();
            while (first != null && first.unconfirmed.get() == 0) {
                advanced.put(partition, new OffsetAndMetadata(first.next));
                stretches.remove();
                first = stretches.peek();
            }
        });
        return advanced;
    }
}
