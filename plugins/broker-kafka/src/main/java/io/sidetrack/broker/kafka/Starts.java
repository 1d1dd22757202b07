package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.SourceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Where partitions begin that become ours: behind the lower one of what the kernel and the broker know to be settled; else at the
 * position of the request, or the nearest one that is there; else at the first record. Belongs to the poll thread; blocks.
 */
final class Starts {
    private static final Duration ASK = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final SourceRequest request;

    Starts(Consumer<byte[], byte[]> consumer, SourceRequest request) {
        this.consumer = consumer;
        this.request = request;
    }

    /** Seeks. */
    List<Share> begin(Set<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(partitions, ASK);
        List<TopicPartition> unknown = partitions.stream()
                .filter(partition -> settled(partition, known.get(partition)) == null)
                .toList();
        Map<TopicPartition, Long> first = unknown.isEmpty() ? Map.of() : consumer.beginningOffsets(unknown, ASK);
        Map<TopicPartition, Long> end =
                unknown.isEmpty() || request.start().isEmpty() ? Map.of() : consumer.endOffsets(unknown, ASK);
        List<Share> begun = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata broker = known.get(partition);
            Long settled = settled(partition, broker);
            long start = settled != null ? settled : start(partition, first, end);
            consumer.seek(partition, start);
            begun.add(new Share(partition, start, broker == null ? -1 : broker.offset()));
        }
        return begun;
    }

    private @Nullable Long settled(TopicPartition partition, @Nullable OffsetAndMetadata broker) {
        Long kernel = request.committed().get(name(partition));
        if (kernel == null) {
            return broker == null ? null : Long.valueOf(broker.offset());
        }
        return broker == null ? kernel + 1 : Math.min(kernel + 1, broker.offset());
    }

    private long start(TopicPartition partition, Map<TopicPartition, Long> first, Map<TopicPartition, Long> end) {
        long beginning = Objects.requireNonNull(first.get(partition));
        Long wanted = request.start().get(name(partition));
        return wanted == null
                ? beginning
                : Math.max(beginning, Math.min(wanted, Objects.requireNonNull(end.get(partition))));
    }

    private static String name(TopicPartition partition) {
        return Integer.toString(partition.partition());
    }
}
