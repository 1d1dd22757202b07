package io.sidetrack.kernel.embedded;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.store.MemoryChannelStore;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedSourceTest {
    private static final Map<String, Long> EARLIEST = Map.of();
    private static final String CHANNEL = "trades";

    private final Vertx vertx = Vertx.vertx();
    private final MemoryChannelStore store = new MemoryChannelStore(CHANNEL);
    private final EmbeddedAdapter adapter = new EmbeddedAdapter(store);
    private final BrokerConnection connection =
            await(adapter.connect(new ConnectionContext(vertx, "embedded", Options.none(), Duration.ofSeconds(1))));
    private final CollectingReceiver receiver = new CollectingReceiver();
    private final AtomicInteger othersTurns = new AtomicInteger();
    private int published;

    @AfterEach
    void close() {
        await(vertx.close());
        store.close();
    }

    @Nested
    class Where_it_begins {
        @Test
        void behind_the_watermark_of_the_subscription() {
            publish(5);

            Source source = open(EARLIEST, Map.of(CHANNEL, 3L));
            source.request(10);

            receiver.awaitCount(2);
            assertThat(receiver.positions()).containsExactly(4L, 5L);
        }

        @Test
        void at_the_first_event_where_there_is_no_progress_and_the_earliest_is_wanted() {
            publish(3);

            open(EARLIEST, Map.of()).request(10);

            receiver.awaitCount(3);
            assertThat(receiver.positions()).containsExactly(1L, 2L, 3L);
        }

        @Test
        void behind_the_last_event_where_the_latest_is_wanted() {
            publish(3);

            open(Map.of(CHANNEL, Long.MAX_VALUE), Map.of()).request(10);
            publish(1);

            receiver.awaitCount(1);
            assertThat(receiver.positions()).containsExactly(4L);
        }

        @Test
        void under_its_one_partition_with_an_epoch_that_grows() {
            publish(1);

            open(EARLIEST, Map.of());
            open(EARLIEST, Map.of());

            receiver.awaitAssigned(2);
            assertThat(receiver.assignments()).extracting(Assignment::partition).containsOnly(CHANNEL);
            assertThat(receiver.assignments().get(1).epoch())
                    .isGreaterThan(receiver.assignments().get(0).epoch());
        }

        @Test
        void not_before_the_assignment_is_accepted() {
            publish(2);
            Promise<Void> accepted = Promise.promise();
            receiver.answerAssignedWith(accepted.future());
            Source source = open(EARLIEST, Map.of());
            receiver.awaitAssigned(1);

            source.request(2);
            turn();
            assertThat(store.readLimits()).isEmpty();

            accepted.complete();
            receiver.awaitCount(2);
        }

        @Test
        void nowhere_in_a_channel_that_is_not_known() {
            assertThatThrownBy(() -> await(connection.openSource(
                            new SourceRequest("no-such", "no-such", "s", "node", false, EARLIEST, Map.of()), receiver)))
                    .hasMessageContaining("no-such");
        }
    }

    @Nested
    class Demand {
        @Test
        void nothing_is_read_or_delivered_without_a_request() {
            publish(3);

            open(EARLIEST, Map.of());
            receiver.awaitAssigned(1);
            turn();

            assertThat(store.readLimits()).isEmpty();
            assertThat(receiver.count()).isZero();
        }

        @Test
        void as_many_are_delivered_as_were_requested_and_requests_add_up() {
            publish(10);
            Source source = open(EARLIEST, Map.of());

            source.request(2);
            source.request(3);

            receiver.awaitCount(5);
            turn();
            assertThat(receiver.positions()).containsExactly(1L, 2L, 3L, 4L, 5L);
        }

        @Test
        void small_requests_are_served_from_pages_and_not_by_a_read_each() {
            publish(1_000);
            AtomicReference<Source> source = new AtomicReference<>();
            receiver.onBatch(() -> source.get().request(1));
            source.set(open(EARLIEST, Map.of()));

            source.get().request(1);

            receiver.awaitCount(1_000);
            assertThat(receiver.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 1_000).boxed().toList());
            assertThat(store.readLimits().size()).isLessThan(8);
        }

        @Test
        void a_large_one_is_delivered_in_batches() {
            publish(5_000);

            open(EARLIEST, Map.of()).request(5_000);

            receiver.awaitCount(5_000);
            assertThat(receiver.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 5_000).boxed().toList());
            assertThat(receiver.batches().size()).isLessThan(10);
            assertThat(receiver.batches()).allMatch(size -> size <= PageSize.MOST);
        }

        @Test
        void a_large_one_leaves_the_loop_to_others_now_and_then() {
            publish(20_000);
            store.answerReadsAtOnce();
            receiver.onBatch(() -> vertx.getOrCreateContext().runOnContext(other -> othersTurns.incrementAndGet()));
            Source source = open(EARLIEST, Map.of());

            source.request(19_000);
            receiver.awaitCount(19_000);
            int turnsBeforeTheEnd = othersTurns.get();

            assertThat(turnsBeforeTheEnd).isPositive();
            assertThat(receiver.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 19_000).boxed().toList());
        }

        @Test
        void a_negative_one_is_refused() {
            Source source = open(EARLIEST, Map.of());

            assertThatThrownBy(() -> source.request(-1)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void without_end_does_not_overflow() {
            Source source = open(EARLIEST, Map.of());
            source.request(Integer.MAX_VALUE);
            source.request(Integer.MAX_VALUE);
            source.request(Integer.MAX_VALUE);
            publish(3);

            receiver.awaitCount(3);
        }
    }

    @Nested
    class The_end_of_the_channel {
        @Test
        void is_left_by_the_next_append() {
            Source source = open(EARLIEST, Map.of());
            source.request(10);
            receiver.awaitAssigned(1);
            turn();

            publish(1);
            receiver.awaitCount(1);
            publish(1);

            receiver.awaitCount(2);
        }

        @Test
        void is_not_mistaken_for_one_where_an_append_crossed_the_read() {
            publish(1);
            store.holdReads();
            open(EARLIEST, Map.of()).request(10);
            store.awaitHeldRead();

            publish(1); // the read that is held saw one event only
            store.releaseReads();

            receiver.awaitCount(2);
            assertThat(receiver.positions()).containsExactly(1L, 2L);
        }

        @Test
        void is_found_again_behind_positions_that_are_not_there() {
            store.skip(CHANNEL, 100);
            open(EARLIEST, Map.of()).request(10);
            publish(1);
            receiver.awaitCount(1);
            store.skip(CHANNEL, 5_000);
            publish(2);

            receiver.awaitCount(3);
            assertThat(receiver.positions()).containsExactly(101L, 5_102L, 5_103L);
        }

        @Test
        void costs_no_reads_while_nothing_is_appended() {
            publish(1);
            await(store.trim(CHANNEL)); // known to reach to 1, and nothing is there
            open(EARLIEST, Map.of()).request(10);
            receiver.awaitAssigned(1);
            turn();
            turn();

            assertThat(store.readLimits().size()).isLessThanOrEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void is_crossed_without_loss_by_appenders_on_other_threads(boolean readsAtOnce) throws InterruptedException {
            if (readsAtOnce) {
                store.answerReadsAtOnce();
            }
            AtomicReference<Source> source = new AtomicReference<>();
            receiver.onBatch(() -> source.get().request(3));
            source.set(open(EARLIEST, Map.of()));
            source.get().request(7);

            List<Thread> appenders = IntStream.range(0, 4)
                    .mapToObj(thread -> new Thread(() -> IntStream.range(0, 2_500)
                            .forEach(i -> store.append(CHANNEL, List.of(event(thread + "-" + i))))))
                    .toList();
            appenders.forEach(Thread::start);
            for (Thread appender : appenders) {
                appender.join();
            }

            // each batch of up to three permits three more: demand never runs out before the end
            receiver.awaitCount(10_000);
            assertThat(receiver.positions())
                    .isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList());
        }
    }

    @Nested
    class Its_end {
        @Test
        void by_closing_lets_nothing_more_through() {
            publish(10);
            Source source = open(EARLIEST, Map.of());
            source.request(2);
            receiver.awaitCount(2);

            await(source.close());
            source.request(5);
            publish(1);
            turn();

            assertThat(receiver.count()).isEqualTo(2);
            assertThat(store.listeners(CHANNEL)).isZero();
        }

        @Test
        void by_closing_drops_a_read_that_is_under_way() {
            publish(3);
            store.holdReads();
            Source source = open(EARLIEST, Map.of());
            source.request(3);
            store.awaitHeldRead();

            await(source.close());
            store.releaseReads();
            await(store.info(CHANNEL));
            turn();

            assertThat(receiver.count()).isZero();
        }

        @Test
        void by_closing_from_within_a_delivery_ends_with_that_delivery() {
            publish(10);
            AtomicReference<Source> source = new AtomicReference<>();
            receiver.onBatch(() -> source.get().close());
            source.set(open(EARLIEST, Map.of()));
            source.get().request(1);
            source.get().request(9);
            receiver.awaitCount(1);
            turn();

            assertThat(receiver.batches()).hasSize(1);
        }

        @Test
        void by_a_failing_store_is_told_once() {
            publish(1);
            Source source = open(EARLIEST, Map.of());
            source.request(1);
            receiver.awaitCount(1);
            source.request(5);
            store.failReads(new StoreFailedException("disk full", new IOException("no space")));
            publish(1);
            receiver.awaitFailure();
            publish(1);
            source.request(5);
            turn();

            assertThat(receiver.failures()).singleElement().isInstanceOf(StoreFailedException.class);
            assertThat(store.listeners(CHANNEL)).isZero();
        }

        @Test
        void by_a_receiver_that_throws_is_told_to_it() {
            publish(3);
            receiver.onBatch(() -> {
                throw new IllegalStateException("no");
            });

            open(EARLIEST, Map.of()).request(1);

            receiver.awaitFailure();
            assertThat(receiver.failures()).singleElement().isInstanceOf(IllegalStateException.class);
        }

        @Test
        void comes_with_that_of_the_connection() {
            publish(3);
            Source source = open(EARLIEST, Map.of());

            await(connection.close());
            source.request(3);
            turn();

            assertThat(receiver.count()).isZero();
            assertThat(connection.closed().succeeded()).isTrue();
            assertThatThrownBy(() -> open(EARLIEST, Map.of())).hasMessageContaining("closed");
        }
    }

    @Nested
    class Several {
        @Test
        void subscriptions_get_every_event_each() {
            CollectingReceiver other = new CollectingReceiver();
            open(EARLIEST, Map.of()).request(10);
            await(connection.openSource(
                            new SourceRequest(CHANNEL, CHANNEL, "other", "node", false, EARLIEST, Map.of()), other))
                    .request(10);

            publish(3);

            receiver.awaitCount(3);
            other.awaitCount(3);
        }
    }

    @Test
    void everything_is_told_on_the_context_it_was_opened_on() {
        publish(2);
        Context context = vertx.getOrCreateContext();
        Promise<Source> opened = Promise.promise();
        context.runOnContext(ignored -> connection
                .openSource(new SourceRequest(CHANNEL, CHANNEL, "s", "node", false, EARLIEST, Map.of()), receiver)
                .onComplete(opened));

        await(opened.future()).request(10);
        receiver.awaitCount(2);
        publish(1);
        receiver.awaitCount(3);

        assertThat(receiver.contexts()).containsExactly(context);
    }

    @Test
    void settling_changes_nothing_because_progress_commits_with_the_effects() {
        publish(2);
        Source source = open(EARLIEST, Map.of());
        source.request(1);
        receiver.awaitCount(1);
        source.settle(receiver.assignments().get(0), 1);
        await(source.close());

        open(EARLIEST, Map.of()).request(1);

        receiver.awaitCount(2);
        assertThat(receiver.positions()).containsExactly(1L, 1L);
    }

    private Source open(Map<String, Long> start, Map<String, Long> committed) {
        return await(connection.openSource(
                new SourceRequest(CHANNEL, CHANNEL, "s", "node", false, start, committed), receiver));
    }

    private void publish(int count) {
        await(store.append(
                CHANNEL,
                IntStream.range(0, count)
                        .mapToObj(i -> event("e" + ++published))
                        .toList()));
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event().id(id).source("urn:test").type("t").build();
    }

    /** Everything that was handed to the store's thread and to the event loops before has run. */
    private void turn() {
        for (int i = 0; i < 3; i++) {
            store.awaitQuiet();
            Promise<Void> promise = Promise.promise();
            vertx.getOrCreateContext().runOnContext(ignored -> promise.complete());
            await(promise.future());
        }
    }
}
