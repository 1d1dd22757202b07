package io.sidetrack.kernel.store;

import static io.sidetrack.kernel.store.StoreFixture.await;
import static io.sidetrack.kernel.store.StoreFixture.channel;
import static io.sidetrack.kernel.store.StoreFixture.done;
import static io.sidetrack.kernel.store.StoreFixture.event;
import static io.sidetrack.kernel.store.StoreFixture.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.ChannelStore.Appended;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ChannelStore.ChannelInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Channels: appending, reading, bounds and retention. */
interface ChannelCases extends StoreFixture {

    @Test
    default void a_batch_gets_the_next_positions_in_its_order() {
        declare("in");
        assertThat(await(store().channels().append("in", events("a", 3))))
                .containsExactly(new Appended(1, false), new Appended(2, false), new Appended(3, false));
        assertThat(await(store().channels().append("in", events("b", 2))))
                .extracting(Appended::position)
                .containsExactly(4L, 5L);
        assertThat(idsIn("in")).containsExactly("a0", "a1", "a2", "b0", "b1");
    }

    @Test
    default void every_attribute_comes_back_as_it_was_appended() {
        declare("in");
        CloudEvent full = io.sidetrack.api.event.EventBuilder.from(event("full"))
                .subject("s")
                .time(java.time.OffsetDateTime.parse("2026-01-02T03:04:05.678901234+05:30"))
                .dataSchema(java.net.URI.create("https://example.org/schema"))
                .extension("text", "\u0000\uD83D\uDE00\uD800")
                .extension("number", -7)
                .extension("flag", true)
                .extension("link", java.net.URI.create("urn:x"))
                .extension("when", java.time.OffsetDateTime.parse("2026-01-02T03:04:05Z"))
                .data(new byte[] {0, -1, 127})
                .build();
        await(store().channels().append("in", List.of(full)));
        assertThat(await(store().channels().read("in", 1, 1)).get(0).event()).isEqualTo(full);
        crash();
        assertThat(await(store().channels().read("in", 1, 1)).get(0).event()).isEqualTo(full);
    }

    @Test
    default void reading_begins_at_a_position_and_ends_at_the_limit_or_the_last() {
        declare("in");
        for (int i = 0; i < 7; i++) {
            await(store().channels().append("in", events("batch" + i + "-", 100)));
        }
        for (int round = 0; round < 2; round++) {
            assertThat(await(store().channels().read("in", 95, 10)))
                    .extracting(ChannelEvent::position)
                    .containsExactly(95L, 96L, 97L, 98L, 99L, 100L, 101L, 102L, 103L, 104L);
            assertThat(await(store().channels().read("in", 699, 10)))
                    .extracting(each -> each.event().getId())
                    .containsExactly("batch6-98", "batch6-99");
            assertThat(await(store().channels().read("in", 701, 10))).isEmpty();
            assertThat(await(store().channels().read("in", 0, 1000))).hasSize(700);
            crash();
        }
    }

    @Test
    default void what_was_acknowledged_survives_a_crash_and_positions_go_on() {
        declare("in");
        await(store().channels().append("in", events("a", 3)));
        crash();
        assertThat(idsIn("in")).containsExactly("a0", "a1", "a2");
        assertThat(await(store().channels().append("in", List.of(event("b"))))).containsExactly(new Appended(4, false));
    }

