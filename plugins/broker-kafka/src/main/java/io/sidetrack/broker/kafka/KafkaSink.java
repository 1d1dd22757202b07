package io.sidetrack.broker.kafka;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * A sink into one topic, on Kafka's own producer: idempotent, acknowledged by all replicas, so that its repetitions neither double
 * nor reorder. Its {@code send} may block, for metadata or a full buffer; so the batches of a sink leave one after the other on a
 * thread that may. An event whose fate the producer does not know ends the connection: later events of its key could
 * else be there before the kernel has repeated it.
 *
 * <p><b>Threading.</b> Thread-safe.
 */
final class KafkaSink implements Sink {
    private static final Duration CLOSE = Duration.ofSeconds(9);

    private final KafkaConnection connection;
    private final Producer<byte[], byte[]> producer;
    private final RecordWriter writer;
    private final Refusals.Wish wish;
    private final ConcurrentLinkedQueue<SentBatch> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Set<SentBatch> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String ended;

    KafkaSink(KafkaConnection connection, Producer<byte[], byte[]> producer, String topic, RecordWriter writer) {
        this.connection = connection;
        this.producer = producer;
        this.wish = Refusals.Wish.write(topic);
        this.writer = writer;
    }

    @Override
    public Future<List<Confirmation>> send(List<CloudEvent> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        SentBatch batch =
                new SentBatch(events, failure -> connection.refusals().explained(failure, wish), this::unknown);
        underWay.add(batch);
        Future<List<Confirmation>> answer = batch.answer().onComplete(done -> underWay.remove(batch));
        String reason = ended;
        if (reason != null) {
            batch.giveUp(reason);
            return answer;
        }
        waiting.add(batch);
        if (wakes.getAndIncrement() == 0 && !connection.blocking().run(this::work)) {
            giveUp("the connection is closed");
        }
        return answer;
    }

    @Override
    public Future<Void> close() {
        List<Future<?>> answers = new ArrayList<>();
        underWay.forEach(batch -> answers.add(batch.answer()));
        return Future.join(answers)
                .timeout(CLOSE.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty()
                .onComplete(done -> end("the sink is closed"));
    }

    /** Nobody knows what became of what is under way. */
    Future<Void> breakOff(Throwable cause) {
        end("the connection was lost: " + cause.getMessage());
        return Future.succeededFuture();
    }

    private void end(String reason) {
        giveUp(reason);
        connection.forget(this);
    }

    private void giveUp(String reason) {
        ended = reason;
        waiting.clear();
        underWay.forEach(batch -> batch.giveUp(reason));
    }

    /** Nothing leaves any more, not even the next batch of the same turn of the producer. */
    private void unknown(Exception cause) {
        producer.close(Duration.ZERO);
        connection.broken(cause);
    }

    private void work() {
        int seen = wakes.get();
        do {
            for (SentBatch batch = waiting.poll(); batch != null; batch = waiting.poll()) {
                String reason = ended;
                if (reason == null) {
                    batch.send(producer, writer);
                } else {
                    batch.giveUp(reason);
                }
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }
}
