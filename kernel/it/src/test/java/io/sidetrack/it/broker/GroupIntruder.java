package io.sidetrack.it.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Another member of a subscription's group: takes its part of the partitions, commits nothing, and gives them back when closed. */
final class GroupIntruder implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch assigned = new CountDownLatch(1);
    private final CompletableFuture<Void> member;
    private volatile boolean leaving;

    private GroupIntruder(String bootstrap, OutsideBroker.Route route) {
        member = CompletableFuture.runAsync(() -> beMember(bootstrap, route));
    }

    static GroupIntruder join(OutsideKafka broker, OutsideBroker.Route route) {
        return new GroupIntruder(broker.bootstrap(), route);
    }

    private void beMember(String bootstrap, OutsideBroker.Route route) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                route.subscription(),
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName());
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(route.in()));
            while (!leaving) {
                consumer.poll(Duration.ofMillis(50));
                if (!consumer.assignment().isEmpty()) {
                    assigned.countDown();
                }
            }
        }
    }

    /** Waits until it has some. */
    void awaitPartitions() {
        try {
            if (!assigned.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the other member got no partition");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Leaves the group. */
    @Override
    public void close() {
        leaving = true;
        member.join();
    }
}
