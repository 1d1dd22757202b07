package io.sidetrack.bench.brokers.contender;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.PollContext;
import io.confluent.parallelconsumer.reactor.ReactorProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.utils.Bytes;
import reactor.core.publisher.Mono;

/**
 * Confluent's Parallel Consumer by key, with its Reactor module: neither the work nor the wait for the confirmation holds a
 * thread. An event ends, and its offset may be committed, once what it emitted is confirmed.
 */
public final class ParallelConsumer {
    private final Task task;
    private final KafkaProducer<Bytes, byte[]> producer;

    private ParallelConsumer(Task task) {
        this.task = task;
        this.producer = new KafkaProducer<>(KafkaClients.keyedProducer(task));
    }

    public static void main(String[] arguments) {
        CountDownLatch end = new CountDownLatch(1);
        Ending.run(() -> new ParallelConsumer(Task.ofSystem()).run(end), end::countDown);
    }

    private void run(CountDownLatch end) throws InterruptedException {
        ReactorProcessor<Bytes, byte[]> processor =
                new ReactorProcessor<>(ParallelConsumerOptions.<Bytes, byte[]>builder()
                        .consumer(new KafkaConsumer<>(KafkaClients.keyedConsumer(task)))
                        .ordering(ProcessingOrder.KEY)
                        .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                        .commitInterval(Duration.ofMillis(KafkaClients.COMMIT_MILLIS))
                        .maxConcurrency(task.inFlight())
                        .build());
        processor.subscribe(List.of(task.input()));
        processor.react(task.workMillis() == 0 ? this::handOn : this::work);
        end.await();
        processor.closeDrainFirst();
        producer.close();
    }

    private Mono<RecordMetadata> work(PollContext<Bytes, byte[]> event) {
        return Mono.delay(Duration.ofMillis(task.workMillis())).then(Mono.defer(() -> handOn(event)));
    }

    private Mono<RecordMetadata> handOn(PollContext<Bytes, byte[]> event) {
        ProducerRecord<Bytes, byte[]> emitted =
                new ProducerRecord<>(task.output(), event.key(), Work.touch(event.value()));
        return Mono.create(sink -> producer.send(emitted, (metadata, failure) -> {
            if (failure == null) {
                sink.success(metadata);
            } else {
                sink.error(failure);
            }
        }));
    }
}
