package io.sidetrack.bench.brokers.contender;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/**
 * Spring Kafka with a batch listener: it sends all of a batch, waits until all is confirmed and returns; then the container
 * commits (acknowledge mode BATCH).
 */
public final class SpringBatch {
    private SpringBatch() {}

    public static void main(String[] arguments) {
        CountDownLatch end = new CountDownLatch(1);
        Ending.run(() -> run(Task.ofSystem(), end), end::countDown);
    }

    private static void run(Task task, CountDownLatch end) throws InterruptedException {
        DefaultKafkaProducerFactory<byte[], byte[]> producers =
                new DefaultKafkaProducerFactory<>(KafkaClients.producer(task));
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        ContainerProperties properties = new ContainerProperties(task.input());
        properties.setGroupId(task.group());
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setMessageListener(
                (BatchMessageListener<byte[], byte[]>) batch -> handOn(template, task.output(), batch));
        ConcurrentMessageListenerContainer<byte[], byte[]> container = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(KafkaClients.consumer(task)), properties);
        container.setConcurrency(2);
        container.start();
        end.await();
        container.stop();
        producers.destroy();
    }

    private static void handOn(
            KafkaTemplate<byte[], byte[]> template, String output, List<ConsumerRecord<byte[], byte[]>> batch) {
        List<CompletableFuture<?>> sent = new ArrayList<>(batch.size());
        for (ConsumerRecord<byte[], byte[]> event : batch) {
            sent.add(template.send(output, event.key(), Work.touch(event.value())));
        }
        template.flush();
        sent.forEach(CompletableFuture::join);
    }
}
