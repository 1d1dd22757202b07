package io.sidetrack.kernel.channel;

import static io.sidetrack.kernel.embedded.CollectingReceiver.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.config.SubscriptionConfig;
import io.sidetrack.kernel.embedded.CollectingReceiver;
import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.MemoryChannelStore;
import io.sidetrack.kernel.store.StoreFailedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfiguredTopologyTest {
    private static final Option<String> PASSWORD =
            Option.optional("password", OptionType.STRING, "how we log in").asSecret();
    private static final Option<Integer> PORT = Option.of("port", OptionType.INTEGER, 1, "where");

    private final Vertx kernel = Vertx.vertx();
    private final Vertx plugin = Vertx.vertx();
    private final ClassLoader loader = new URLClassLoader(new URL[0], getClass().getClassLoader());
    private final MemoryChannelStore store = new MemoryChannelStore();
    private final InstalledAdapters adapters = new InstalledAdapters();
    private final ScriptedBroker log = new ScriptedBroker(Capabilities.log());
    private final ScriptedBroker queue = new ScriptedBroker(Capabilities.queue(true));
    private final CollectingReceiver receiver = new CollectingReceiver();
    private final Map<String, NodeConfig.BrokerConfig> brokers = new LinkedHashMap<>();
    private final Map<String, ChannelConfig> channels = new LinkedHashMap<>();
    private final Map<String, SubscriptionConfig> subscriptions = new LinkedHashMap<>();
    private final List<ConfiguredTopology> topologies = new ArrayList<>();
    private Duration sendDeadline = Duration.ofSeconds(20);
    private Duration connectDeadline = Duration.ofSeconds(20);
    private Duration openDeadline = Duration.ofSeconds(20);

    ConfiguredTopologyTest() {
        adapters.install("log", log, List.of(PASSWORD, PORT), plugin, loader);
        adapters.install("queue", queue, List.of(), plugin, loader);
        broker("main", "log", Map.of());
        broker("work", "queue", Map.of());
        channel("orders", "main", "orders-topic");
        channel("jobs", "work", "jobs-queue");
        channel("local", null, "local");
        channel(ChannelConfig.SYSTEM, null, ChannelConfig.SYSTEM);
    }

    @AfterEach
    void close() {
        topologies.forEach(topology -> await(topology.close()));
        await(plugin.close());
        await(kernel.close());
        store.close();
    }

    @Nested
    class A_remote_broker {
        @Test
        void is_connected_in_its_plugin_and_shown_as_up() {
            Topology topology = start();

            await(open(topology, "orders", "s"));
            await(topology.send("orders", List.of(event("1"))));

            assertThat(state(topology, "orders"))
                    .isEqualTo(new ChannelState("orders", "main", "orders-topic", false, "up", ""));
            assertThat(log.callers()).containsExactly(plugin);
            assertThat(log.loaders()).containsExactly(loader);
            assertThat(topology.isEmbedded("orders")).isFalse();
            assertThat(topology.capabilities("jobs").kind()).isEqualTo(Capabilities.Kind.QUEUE);
        }

        @Test
        void that_refuses_is_shown_as_down_with_the_reason_and_tried_again() {
            Promise<Void> third = Promise.promise();
            log.nextConnect(Future.failedFuture("connection refused"));
            log.nextConnect(Future.failedFuture("connection refused"));
            log.nextConnect(third.future());
            Topology topology = start();

            log.await(() -> log.connects() == 3);
            assertThat(state(topology, "orders").state()).isEqualTo("down");
            assertThat(state(topology, "orders").detail()).contains("main", "connection refused");

            third.complete();
            assertThat(await(open(topology, "orders", "s"))).isNotNull();
            assertThat(state(topology, "orders").state()).isEqualTo("up");
        }

        @Test
        void that_hangs_is_given_up_after_the_deadline_and_what_still_arrives_is_closed() {
            connectDeadline = Duration.ofMillis(30);
            Promise<Void> late = Promise.promise();
            log.nextConnect(late.future());
            Topology topology = start();
            log.await(() -> log.connects() == 2);

            late.complete();

            log.await(() -> log.connectionsClosed() > 0);
            await(open(topology, "orders", "s"));
        }

        @Test
        void that_goes_away_is_connected_again() {
            Topology topology = start();
            Source source = await(open(topology, "orders", "s"));
            source.request(10);
            log.append(event("1"));
            receiver.awaitCount(1);

            log.loseConnection("broker restarts");

            receiver.awaitFailure();
            log.await(() -> log.connects() == 2);
            CollectingReceiver next = new CollectingReceiver();
            await(topology.openSource(Reading.of("orders", "s"), next)).request(10);
            next.awaitCount(1);
            assertThat(receiver.failures())
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .isEqualTo("broker restarts");
        }

        @Test
        void whose_plugin_comes_later_is_connected_then() {
            broker("later", "kafka", Map.of());
            channel("later", "later", "later");
            ScriptedBroker kafka = new ScriptedBroker(Capabilities.log());
            Topology topology = start();
            assertThat(state(topology, "later").state()).isEqualTo("down");
            assertThat(state(topology, "later").detail())
                    .isEqualTo("no plugin contributes adapter 'kafka'; install the plugin that does, or correct"
                            + " brokers.later.adapter");
            assertThatThrownBy(() -> topology.capabilities("later"))
                    .isInstanceOf(ChannelRefusedException.class)
                    .hasMessageContaining("no plugin contributes adapter 'kafka'");
            Future<Source> waiting = open(topology, "later", "s");

            adapters.install("kafka", kafka, List.of(), plugin, loader);

            await(waiting);
            assertThat(topology.capabilities("later")).isEqualTo(Capabilities.log());
        }

        @Test
        void whose_plugin_stops_is_connected_by_the_next_one() {
            Vertx first = Vertx.vertx();
            ScriptedBroker before = new ScriptedBroker(Capabilities.log());
            ScriptedBroker after = new ScriptedBroker(Capabilities.log());
            adapters.install("reloaded", before, List.of(), first, loader);
            broker("reloaded", "reloaded", Map.of());
            channel("reloaded", "reloaded", "reloaded");
            Topology topology = start();
            await(open(topology, "reloaded", "s"));

            adapters.install("reloaded", after, List.of(), plugin, loader);
            await(first.close());

            receiver.awaitFailure();
            after.await(() -> after.connects() == 1);
        }

        @Test
        void with_wrong_options_is_down_with_every_problem_and_no_secret() {
            broker("main", "log", Map.of("port", "many", "user", "me", "password", List.of(Map.of("hunter2", 1))));

            ChannelState state = state(start(), "orders");

            assertThat(state.state()).isEqualTo("down");
            assertThat(state.detail())
                    .contains("brokers.main.options.port: is 'many'")
                    .contains("brokers.main.options.user: unknown option")
                    .contains("brokers.main.options.password: is (hidden)")
                    .doesNotContain("hunter2");
            assertThat(log.connects()).isZero();
        }

        @Test
        void that_repeats_a_secret_in_its_reason_does_not_get_it_shown() {
            broker("main", "log", Map.of("password", "hunter2"));
            log.nextConnect(Future.failedFuture("login as me:hunter2 refused"));
            log.nextConnect(Promise.<Void>promise().future());
            Topology topology = start();
            log.await(() -> log.connects() == 2);

            assertThat(state(topology, "orders").detail()).contains("login as me:(hidden) refused");
            assertThat(topology.reason("orders", new IllegalStateException("hunter2 may not read")))
                    .isEqualTo("(hidden) may not read");
            assertThat(topology.brokers()).first().satisfies(main -> {
                assertThat(main.name()).isEqualTo("main");
                assertThat(main.adapter()).isEqualTo("log");
                assertThat(main.state()).isEqualTo("down");
                assertThat(main.detail()).contains("(hidden) refused");
                assertThat(main.channels()).contains("orders");
                assertThat(main.since()).isBeforeOrEqualTo(Instant.now());
            });
        }
    }

    @Nested
    class A_source {
        @Test
        void waits_for_a_broker_that_is_away() {
            Promise<Void> up = Promise.promise();
            log.nextConnect(up.future());
            Topology topology = start();
            Future<Source> opening = open(topology, "orders", "s");
            log.await(() -> log.connects() == 1);
            assertThat(opening.isComplete()).isFalse();

            up.complete();

            assertThat(await(opening)).isNotNull();
        }

        @Test
        void delivers_no_more_than_was_requested_and_settles_at_the_broker() {
            Topology topology = start();
            Source source = await(open(topology, "orders", "s"));
            IntStream.range(0, 5).forEach(i -> log.append(event("e" + i)));

            source.request(2);
            receiver.awaitCount(2);
            source.settle(receiver.assignments().get(0), 1);
            log.await(() -> log.settled() == 1);

            assertThat(receiver.ids()).containsExactly("e0", "e1");
        }

        @Test
        void delivers_nothing_after_it_was_closed_whatever_the_adapter_does() {
            Topology topology = start();
            Source source = await(open(topology, "orders", "s"));
            source.request(10);
            receiver.awaitAssigned(1);

            await(source.close());
            log.append(event("late"));

            assertThat(receiver.count()).isZero();
            assertThat(log.sourcesClosed()).isEqualTo(1);
        }

        @Test
        void delivers_nothing_of_what_was_on_its_way_when_it_was_closed() {
            Topology topology = start();
            log.append(event("1"));
            Context shard = plugin.getOrCreateContext();
            Promise<Void> closed = Promise.promise();
            shard.runOnContext(ignored -> open(topology, "orders", "s").onSuccess(source -> {
                source.request(1); // the broker delivers within the call, onto this context
                source.close().onComplete(closed);
            }));

            await(closed.future());
            Promise<Void> turn = Promise.promise();
            shard.runOnContext(ignored -> turn.complete());
            await(turn.future());

            assertThat(receiver.count()).isZero();
        }

        @Test
        void is_told_on_the_callers_context() {
            Topology topology = start();
            Context shard = plugin.getOrCreateContext();
            Promise<Source> opened = Promise.promise();
            List<Context> answeredOn = new ArrayList<>();
            shard.runOnContext(ignored -> open(topology, "orders", "s").onComplete(answer -> {
                answeredOn.add(Vertx.currentContext());
                opened.handle(answer);
            }));

            await(opened.future()).request(1);
            log.append(event("1"));
            receiver.awaitCount(1);

            assertThat(answeredOn).containsExactly(shard);
            assertThat(receiver.contexts()).containsExactly(shard);
        }

        @Test
        void that_the_broker_refuses_fails_with_its_reason() {
            log.nextOpen(Future.failedFuture("no such topic"));
            Topology topology = start();

            assertThatThrownBy(() -> await(open(topology, "orders", "s"))).hasMessageContaining("no such topic");
        }

        @Test
        void that_hangs_while_it_is_opened_fails_and_is_closed_when_it_arrives() {
            openDeadline = Duration.ofMillis(30);
            Promise<Void> late = Promise.promise();
            log.nextOpen(late.future());
            Topology topology = start();

            assertThatThrownBy(() -> await(open(topology, "orders", "s"))).hasMessageContaining("longer than 30 ms");
            late.complete();

            log.await(() -> log.sourcesClosed() == 1);
        }

        @Test
        void whose_connection_is_lost_while_it_is_opened_opens_on_the_next() {
            log.nextOpen(Promise.<Void>promise().future());
            Topology topology = start();
            Future<Source> opening = open(topology, "orders", "s");
            log.await(() -> log.opens() == 1);

            log.loseConnection("gone");

            await(opening).request(1);
            log.append(event("1"));
            receiver.awaitCount(1);
            assertThat(receiver.failures()).isEmpty();
            assertThat(log.connects()).isEqualTo(2);
        }

        @Test
        void of_an_adapter_that_throws_breaks_alone() {
            Topology topology = start();
            Source source = await(open(topology, "orders", "s"));

            source.settle(new Assignment("p0", 1), 666);

            receiver.awaitFailure();
            assertThat(state(topology, "orders").state()).isEqualTo("up");
        }
    }

    @Nested
    class A_queue {
        @Test
        void goes_to_the_first_subscription_of_the_configuration_and_refuses_the_second() {
            channel("jobs-again", "work", "jobs-queue");
            subscription("first", "jobs");
            subscription("second", "jobs-again");
            Topology topology = start();

            assertThatThrownBy(() -> await(open(topology, "jobs-again", "second")))
                    .isInstanceOf(ChannelRefusedException.class)
                    .hasMessageContaining("subscriptions.second.from")
                    .hasMessageContaining("'jobs-queue'")
                    .hasMessageContaining("subscription first reads it already")
                    .hasMessageContaining("bind an exchange or topic");
            assertThat(await(open(topology, "jobs", "first"))).isNotNull();
        }

        @Test
        void is_not_what_a_log_is() {
            subscription("first", "orders");
            subscription("second", "orders");
            Topology topology = start();

            assertThat(await(open(topology, "orders", "second"))).isNotNull();
        }
    }

    @Test
    void a_lossy_channel_is_refused() {
        adapters.install(
                "log",
                new ScriptedBroker(new Capabilities(Capabilities.Kind.LOG, true, true, true, true)),
                List.of(),
                plugin,
                loader);
        Topology topology = start();

        assertThatThrownBy(() -> await(open(topology, "orders", "s"))).hasMessageContaining("may lose events");
        assertThat(await(topology.send("orders", List.of(event("1")))))
                .singleElement()
                .isInstanceOf(Confirmation.Rejected.class);
        assertThat(state(topology, "orders").state()).isEqualTo("down");
    }

    @Nested
    class Sending_to_a_remote_channel {
        @Test
        void keeps_the_order_of_the_calls_over_one_sink() {
            Topology topology = start();
            List<Future<?>> answers = new ArrayList<>();
            await(open(topology, "orders", "s"));

            IntStream.range(0, 500).forEach(i -> answers.add(topology.send("orders", List.of(event("e" + i)))));
            answers.forEach(CollectingReceiver::await);

            assertThat(log.log())
                    .extracting(CloudEvent::getId)
                    .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "e" + i).toList());
            assertThat(log.sinksOpened()).isEqualTo(1);
        }

        @Test
        void waits_at_the_window_and_goes_on_when_answers_come() {
            List<Promise<Void>> held = new ArrayList<>();
            log.answerSendsWith(batch -> {
                Promise<Void> promise = Promise.promise();
                held.add(promise);
                return promise.future().compose(ignored -> ScriptedBroker.confirm(batch));
            });
            Topology topology = start();
            await(open(topology, "orders", "s"));
            List<Future<List<Confirmation>>> answers = IntStream.range(0, 5)
                    .mapToObj(i -> topology.send("orders", List.of(event("e" + i))))
                    .toList();
            log.await(() -> held.size() == 3);

            held.get(0).complete();
            await(answers.get(0));
            log.await(() -> held.size() == 4);
            held.get(1).complete();
            log.await(() -> held.size() == 5);
            List.copyOf(held).forEach(Promise::tryComplete);

            answers.forEach(answer -> assertThat(await(answer)).containsExactly(Confirmation.CONFIRMED));
        }

        @Test
        void is_indeterminate_while_the_broker_is_away() {
            log.nextConnect(Promise.<Void>promise().future());
            Topology topology = start();

            assertThat(await(topology.send("orders", List.of(event("1"), event("2")))))
                    .hasSize(2)
                    .allSatisfy(answer -> assertThat(answer).isInstanceOf(Confirmation.Indeterminate.class));
        }

        @Test
        void is_indeterminate_for_what_was_under_way_when_the_connection_went() {
            log.answerSendsWith(batch -> Promise.<List<Confirmation>>promise().future());
            Topology topology = start();
            await(open(topology, "orders", "s"));
            Future<List<Confirmation>> answer = topology.send("orders", List.of(event("1")));
            log.await(() -> log.log().size() == 1);

            log.loseConnection("cable cut");

            assertThat(await(answer)).containsExactly(new Confirmation.Indeterminate("cable cut"));
        }

        @Test
        void is_indeterminate_where_no_confirmation_comes_in_time_and_later_sends_go_on() {
            sendDeadline = Duration.ofMillis(30);
            log.answerSendsWith(batch -> Promise.<List<Confirmation>>promise().future());
            Topology topology = start();
            await(open(topology, "orders", "s"));
            for (int i = 0; i < 5; i++) { // more than the window holds
                assertThat(await(topology.send("orders", List.of(event("e" + i)))))
                        .containsExactly(new Confirmation.Indeterminate("no confirmation within 30 ms"));
            }

            log.answerSendsWith(ScriptedBroker::confirm);
            List<Confirmation> last;
            do { // a slow machine may miss the deadline
                last = await(topology.send("orders", List.of(event("last"))));
            } while (last.get(0) instanceof Confirmation.Indeterminate);

            assertThat(last).containsExactly(Confirmation.CONFIRMED);
        }

        @Test
        void is_indeterminate_where_the_adapter_answers_nonsense() {
            Topology topology = start();
            await(open(topology, "orders", "s"));
            log.answerSendsWith(batch -> Future.succeededFuture(List.of()));
            assertThat(await(topology.send("orders", List.of(event("1"))))).satisfies(this::doubtful);
            log.answerSendsWith(batch -> {
                throw new LinkageError("no such class");
            });
            assertThat(await(topology.send("orders", List.of(event("2"))))).satisfies(this::doubtful);
            log.answerSendsWith(batch -> Future.failedFuture("never fails, they said"));
            assertThat(await(topology.send("orders", List.of(event("3"))))).satisfies(this::doubtful);
        }

        private void doubtful(List<? extends Confirmation> answers) {
            assertThat(answers).singleElement().isInstanceOf(Confirmation.Indeterminate.class);
        }

        @Test
        void tells_where_the_address_cannot_be_opened() {
            channel("odd", "main", "no-such");
            Topology topology = start();
            await(open(topology, "orders", "s"));

            assertThat(await(topology.send("odd", List.of(event("1")))))
                    .containsExactly(new Confirmation.Indeterminate("cannot open a sink to no-such: no such address"));
        }
    }

    @Nested
    class Publishing {
        @Test
        void to_an_embedded_channel_answers_positions_and_flags_duplicates() {
            Topology topology = start();

            assertThat(await(topology.publish("local", List.of(event("1"), event("2")))))
                    .containsExactly(
                            new Published(Confirmation.CONFIRMED, 1, false),
                            new Published(Confirmation.CONFIRMED, 2, false));
            assertThat(await(topology.publish("local", List.of(event("2")))))
                    .containsExactly(new Published(Confirmation.CONFIRMED, 2, true));
        }

        @Test
        void to_a_remote_channel_answers_for_each_event() {
            log.answerSendsWith(batch ->
                    Future.succeededFuture(List.of(Confirmation.CONFIRMED, new Confirmation.Rejected("too large"))));
            Topology topology = start();
            await(open(topology, "orders", "s"));

            assertThat(await(topology.publish("orders", List.of(event("1"), event("2")))))
                    .containsExactly(
                            new Published(Confirmation.CONFIRMED, -1, false),
                            new Published(new Confirmation.Rejected("too large"), -1, false));
        }

        @Test
        void fails_whole_where_the_store_fails() {
            Topology topology = start();
            store.fail(new StoreFailedException("disk full", new IOException("no space")));

            assertThatThrownBy(() -> await(topology.publish("local", List.of(event("1")))))
                    .isInstanceOf(StoreFailedException.class);
        }

        @Test
        void to_a_channel_that_is_not_known_or_not_for_people_fails() {
            Topology topology = start();

            assertThatThrownBy(() -> await(topology.publish("locl", List.of(event("1")))))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("unknown channel 'locl'");
            assertThatThrownBy(() -> await(topology.publish(ChannelConfig.SYSTEM, List.of(event("1")))))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("the kernel's own");
        }
    }

    @Nested
    class Closing {
        @Test
        void ends_sources_sinks_and_connections() {
            ConfiguredTopology topology = start();
            Source source = await(open(topology, "orders", "s"));
            source.request(10);
            await(topology.send("orders", List.of(event("1"))));

            await(topology.close());
            int delivered = receiver.count();
            log.append(event("late"));

            assertThat(log.sourcesClosed()).isEqualTo(1);
            assertThat(log.connectionsClosed()).isEqualTo(1);
            assertThat(receiver.count()).isEqualTo(delivered);
            assertThat(receiver.failures()).isEmpty();
        }

        @Test
        void settles_what_waits_for_a_broker_that_never_came() {
            log.nextConnect(Promise.<Void>promise().future());
            ConfiguredTopology topology = start();
            Future<Source> waiting = open(topology, "orders", "s");

            await(topology.close());

            assertThatThrownBy(() -> await(waiting)).hasMessageContaining("being closed");
            assertThatThrownBy(() -> await(open(topology, "orders", "s"))).hasMessageContaining("being closed");
        }
    }

    private ConfiguredTopology start() {
        TopologySettings settings = new TopologySettings(
                connectDeadline,
                openDeadline,
                sendDeadline,
                Duration.ofSeconds(5),
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                3,
                Duration.ofHours(1));
        NodeConfig config = new NodeConfig(
                new NodeConfig.HttpConfig("127.0.0.1", 0, 1),
                new NodeConfig.StoreConfig("jdbc:sqlite:x", Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)),
                brokers,
                channels,
                Map.of(),
                subscriptions);
        ConfiguredTopology topology =
                new ConfiguredTopology(kernel, config, adapters, store, "node-1", settings, new SplittableRandom(1));
        topologies.add(topology);
        await(topology.start());
        return topology;
    }

    private Future<Source> open(Topology topology, String channel, String subscription) {
        return topology.openSource(Reading.of(channel, subscription), receiver);
    }

    private static ChannelState state(Topology topology, String channel) {
        return topology.channels().stream()
                .filter(state -> state.name().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    private void broker(String name, String adapter, Map<String, Object> options) {
        brokers.put(name, new NodeConfig.BrokerConfig(name, adapter, options));
    }

    private void channel(String name, @Nullable String broker, String address) {
        channels.put(name, new ChannelConfig(name, broker, address, Duration.ofDays(1), 1_000));
    }

    private void subscription(String name, String from) {
        subscriptions.put(
                name,
                new SubscriptionConfig(
                        name,
                        "p.c",
                        List.of(from),
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
                        false));
    }

    private static CloudEvent event(String id) {
        return EventBuilder.event().id(id).source("urn:test").type("t").build();
    }
}
