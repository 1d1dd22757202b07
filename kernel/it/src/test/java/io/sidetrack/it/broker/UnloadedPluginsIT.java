package io.sidetrack.it.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.sidetrack.it.Installation;
import io.sidetrack.it.PluginJar;
import io.sidetrack.it.Rest;
import io.sidetrack.it.SidetrackProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bundled plugin is loaded, used and unloaded again and again, and leaves nothing; a nasty one is told of. */
@Timeout(1_800)
class UnloadedPluginsIT {
    private static final int RELOADS = Integer.getInteger("sidetrack.it.reloads", 50);
    private static final int BROKER_RELOADS = Integer.getInteger("sidetrack.it.broker-reloads", 10);
    private static final int PATIENCE_SECONDS = 60;
    private static final String CLASSES = "io.sidetrack.kernel.plugin.PluginClasses";
    private static final String NASTY = """
            import io.sidetrack.api.*;
            import io.sidetrack.api.processor.*;
            import java.util.concurrent.*;
            public final class Nasty extends SidetrackPlugin {
              private static final ExecutorService EXECUTOR =
                  Executors.newSingleThreadExecutor(task -> new Thread(task, "nasty-poller"));
              private static final ThreadLocal<Object> KEPT = new ThreadLocal<>();
              @Override public void contribute(Contributions add) {
                EXECUTOR.execute(() -> {});
                ForkJoinPool.commonPool().execute(() -> KEPT.set(new Nasty()));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
                add.processor("do", () -> call -> Result.done().future());
              }
            }
            """;

    @TempDir
    private Path folder;

    private HttpServer chat;

