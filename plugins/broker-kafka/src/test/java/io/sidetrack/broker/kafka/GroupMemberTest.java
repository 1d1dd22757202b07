package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hand-overs at moments that a real broker chooses seldom: Kafka's own double of a consumer chooses them always. */
class GroupMemberTest {
    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);

    private final UnansweredCommits vendor = new UnansweredCommits();
    private final Reader reader = new Reader();
    private final GroupMember member = new GroupMember(
            vendor,
            reader,
            new Starts(vendor, new SourceRequest("channel", "topic", "group", "node", false, Map.of(), Map.of())),
            new Lenient(),
            Duration.ofSeconds(5),
            Duration.ZERO);

    @BeforeEach
    void five_records_are_settled() {
        Consumer<byte[], byte[]> consumer = member.asConsumer();
        vendor.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.subscribe(List.of("topic"));
        vendor.rebalance(List.of(PARTITION));
        member.fetching(true);
        for (int i = 0; i < 5; i++) {
            vendor.addRecord(new ConsumerRecord<>("topic", 0, i, new byte[0], new byte[0]));
        }
        assertThat(consumer.poll(Duration.ZERO)).hasSize(5);
        member.settle(reader.assigned().get(0), 4);
        assertThat(vendor.committed).isZero();
    }

    /** The broker refuses commits while the group is in motion, and says so after the partition has gone. */
    @Test
    void what_was_asked_for_and_not_answered_is_committed_before_a_partition_goes() {
        member.asConsumer().poll(Duration.ZERO);
        assertThat(vendor.unanswered).isEqualTo(5);

        vendor.rebalance(List.of());

        assertThat(vendor.committed).isEqualTo(5);
    }

    @Test
    void what_is_settled_is_committed_before_a_partition_goes_although_the_source_ends() {
        member.end();

        vendor.rebalance(List.of());

        assertThat(vendor.committed).isEqualTo(5);
    }

    /** Commits that are not waited for stay on their way. */
    private static final class UnansweredCommits extends MockConsumer<byte[], byte[]> {
        private long unanswered;
        private long committed = -1;

        private UnansweredCommits() {
            super("earliest");
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            if (callback == null) {
                super.commitAsync(offsets, null); // which is how a commit that is waited for arrives
                committed = offsets.get(PARTITION).offset();
            } else {
                unanswered = offsets.get(PARTITION).offset();
            }
        }
    }

    private static final class Lenient implements GroupMember.Terms {
        @Override
        public Future<Void> mayKeep() {
            return Future.succeededFuture();
        }

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
