package io.sidetrack.kernel.channel;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.embedded.CollectingReceiver;
import io.sidetrack.kernel.store.MemoryChannelStore;
import io.sidetrack.testkit.broker.MemoryLogBroker;
import io.sidetrack.testkit.broker.MemoryQueueBroker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The topology over the two brokers of the testkit, which keep the contract of every adapter. */
@Timeout(60)
class MemoryBrokersTest {
    private final Vertx kernel = Vertx.vertx();
    private final Vertx plugin = Vertx.vertx();
    private final MemoryChannelStore store = new MemoryChannelStore();
    private final MemoryLogBroker log = MemoryLogBroker.creating(1);
    private final MemoryQueueBroker queue = MemoryQueueBroker.creating();
    private final CollectingReceiver receiver = new CollectingReceiver();
    private ConfiguredTopology topology;

    @BeforeEach
    void start() {
        InstalledAdapters adapters = new InstalledAdapters();
        ClassLoader loader = getClass().getClassLoader();
        adapters.install("log", log.adapter(), List.of(), plugin, loader);
        adapters.install("queue", queue.adapter(), List.of(), plugin, loader);
        Map<String, ChannelConfig> channels = new LinkedHashMap<>();
        channels.put("orders", channel("orders", "logs"));
        channels.put("jobs", channel("jobs", "queues"));
        Map<String, SubscriptionConfig> subscriptions = new LinkedHashMap<>();
        subscriptions.put("one", subscription("one"));
        subscriptions.put("two", subscription("two"));
        NodeConfig config = new NodeConfig(
                new NodeConfig.HttpConfig("127.0.0.1", 0, 1),
                new NodeConfig.StoreConfig("jdbc:sqlite:x", Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)),
                Map.of(
                        "logs", new NodeConfig.BrokerConfig("logs", "log", Map.of()),
                        "queues", new NodeConfig.BrokerConfig("queues", "queue", Map.of())),
                channels,
                Map.of(),
                subscriptions);
        Duration patience = Duration.ofSeconds(20);
        topology = new ConfiguredTopology(
                kernel,
                config,
                adapters,
                store,
                "node-1",
                new TopologySettings(
                        patience,
                        patience,
                        patience,
                        patience,
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        64,
                        patience),
                new SplittableRandom(1));
        await(topology.start());
    }

    @AfterEach
    void close() {
        await(topology.close());
        await(plugin.close());
        await(kernel.close());
        store.close();
    }

    @Test
    void what_is_published_to_a_log_reaches_every_subscription_in_order_and_on_demand() {
        Source one = await(open("orders", "one", receiver));
        CollectingReceiver other = new CollectingReceiver();
        await(open("orders", "two", other)).request(1_000);

        List<CloudEvent> batch =
                IntStream.range(0, 1_000).mapToObj(i -> event("e" + i)).toList();
        assertThat(await(topology.publish("orders", batch)))
                .hasSize(1_000)
                .containsOnly(new Published(Confirmation.CONFIRMED, -1, false));
        one.request(10);

        other.awaitCount(1_000);
        receiver.awaitCount(10);
        assertThat(other.ids()).isEqualTo(batch.stream().map(CloudEvent::getId).toList());
        assertThat(receiver.count()).isEqualTo(10);
    }

    @Test
    void a_log_that_is_cut_goes_on_behind_what_was_settled_on_the_next_connection() {
        Source source = await(open("orders", "one", receiver));
        await(topology.publish("orders", List.of(event("1"), event("2"), event("3"))));
        source.request(2);
        receiver.awaitCount(2);
        Delivery first = receiver.deliveries().get(0);
        source.settle(first.assignment(), first.position());
        await(source.close()); // flushes

        CollectingReceiver second = new CollectingReceiver();
        await(open("orders", "one", second)).request(1);
        second.awaitCount(1);
        await(log.cut("cable"));
        second.awaitFailure();
        CollectingReceiver third = new CollectingReceiver();
        await(open("orders", "one", third)).request(5);

        third.awaitCount(2);
        assertThat(third.ids()).containsExactly("2", "3");
        assertThat(third.assignments().get(0).epoch())
                .isGreaterThan(second.assignments().get(0).epoch());
    }

    @Test
    void an_answer_that_a_cut_took_away_is_indeterminate_and_the_event_may_be_there() {
        await(open("orders", "one", receiver)).request(10);
        log.silent(true);
        Future<List<Published>> answer = topology.publish("orders", List.of(event("1")));
        receiver.awaitCount(1);

        await(log.cut("cable"));

        assertThat(await(answer).get(0).confirmation()).isInstanceOf(Confirmation.Indeterminate.class);
    }

    @Test
    void a_broker_that_is_down_is_waited_for() {
        await(open("orders", "one", receiver));
        log.down(true);
        await(log.cut("shut down"));
        receiver.awaitFailure();
        CollectingReceiver next = new CollectingReceiver();
        Future<Source> waiting = open("orders", "one", next);
        assertThat(await(topology.send("orders", List.of(event("1")))).get(0))
                .isInstanceOf(Confirmation.Indeterminate.class);
        assertThat(waiting.isComplete()).isFalse();

        log.down(false);

        await(waiting).request(1);
        await(topology.publish("orders", List.of(event("2"))));
        next.awaitCount(1);
    }

    @Test
    void a_queue_has_one_subscription_and_delivers_again_what_was_not_settled() {
        assertThatThrownBy(() -> await(open("jobs", "two", receiver)))
                .isInstanceOf(ChannelRefusedException.class)
                .hasMessageContaining("bind an exchange or topic");
        Source source = await(open("jobs", "one", receiver));
        source.request(2);
        await(topology.publish("jobs", List.of(event("1"), event("2"))));
        receiver.awaitCount(2);
        Delivery second = receiver.deliveries().get(1);
        source.settle(second.assignment(), second.position());
        await(source.close());

        CollectingReceiver again = new CollectingReceiver();
        await(open("jobs", "one", again)).request(2);

        again.awaitCount(1);
        assertThat(again.ids()).containsExactly("1");
        assertThat(again.deliveries().get(0).redelivered()).isTrue();
        assertThat(queue.depth("jobs")).isEqualTo(1);
    }

    private Future<Source> open(String channel, String subscription, CollectingReceiver to) {
        return topology.openSource(Reading.of(channel, subscription), to);
    }

    private static ChannelConfig channel(String name, String broker) {
        return new ChannelConfig(name, broker, name, Duration.ofDays(1), 1_000);
    }

    private static SubscriptionConfig subscription(String name) {
        return new SubscriptionConfig(
                name,
                "p.c",
                List.of("orders", "jobs"),
                Map.of(),
                SubscriptionConfig.Ordering.KEY,
                "default",
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                new SubscriptionConfig.Retry(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                List.of(),
                true,
                1,
                Map.of(),
                false);
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event().id(id).source("urn:test").type("t").build();
    }
}