    @Test
    default void writes_of_one_thread_are_applied_in_the_order_of_the_calls() {
        declare("in");
        List<Future<List<Appended>>> appends = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            appends.add(store().channels().append("in", List.of(event("e" + i))));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(await(appends.get(i))).containsExactly(new Appended(i + 1L, false));
        }
    }

    @Test
    default void an_unknown_channel_is_refused() {
        assertThatThrownBy(() -> await(store().channels().append("nowhere", List.of(event("a")))))
                .isInstanceOfSatisfying(
                        ChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(ChannelException.Reason.UNKNOWN_CHANNEL));
        assertThatThrownBy(() -> await(store().channels().read("nowhere", 1, 1)))
                .isInstanceOf(ChannelException.class);
        assertThatThrownBy(() -> await(store().channels().info("nowhere"))).isInstanceOf(ChannelException.class);
    }

    @Test
    default void a_channel_at_its_limit_refuses_publishers_whole_batches() {
        await(store().channels().declare(List.of(new ChannelSpec("small", Duration.ofHours(1), 3))));
        reader("small");
        await(store().channels().append("small", events("a", 2)));
        assertThatThrownBy(() -> await(store().channels().append("small", events("b", 2))))
                .isInstanceOfSatisfying(
                        ChannelException.class, e -> assertThat(e.reason()).isEqualTo(ChannelException.Reason.FULL));
        assertThat(idsIn("small")).containsExactly("a0", "a1");
        assertThat(await(store().channels().append("small", events("a", 2))))
                .as("what is there already needs no room")
                .containsExactly(new Appended(1, true), new Appended(2, true));
    }

    @Test
    default void only_what_the_slowest_subscription_has_not_done_counts_for_the_limit() {
        await(store().channels().declare(List.of(channel("in"), new ChannelSpec("small", Duration.ofHours(1), 3))));
        Fence slow = reader("small");
        Fence fast =
                await(store().shards().acquire(new SubscriptionSpec("fast", List.of("small"), "by key", Map.of())));
        await(store().channels().append("small", events("a", 3)));
        commit(fast, doneOf("small", 1), doneOf("small", 2), doneOf("small", 3));
        assertThatThrownBy(() -> await(store().channels().append("small", events("b", 1))))
                .as("the slow one has done nothing")
                .isInstanceOf(ChannelException.class)
                .hasMessageContaining("small")
                .hasMessageContaining("3");
        commit(slow, doneOf("small", 1), doneOf("small", 2));
        await(store().channels().append("small", events("b", 2)));
        assertThatThrownBy(() -> await(store().channels().append("small", events("c", 1))))
                .isInstanceOf(ChannelException.class);
        assertThat(await(store().channels().info("small")).events()).isEqualTo(5);
        crash();
        assertThatThrownBy(() -> await(store().channels().append("small", events("c", 1))))
                .isInstanceOf(ChannelException.class);
    }

    @Test
    default void done_events_beyond_the_limit_go_before_their_retention_and_others_never() {
        await(store().channels().declare(List.of(new ChannelSpec("small", Duration.ofHours(1), 3))));
        Fence slow = reader("small");
        for (int i = 1; i <= 6; i++) {
            await(store().channels().append("small", List.of(event("e" + i))));
            commit(slow, doneOf("small", i));
        }
        assertThat(await(store().channels().trim("small"))).isEqualTo(3);
        assertThat(idsIn("small")).containsExactly("e4", "e5", "e6");
        await(store().channels().append("small", events("f", 3)));
        assertThat(await(store().channels().trim("small"))).isEqualTo(3);
        assertThat(idsIn("small")).containsExactly("f0", "f1", "f2");
        assertThat(await(store().channels().trim("small"))).isZero();
    }

    @Test
    default void a_channel_that_nobody_reads_refuses_nobody_and_keeps_the_newest() {
        await(store().channels().declare(List.of(new ChannelSpec("small", Duration.ofHours(1), 3))));
        for (int i = 1; i <= 5; i++) {
            await(store().channels().append("small", List.of(event("e" + i))));
        }
        assertThat(await(store().channels().trim("small"))).isEqualTo(2);
        assertThat(idsIn("small")).containsExactly("e3", "e4", "e5");
    }

    private static Command doneOf(String channel, long position) {
        return new Command.Done(0, null, new Receipt.Position(channel, position), null, List.of());
    }

    @Test
    default void a_time_leads_to_the_first_position_appended_at_or_after_it() {
        declare("in");
        await(store().channels().append("in", events("a", 2)));
        wallMillis().addAndGet(1000);
        await(store().channels().append("in", events("b", 2)));
        Instant first = Instant.ofEpochMilli(FIRST_MILLIS);
        assertThat(await(store().channels().positionAt("in", first))).isEqualTo(1);
        assertThat(await(store().channels().positionAt("in", first.plusMillis(1))))
                .isEqualTo(3);
        assertThat(await(store().channels().positionAt("in", first.plusMillis(1001))))
                .isEqualTo(5);
    }

    @Test
    default void the_info_tells_bounds_and_number() {
        declare("in");
        assertThat(await(store().channels().info("in"))).isEqualTo(new ChannelInfo("in", 1, 0, 0, 0));
        await(store().channels().append("in", events("a", 3)));
        ChannelInfo info = await(store().channels().info("in"));
        assertThat(info.first()).isEqualTo(1);
        assertThat(info.last()).isEqualTo(3);
        assertThat(info.events()).isEqualTo(3);
        assertThat(info.bytes()).isPositive();
    }

    @Test
    default void listeners_hear_of_each_durable_append_until_they_end() throws InterruptedException {
        declare("in", "other");
        BlockingQueue<Long> heard = new LinkedBlockingQueue<>();
        Runnable end = store().channels().onAppend("in", heard::add);
        await(store().channels().append("in", events("a", 3)));
        assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
        await(store().channels().append("other", events("a", 3)));
        end.run();
        await(store().channels().append("in", events("b", 1)));
        await(store().channels().append("in", events("c", 1)));
        assertThat(heard).isEmpty();
    }

    @Test
    default void trimming_waits_for_the_retention_and_for_the_slowest_subscription() {
        Fence fence = acquired();
        await(store().channels().append("in", events("a", 4)));
        assertThat(await(store().channels().trim("in"))).as("too young").isZero();
        wallMillis().addAndGet(Duration.ofHours(2).toMillis());
        assertThat(await(store().channels().trim("in"))).as("not done").isZero();
        commit(fence, done(1), done(2), done(3), done(4));
        await(store().channels().append("in", events("b", 1)));
        assertThat(await(store().channels().trim("in"))).isEqualTo(4);
        assertThat(idsIn("in")).containsExactly("b0");
        assertThat(await(store().channels().info("in")).first()).isEqualTo(5);
        crash();
        assertThat(idsIn("in")).containsExactly("b0");
        assertThat(await(store().channels().append("in", events("c", 1)))).containsExactly(new Appended(6, false));
    }

    @Test
    default void trimming_everything_keeps_counting_positions() {
        declare("in");
        await(store().channels().append("in", events("a", 4)));
        wallMillis().addAndGet(Duration.ofHours(2).toMillis());
        assertThat(await(store().channels().trim("in"))).isEqualTo(4);
        assertThat(await(store().channels().info("in"))).isEqualTo(new ChannelInfo("in", 5, 4, 0, 0));
        crash();
        assertThat(await(store().channels().info("in"))).isEqualTo(new ChannelInfo("in", 5, 4, 0, 0));
        assertThat(await(store().channels().append("in", List.of(event("b"))))).containsExactly(new Appended(5, false));
    }

    @Test
    default void declaring_again_changes_limits_and_keeps_events() {
        declare("in");
        await(store().channels().append("in", events("a", 2)));
        await(store().channels().declare(List.of(new ChannelSpec("in", Duration.ofHours(1), 2))));
        reader("in");
        assertThat(idsIn("in")).hasSize(2);
        assertThatThrownBy(() -> await(store().channels().append("in", events("b", 1))))
                .isInstanceOf(ChannelException.class);
    }
}