    @BeforeEach
    void openChat() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/hook", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        chat.start();
    }

    @AfterEach
    void closeChat() {
        chat.stop(0);
    }

    Installation installation() {
        return Installation.in(folder);
    }

    /** Where the Java that the node runs on has its commands. */
    Path java() {
        return Path.of(System.getProperty("java.home"));
    }

    @Test
    void bundled_plugins_leave_nothing_however_often_they_are_reloaded() {
        Installation installation = installation()
                .withSamplePlugins()
                .bundled("errors-notify")
                .config("""
                        http: {port: 0}
                        channels: {trades: {}, placed: {}, github: {}, stats: {}}
                        plugins:
                          errors-notify: {options: {url: 'http://127.0.0.1:%d/hook'}}
                        subscriptions:
                          on-trades: {processor: trading.place-trade, from: [trades], to: {placed: placed}, on-error: [trading.strip-units]}
                          on-github: {processor: github.repository-stats, from: [github], to: {stats: stats}}
                          notify: {processor: errors-notify.webhook, from: [sidetrack.system]}
                        """.formatted(chat.getAddress().getPort()));
        try (SidetrackProcess node = installation.run()) {
            reload(node, RELOADS, List.of("trading", "github", "errors-notify"), List.of("trades", "github"), 3);
        }
    }

    @Test
    void bundled_broker_plugins_leave_nothing_either() {
        OutsideKafka kafka = OutsideKafka.shared();
        OutsideRabbit rabbit = OutsideRabbit.shared();
        Installation installation = installation()
                .withSamplePlugins()
                .bundled(kafka.plugin())
                .bundled(rabbit.plugin())
                .config(config(kafka, rabbit));
        try (SidetrackProcess node = installation.run()) {
            reload(
                    node,
                    BROKER_RELOADS,
                    List.of(kafka.plugin(), rabbit.plugin()),
                    List.of("kafka-in", "rabbit-in"),
                    4); // the samples run too
        }
    }

    /** Reloads plugins again and again, with events through them; {@code running} class loaders are all that may be left. */
    private void reload(SidetrackProcess node, int times, List<String> plugins, List<String> channels, int running) {
        Use use = new Use(node, plugins, channels);
        int first = Math.max(1, times / 5);
        use.reload(first);
        Left early = left(node, running);
        use.reload(times - first);
        Left late = left(node, running);

        System.out.printf(
                "%s, Java of %s: %d reloads each; %s after %d, %s after all%n",
                plugins, java().getFileName(), times, early, first, late);
        assertThat(late.classes()).isLessThan(early.classes() + early.classes() / 50);
        assertThat(late.metaspace()).isLessThan(early.metaspace() * 1.05);
        for (String plugin : plugins) {
            assertThat(held(node.rest(), plugin)).as(plugin).isEmpty();
        }
        assertThat(node.log()).doesNotContain("are held still", "left behind");
    }

    @Test
    void a_nasty_plugin_is_told_of_with_what_holds_it() throws Exception {
        Path jar = PluginJar.of(folder, "nasty", "Nasty", NASTY);
        Installation installation = installation().plugin(jar).config("""
                http: {port: 0}
                channels: {in: {}}
                subscriptions: {do: {processor: nasty.do, from: [in]}}
                """);
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            for (int i = 0; i < RELOADS; i++) {
                rest.post("/api/v1/plugins/nasty/reload", "").expect(200);
            }

            node.await("told of", PATIENCE_SECONDS, () -> {
                collect(node);
                return held(rest, "nasty").size() == RELOADS;
            });
            for (JsonNode held : held(rest, "nasty")) {
                assertThat(held.at("/version").asText()).isEqualTo("1.0.0");
                assertThat(held.at("/holders/0").asText())
                        .isEqualTo("thread 'nasty-poller', whose context class loader it is");
            }
            assertThat(node.log())
                    .contains("plugin nasty: version 1.0.0 was unloaded", "are held still, by thread 'nasty-poller'");
        }
    }

    private String config(OutsideKafka kafka, OutsideRabbit rabbit) {
        OutsideBroker.Route onKafka = kafka.newRoute();
        OutsideBroker.Route onRabbit = rabbit.newRoute();
        return """
                http: {port: 0}
                brokers:
                  kafka: %s
                  rabbit: %s
                channels:
                  kafka-in: {broker: kafka, address: %s}
                  kafka-out: {broker: kafka, address: %s}
                  rabbit-in: {broker: rabbit, address: %s}
                  rabbit-out: {broker: rabbit, address: %s}
                subscriptions:
                  on-kafka-in: {processor: trading.place-trade, from: [kafka-in], to: {placed: kafka-out}}
                  on-rabbit-in: {processor: trading.place-trade, from: [rabbit-in], to: {placed: rabbit-out}}
                """.formatted(
                        kafka.configuration(false),
                        rabbit.configuration(false),
                        onKafka.in(),
                        onKafka.out(),
                        onRabbit.in(),
                        onRabbit.out());
    }

    /** Events through every plugin between its reloads. */
    private static final class Use {
        private final SidetrackProcess node;
        private final Rest rest;
        private final List<String> plugins;
        private final List<String> channels;
        private int sent;

        Use(SidetrackProcess node, List<String> plugins, List<String> channels) {
            this.node = node;
            this.rest = node.rest();
            this.plugins = plugins;
            this.channels = channels;
        }

        /** All that was sent has been processed, or has failed, when it returns. */
        void reload(int times) {
            for (int i = 0; i < times; i++) {
                channels.forEach(this::publish);
                for (String plugin : plugins) {
                    rest.post("/api/v1/plugins/" + plugin + "/reload", "").expect(200);
                }
            }
            channels.forEach(this::publish);
            for (String channel : channels) {
                node.await("done with " + channel, PATIENCE_SECONDS, () -> isDone("on-" + channel));
            }
        }

        private boolean isDone(String subscription) {
            JsonNode state = rest.get("/api/v1/subscriptions/" + subscription)
                    .expect(200)
                    .json();
            return state.at("/state").asText().equals("running")
                    && state.at("/inFlight").asLong(-1) == 0
                    && state.at("/lag").asLong(-1) <= 0;
        }

        /** One event in three cannot be processed. */
        private void publish(String channel) {
            int n = ++sent;
            String event = """
                    {"specversion": "1.0", "id": "e%d", "source": "/tests", "type": "%s", "partitionkey": "k%d", "data": %s}
                    """.formatted(
                            n,
                            channel.equals("github") ? "star" : "trade",
                            n,
                            channel.equals("github")
                                    ? "{\"repository\": {\"full_name\": \"a/b\"}}"
                                    : "{\"account\": \"k" + n + "\", \"side\": \"" + (n % 3 == 0 ? "HOLD" : "BUY")
                                            + "\", \"symbol\": \"ACME\", \"shares\": \"5\"}");
            node.await(
                    "taking " + channel,
                    PATIENCE_SECONDS,
                    () -> rest.publish(channel, event).status() == 202);
        }
    }

    /** What is left after a collection. */
    private record Left(long classes, double metaspace) {
        @Override
        public String toString() {
            return "%d classes, %.1f MiB of metaspace".formatted(classes, metaspace / (1 << 20));
        }
    }

    /** Collects until no more class loaders of plugins are left than this. */
    private Left left(SidetrackProcess node, int loaders) {
        List<String> histogram = new ArrayList<>();
        node.await("rid of what was unloaded", PATIENCE_SECONDS, () -> {
            histogram.clear();
            histogram.addAll(jcmd(node, "GC.class_histogram"));
            return histogram.stream()
                            .map(String::strip)
                            .filter(line -> line.endsWith(CLASSES) || line.contains(CLASSES + " "))
                            .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                            .sum()
                    == loaders;
        });
        return new Left(
                (long) metric(node.rest(), "jvm_classes_loaded_classes"),
                metric(node.rest(), "jvm_memory_used_bytes{area=\"nonheap\",id=\"Metaspace\""));
    }

    private void collect(SidetrackProcess node) {
        jcmd(node, "GC.run");
        try {
            TimeUnit.MILLISECONDS.sleep(600); // a node looks twice a second
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private List<String> jcmd(SidetrackProcess node, String command) {
        try {
            Process process = new ProcessBuilder(
                            java().resolve("bin/jcmd").toString(), Long.toString(node.pid()), command)
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as(text).isZero();
            return text.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode held(Rest rest, String plugin) {
        return rest.get("/api/v1/plugins/" + plugin).expect(200).json().at("/held");
    }

    private static double metric(Rest rest, String name) {
        return rest.get("/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
