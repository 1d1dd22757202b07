package io.sidetrack.kernel.lifecycle;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventData;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.store.MemoryChannelStore;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.StoreFailedException;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemEventsTest {
    private static final Cause CAUSE =
            new Cause(Cause.Kind.REJECTED, "java.lang.NumberFormatException", "8756 SHARES", "at …", "f1");

    private final Vertx vertx = Vertx.vertx();
    private final MemoryChannelStore store = new MemoryChannelStore(ChannelConfig.SYSTEM);
    private final SystemEvents events = new SystemEvents(vertx, store, Set.of("notify"), Duration.ofMillis(50));
    private final BlockingQueue<JsonObject> taps = new LinkedBlockingQueue<>();

    SystemEventsTest() {
        await(vertx.eventBus()
                .<JsonObject>consumer(ChannelConfig.SYSTEM, message -> taps.add(message.body()))
                .completion());
    }

    @AfterEach
    void close() {
        await(vertx.close());
        store.close();
    }

    @Test
    void what_a_shard_reports_becomes_events_of_its_subscription_in_order() {
        ShardListener listener = events.listener("trades");
        listener.errored("e1", "k:ACC-1", Status.OPEN, CAUSE);
        listener.decided("e1", new Verdict.Discard(false), "ann");
        listener.succeeded("e2");
        listener.circuit(CAUSE);
        listener.circuit(null);
        await(events.close());

        assertThat(appended())
                .extracting(CloudEvent::getType)
                .containsExactly(
                        "io.sidetrack.errored",
                        "io.sidetrack.decided",
                        "io.sidetrack.succeeded",
                        "io.sidetrack.circuit.opened",
                        "io.sidetrack.circuit.closed");
        assertThat(appended()).allSatisfy(event -> {
            assertThat(event.getSource()).hasToString("urn:sidetrack:node");
            assertThat(event.getSubject()).isEqualTo("trades");
            assertThat(event.getTime()).isNotNull();
        });
        assertThat(appended()).extracting(CloudEvent::getId).doesNotHaveDuplicates();
        assertThat(EventData.json(appended().get(0)))
                .isEqualTo(new JsonObject()
                        .put("kind", "rejected")
                        .put("type", "java.lang.NumberFormatException")
                        .put("message", "8756 SHARES")
                        .put("fingerprint", "f1")
                        .put("erroredId", "e1")
                        .put("lane", "k:ACC-1")
                        .put("status", "open"));
        assertThat(EventData.json(appended().get(1)))
                .isEqualTo(new JsonObject()
                        .put("erroredId", "e1")
                        .put("verdict", "discard")
                        .put("by", "ann"));
    }

    @Test
    void what_happens_to_node_and_plugins_is_told_too() {
        events.pluginStarted("trading", "1.2", "00ff", null);
        events.pluginFailed("bad", "no plugin.properties");
        events.subscriptionPaused("trades", "ann");
        events.subscriptionResumed("trades", "ann");
        events.limitReached("trades", "max-parked");
        events.storageFailed("disk full");
        events.storageRecovered();
        await(events.close());

        assertThat(appended())
                .extracting(event -> event.getType() + " " + event.getSubject() + " " + EventData.text(event))
                .containsExactly(
                        "io.sidetrack.plugin.started trading {\"version\":\"1.2\",\"sha256\":\"00ff\",\"signer\":null}",
                        "io.sidetrack.plugin.failed bad {\"problem\":\"no plugin.properties\"}",
                        "io.sidetrack.subscription.paused trades {\"by\":\"ann\"}",
                        "io.sidetrack.subscription.resumed trades {\"by\":\"ann\"}",
                        "io.sidetrack.limit.reached trades {\"limit\":\"max-parked\"}",
                        "io.sidetrack.storage.failed node {\"reason\":\"disk full\"}",
                        "io.sidetrack.storage.recovered node {}");
    }

    @Test
    void the_event_bus_carries_each_as_a_tap() throws InterruptedException {
        events.listener("trades").errored("e1", "k", Status.HANDLING, CAUSE);

        JsonObject tap = taps.poll(20, TimeUnit.SECONDS);

        assertThat(tap.getString("type")).isEqualTo("io.sidetrack.errored");
        assertThat(tap.getString("subject")).isEqualTo("trades");
        assertThat(tap.getJsonObject("data").getString("message")).isEqualTo("8756 SHARES");
    }

    @Test
    void a_notification_that_fails_causes_no_notification() {
        ShardListener listener = events.listener("notify");
        listener.errored("e1", "k", Status.OPEN, CAUSE);
        listener.decided("e1", new Verdict.Leave(), "h");
        listener.succeeded("e1");
        listener.circuit(CAUSE);
        events.listener("trades").succeeded("e2");
        await(events.close());

        assertThat(appended()).extracting(CloudEvent::getSubject).containsExactly("trades");
    }

    @Test
    void a_notification_that_fails_is_seen_by_those_who_look() {
        ShardListener listener = events.listener("notify");
        for (int i = 0; i < 100; i++) {
            listener.errored("e" + i, "k", Status.OPEN, CAUSE);
        }
        JsonObject tap;
        long seen = 0;
        do {
            tap = poll();
            seen += tap.getString("type").endsWith(".many")
                    ? tap.getJsonObject("data").getLong("count")
                    : 1;
        } while (seen < 100);
        await(events.close());

        assertThat(tap.getString("subject")).isEqualTo("notify");
        assertThat(appended()).isEmpty();
    }

    @Test
    void a_storm_is_summed_and_every_event_of_it_counted() {
        ShardListener listener = events.listener("trades");
        for (int i = 0; i < 10_000; i++) {
            listener.errored("e" + i, "k", Status.OPEN, CAUSE);
        }
        await(events.close());

        long single = appended().stream()
                .filter(event -> event.getType().equals("io.sidetrack.errored"))
                .count();
        long summed = appended().stream()
                .filter(event -> event.getType().equals("io.sidetrack.errored.many"))
                .mapToLong(event -> EventData.json(event).getLong("count"))
                .sum();
        assertThat(single).isBetween(20L, 1_000L);
        assertThat(single + summed).isEqualTo(10_000);
    }

    @Test
    void a_storm_is_summed_while_it_goes_on_and_not_at_the_end_alone() throws InterruptedException {
        ShardListener listener = events.listener("trades");
        for (int i = 0; i < 100; i++) {
            listener.errored("e" + i, "k", Status.OPEN, CAUSE);
        }

        JsonObject tap;
        do {
            tap = taps.poll(20, TimeUnit.SECONDS);
            assertThat(tap).isNotNull();
        } while (!tap.getString("type").equals("io.sidetrack.errored.many"));

        assertThat(tap.getJsonObject("data").getLong("count")).isBetween(1L, 80L);
    }

    @Test
    void what_happens_while_storage_is_away_is_appended_when_it_is_back() throws InterruptedException {
        store.fail(new StoreFailedException("disk full", new IOException("no space")));
        events.storageFailed("disk full");
        taps.poll(20, TimeUnit.SECONDS);
        store.awaitQuiet(); // the first append has failed
        assertThat(store.events(ChannelConfig.SYSTEM)).isEmpty();

        store.fail(null);
        events.storageRecovered();
        store.awaitEvents(ChannelConfig.SYSTEM, 2);

        assertThat(appended())
                .extracting(CloudEvent::getType)
                .containsExactly("io.sidetrack.storage.failed", "io.sidetrack.storage.recovered");
    }

    @Test
    void what_was_too_much_to_keep_is_counted() {
        store.fail(new StoreFailedException("disk full", new IOException("no space")));
        for (int i = 0; i < 12_000; i++) { // each of a subscription of its own: no storm
            events.listener("s" + i).succeeded("e");
        }
        JsonObject last;
        do {
            last = poll();
        } while (!"s11999".equals(last.getString("subject")));
        store.fail(null);
        events.pluginStarted("p", "1", "00ff", null);
        store.awaitType(ChannelConfig.SYSTEM, "io.sidetrack.plugin.started");

        List<CloudEvent> appended = appended();
        long dropped = appended.stream()
                .filter(event -> event.getType().equals("io.sidetrack.events.dropped"))
                .mapToLong(event -> EventData.json(event).getLong("count"))
                .sum();
        long kept = appended.stream()
                .filter(event -> event.getType().equals("io.sidetrack.succeeded"))
                .count();
        assertThat(dropped).isPositive();
        assertThat(kept + dropped).isEqualTo(12_000);
    }

    @Test
    void closing_does_not_wait_for_storage_that_is_away() {
        store.fail(new StoreFailedException("disk full", new IOException("no space")));
        events.storageFailed("disk full");

        await(events.close());
        events.storageRecovered();

        assertThat(appended()).isEmpty();
    }

    private JsonObject poll() {
        try {
            JsonObject tap = taps.poll(20, TimeUnit.SECONDS);
            assertThat(tap).isNotNull();
            return tap;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<CloudEvent> appended() {
        return store.events(ChannelConfig.SYSTEM);
    }
}
