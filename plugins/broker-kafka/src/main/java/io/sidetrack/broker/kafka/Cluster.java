package io.sidetrack.broker.kafka;

import io.sidetrack.api.adapter.StartPosition;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers. Never blocks; answers come on the context. */
final class Cluster {
    private final Admin admin;
    private final Context context;
    private final IsolationLevel isolation;

    Cluster(Admin admin, Context context, IsolationLevel isolation) {
        this.admin = admin;
        this.context = context;
        this.isolation = isolation;
    }

    /** Succeeds when any broker answers. */
    Future<Void> reachable(Duration deadline) {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs((int) deadline.toMillis());
        return answer(admin.describeCluster(options).nodes()).mapEmpty();
    }

    /** The partitions of a topic; fails with a message that names it where it does not exist. Makes none, as Kafka's clients may. */
    Future<Set<TopicPartition>> partitions(String topic) {
        return answer(admin.describeTopics(List.of(topic)).allTopicNames())
                .map(all -> Objects.requireNonNull(all.get(topic)).partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .collect(Collectors.toSet()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof UnknownTopicOrPartitionException || failure instanceof InvalidTopicException
                                ? new MissingTopicException(topic, failure)
                                : failure));
    }

    /**
     * Makes a topic unless it is there. When it has succeeded each partition has a leader: before that a broker may refuse a producer's
     * first batch and take its second, which then never get into their order.
     */
    Future<Void> create(String topic, int partitions, short replication) {
        NewTopic wanted = new NewTopic(
                topic,
                partitions < 0 ? Optional.empty() : Optional.of(partitions),
                replication < 0 ? Optional.empty() : Optional.of(replication));
        return answer(admin.createTopics(List.of(wanted)).numPartitions(topic))
                .compose(count -> ends(IntStream.range(0, count)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList()))
                .<Void>mapEmpty()
                .recover(failure -> failure instanceof TopicExistsException
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure));
    }

    /** The members of a consumer group; none where there is no such group. */
    Future<Collection<MemberDescription>> members(String group) {
        return answer(admin.describeConsumerGroups(List.of(group)).all())
                .map(all -> Objects.requireNonNull(all.get(group)).members())
                .recover(failure -> failure instanceof GroupIdNotFoundException
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure));
    }

    /** What the group has committed of these partitions; those without progress are missing. */
    Future<Map<TopicPartition, Long>> committed(String group, Set<TopicPartition> partitions) {
        return answer(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(group))
                .map(all -> {
                    Map<TopicPartition, Long> known = new HashMap<>();
                    for (TopicPartition partition : partitions) {
                        OffsetAndMetadata committed = all.get(partition);
                        if (committed != null) {
                            known.put(partition, committed.offset());
                        }
                    }
                    return known;
                })
                .recover(failure -> failure instanceof GroupIdNotFoundException
                        ? Future.succeededFuture(Map.of())
                        : Future.failedFuture(failure));
    }

    /** Where a place is in each partition; its end, where nothing of a transaction that is open lies before, for nothing there. */
    Future<Map<TopicPartition, Long>> places(Collection<TopicPartition> partitions, StartPosition place) {
        if (place instanceof StartPosition.Earliest) {
            return offsets(partitions, OffsetSpec.earliest());
        }
        Future<Map<TopicPartition, Long>> ends = ends(partitions);
        if (place instanceof StartPosition.Time since) {
            return ends.compose(end -> offsets(
                            partitions, OffsetSpec.forTimestamp(since.time().toEpochMilli()))
                    .map(found -> {
                        Map<TopicPartition, Long> places = new HashMap<>(end);
                        found.forEach((partition, offset) -> {
                            if (offset >= 0) {
                                places.put(partition, offset);
                            }
                        });
                        return places;
                    }));
        }
        return ends;
    }

    /** Behind the last record of each partition that may be read. */
    Future<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.latest());
    }

    private Future<Map<TopicPartition, Long>> offsets(Collection<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, which));
        return answer(admin.listOffsets(wanted, new ListOffsetsOptions(isolation))
                        .all())
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                (Map.Entry<TopicPartition, ListOffsetsResultInfo> each) ->
                                        each.getValue().offset())));
    }

    private <T> Future<T> answer(KafkaFuture<T> asked) {
        Promise<T> promise = Promise.promise();
        asked.whenComplete((value, failure) -> context.runOnContext(here -> {
            if (failure == null) {
                promise.tryComplete(value);
            } else {
                promise.tryFail(
                        failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        }));
        return promise.future();
    }
}
