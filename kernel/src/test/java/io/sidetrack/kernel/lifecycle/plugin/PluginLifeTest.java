package io.sidetrack.kernel.lifecycle.plugin;

import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.await;
import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginException.Reason;
import io.sidetrack.kernel.plugin.PluginJar;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.pluginprobe.AdapterProbe;
import io.sidetrack.pluginprobe.PluginProbe;
import io.sidetrack.testkit.broker.MemoryLogBroker;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PluginLifeTest {
    private static final String CONFIG = """
            channels: {in: {}, out: {}}
            subscriptions:
              count: {processor: desk.count, from: [in], to: {out: out}, timeout: 30s, retry: {attempts: 1}}
            """;
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int KEYS = 20;

    @TempDir
    private Path folder;

    private LivingNode node;
    private int published;

    @BeforeEach
    void setUp() throws IOException {
        Files.createDirectories(LivingNode.dropFolder(folder));
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        PluginProbe.openGate();
        if (node != null) {
            node.close();
        }
    }

    @Nested
    class A_jar_that_is_dropped {
        @Test
        void makes_the_subscription_run_that_names_it() {
            start(CONFIG, DRAIN);
            assertThat(node.state("count").state()).isEqualTo("processor-missing");
            publish(KEYS);

            desk("1.0.0").write(node.drop());

            node.awaitState("count", "running");
            until("all counted", () -> node.in("out").size() == KEYS);
            until("told", () -> node.told("desk").contains("io.sidetrack.plugin.started"));
        }

        @Test
        void in_place_of_the_one_that_runs_loses_repeats_and_reorders_nothing_under_load() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start(CONFIG, DRAIN);
            for (int version = 1; version <= 3; version++) {
                publish(500);
                desk("1." + version + ".0").write(node.drop());
                String now = "1." + version + ".0";
                until("a result of " + now, () -> {
                    publish(20);
                    return node.in("out").stream()
                            .anyMatch(out -> out.getString("version").equals(now));
                });
            }
            until("all counted", () -> node.in("out").size() == published);

            assertCounted();
            assertThat(versions()).containsExactly("1.0.0", "1.1.0", "1.2.0", "1.3.0");
            assertThat(node.state("count").failed()).isZero();
            assertThat(node.audit().stream()
                            .filter(entry -> entry.action().equals("plugin-replaced"))
                            .toList())
                    .extracting(AuditStore.Entry::by, AuditStore.Entry::target)
                    .hasSize(3)
                    .containsOnly(tuple("plugins folder", "desk"));
            assertThat(node.told("desk"))
                    .containsOnly("io.sidetrack.plugin.replaced")
                    .hasSize(3);
            assertThat(PluginProbe.notes()).containsExactly("closed 1.0.0", "closed 1.1.0", "closed 1.2.0");
        }

        @Test
        void without_the_processor_that_a_subscription_names_is_refused_and_the_old_one_goes_on() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start(CONFIG, DRAIN);

            PluginJar.of("desk").version("2.0.0").write(node.drop());

            until("refused", () -> node.plugin("desk").refusal() != null);
            assertThat(node.plugin("desk").refusal())
                    .contains("subscription 'count' could not go on with it", "processor desk.count");
            assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");
            publish(KEYS);
            until("all counted", () -> node.in("out").size() == KEYS);
            assertThat(versions()).containsExactly("1.0.0");
            until("told", () -> node.told("desk").contains("io.sidetrack.plugin.refused"));
            until(
                    "in the audit",
                    () -> node.audit().stream().anyMatch(entry -> entry.action().equals("plugin-refused")));
        }
    }

    @Nested
    class An_attempt_that_does_not_end {
        @Test
        void is_given_up_at_the_deadline_and_its_event_waits_for_a_person_while_others_go_on() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start(CONFIG, Duration.ofMillis(300));
            node.publish("in", "stuck", "k1", new JsonObject().put("n", -1).put("stuck", true));
            until("in it", () -> PluginProbe.notes().contains("stuck in 1.0.0"));
            node.publish("in", "behind", "k1", new JsonObject().put("n", -2));

            desk("1.1.0").write(node.drop());
            node.awaitVersion("desk", "1.1.0");
            publish(KEYS);

            until("others counted", () -> node.in("out").size() == KEYS - 1);
            assertThat(node.errors()).singleElement().satisfies(errored -> {
                assertThat(errored.status()).isEqualTo(Status.INDETERMINATE);
                assertThat(errored.cause().message())
                        .contains("plugin 'desk' was replaced", "whether it had effects is not known");
            });
            assertThat(node.in("out")).noneMatch(out -> out.getString("key").equals("k1"));
            assertThat(PluginProbe.notes()).doesNotContain("stuck in 1.1.0");
        }
    }

    @Nested
    class A_jar_that_is_removed {
        @Test
        void leaves_its_subscription_waiting_and_nothing_is_lost_until_it_is_back() throws Exception {
            Path jar = desk("1.0.0").write(LivingNode.dropFolder(folder));
            start(CONFIG, DRAIN);
            publish(500);

            Files.delete(jar);
            node.awaitState("count", "processor-missing");
            publish(500);
            assertThat(node.plugins().plugins()).isEmpty();
            desk("1.1.0").write(node.drop());

            until("all counted", () -> node.in("out").size() == published);
            assertCounted();
        }
    }

    @Nested
    class An_adapter {
        private final MemoryLogBroker broker = MemoryLogBroker.creating(2);

        @Test
        void is_replaced_with_its_sources_and_sinks_under_load() {
            AdapterProbe.set(broker.adapter());
            adapter("1.0.0").write(LivingNode.dropFolder(folder));
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start("""
                    brokers: {main: {adapter: probe}}
                    channels: {in: {broker: main, address: in}, out: {}}
                    subscriptions:
                      count: {processor: desk.count, from: [in], to: {out: out}, retry: {attempts: 1}}
                    """, DRAIN);
            publish(500);
            adapter("1.1.0").write(node.drop());
            until("replaced", () -> {
                publish(20);
                return PluginProbe.notes().contains("closed adapter 1.0.0");
            });
            publish(500);

            until("all counted", () -> node.in("out").size() >= published);
            assertCounted();
            assertThat(node.plugin("adapter").version()).isEqualTo("1.1.0");
        }

        @Test
        void closes_its_sources_for_now_where_the_processor_is_replaced_and_for_good_where_it_goes() throws Exception {
            SourceClosings closings = new SourceClosings();
            AdapterProbe.set(closings.of(broker.adapter()));
            adapter("1.0.0").write(LivingNode.dropFolder(folder));
            Path jar = desk("1.0.0").write(LivingNode.dropFolder(folder));
            start("""
                    brokers: {main: {adapter: probe}}
                    channels: {in: {broker: main, address: in}, out: {}}
                    subscriptions:
                      count: {processor: desk.count, from: [in], to: {out: out}, retry: {attempts: 1}}
                    """, DRAIN);
            publish(20);
            until("counted", () -> node.in("out").size() == published);
            desk("1.1.0").write(node.drop());
            until("replaced", () -> PluginProbe.notes().contains("closed 1.0.0"));
            assertThat(closings.seen()).containsExactly("closeForNow");

            Files.delete(jar);
            node.awaitState("count", "processor-missing");
            assertThat(closings.seen()).containsExactly("closeForNow", "close");
        }

        private PluginJar adapter(String version) {
            return PluginJar.of("adapter")
                    .version(version)
                    .contribute(
                            "add.brokerAdapter(\"probe\", List.of(), () -> io.sidetrack.pluginprobe.AdapterProbe.get());")
                    .members("@Override public Future<Void> close() { PluginProbe.note(\"closed adapter " + version
                            + "\"); return super.close(); }");
        }
    }

    @Nested
    class A_person {
        private Path jar;

        @BeforeEach
        void run() {
            jar = desk("1.0.0").write(LivingNode.dropFolder(folder));
            start(CONFIG, DRAIN);
        }

        @Test
        void stops_a_plugin_until_somebody_starts_it_through_restarts_too() {
            assertThat(await(node.life().stop("desk", "ann")).state()).isEqualTo("stopped");
            assertThat(node.state("count").state()).isEqualTo("processor-missing");
            publish(KEYS);
            node.close();
            start(CONFIG, DRAIN);
            assertThat(node.plugin("desk").state()).isEqualTo("stopped");
            desk("1.1.0").write(node.drop());
            refused(node.life().reload("desk", "ann"), Reason.STATE, "plugin 'desk' is stopped; start it");
            refused(node.life().stop("desk", "ann"), Reason.STATE, "is stopped already");

            assertThat(await(node.life().start("desk", "ann")).state()).isEqualTo("started");
            until("all counted", () -> node.in("out").size() == KEYS);
            refused(node.life().start("desk", "ann"), Reason.STATE, "runs already");
            assertThat(node.audit())
                    .extracting(AuditStore.Entry::action, AuditStore.Entry::by)
                    .contains(tuple("plugin-stopped", "ann"), tuple("plugin-started", "ann"));
        }

        @Test
        void goes_back_to_what_ran_before_and_forth_again() throws Exception {
            refused(node.life().rollBack("desk", "ann"), Reason.STATE, "nothing ran before version 1.0.0");
            desk("1.1.0").write(node.drop());
            node.awaitVersion("desk", "1.1.0");

            assertThat(await(node.life().rollBack("desk", "ann")).version()).isEqualTo("1.0.0");
            assertThat(node.plugin("desk").sha256()).isEqualTo(sha256(jar));
            node.close();
            start(CONFIG, DRAIN);
            assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");
            assertThat(await(node.life().rollBack("desk", "ann")).version()).isEqualTo("1.1.0");
            publish(KEYS);
            until("all counted", () -> node.in("out").size() == KEYS);
            assertThat(versions()).containsExactly("1.1.0");
        }

        @Test
        void installs_a_jar_only_if_it_runs() throws Exception {
            Path good = desk("1.1.0").write(node.uploads());
            assertThat(await(node.life().install(good, "ann")).version()).isEqualTo("1.1.0");
            assertThat(sha256(jar)).isEqualTo(sha256(good));

            Path bad = PluginJar.of("desk").version("1.2.0").write(node.uploads());
            refused(node.life().install(bad, "ann"), Reason.REFUSED, "subscription 'count' could not go on");
            Path none = Files.writeString(node.uploads().resolve("none.jar"), "text");
            refused(node.life().install(none, "ann"), Reason.REFUSED, "the jar is no jar, or a damaged one");
            assertThat(node.plugin("desk").version()).isEqualTo("1.1.0");
            assertThat(node.plugin("desk").refusal()).isNull();

            Path other = PluginJar.of("other").write(node.uploads());
            assertThat(await(node.life().install(other, "ann")).jar()).isEqualTo("other.jar");
            assertThat(node.drop().resolve("other.jar")).exists();
        }

        @Test
        void starts_a_plugin_anew_with_the_same_jar() {
            assertThat(await(node.life().reload("desk", "ann")).state()).isEqualTo("started");

            assertThat(PluginProbe.notes()).endsWith("closed 1.0.0");
            publish(KEYS);
            until("all counted", () -> node.in("out").size() == KEYS);
        }

        @Test
        void removes_a_plugin_with_its_jar() {
            await(node.life().remove("desk", "ann"));

            assertThat(jar).doesNotExist();
            assertThat(node.plugins().plugins()).isEmpty();
            refused(node.life().remove("desk", "ann"), Reason.UNKNOWN, "there is no plugin 'desk'");
        }

        private void refused(Future<?> asked, Reason reason, String message) {
            assertThatThrownBy(() -> await(asked))
                    .hasMessageContaining(message)
                    .isInstanceOfSatisfying(
                            PluginException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(reason));
        }

        private String sha256(Path file) throws Exception {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
    }

    @Nested
    class A_quarantined_plugin {
        private static final String REASON = "it has started 600 threads";
        private Path jar;

        @BeforeEach
        void quarantine() {
            jar = desk("1.0.0").write(LivingNode.dropFolder(folder));
            PluginJar.of("above")
                    .property("plugin.dependencies", "desk")
                    .contribute("add.processor(\"x\", () -> call -> Result.done().future());")
                    .write(LivingNode.dropFolder(folder));
            start(CONFIG, DRAIN);
            String sha256 = node.plugin("desk").sha256();
            assertThat(await(node.life().quarantine("desk", sha256, REASON)).state())
                    .isEqualTo("quarantined");
        }

        @Test
        void is_stopped_with_those_that_need_it_and_says_why_and_what_to_do() {
            publish(KEYS);

            assertThat(node.plugin("desk").problem())
                    .isEqualTo(REASON + "; its events wait where they are. Start it again ('plugin start desk'), or put"
                            + " another version into the folder");
            assertThat(node.state("count").state()).isEqualTo("processor-missing");
            assertThat(node.state("count").detail()).contains("plugin 'desk' is quarantined: " + REASON);
            assertThat(node.plugin("above").problem()).isEqualTo("needs plugin 'desk', which is quarantined");
            assertThat(PluginProbe.notes()).containsExactly("closed 1.0.0");
            assertThat(node.errors()).isEmpty();
            assertThat(node.told("desk")).contains("io.sidetrack.plugin.quarantined");
            assertThat(node.audit()).first().satisfies(entry -> {
                assertThat(entry.action()).isEqualTo("plugin-quarantined");
                assertThat(entry.by()).isEqualTo("plugin watch");
                assertThat(entry.detail().getString("reason")).isEqualTo(REASON);
            });
        }

        @Test
        void stays_so_through_restarts() {
            node.close();
            start(CONFIG, DRAIN);

            assertThat(node.plugin("desk").state()).isEqualTo("quarantined");
            assertThat(node.plugin("desk").problem()).startsWith(REASON);
            assertThat(node.plugin("above").problem()).isEqualTo("needs plugin 'desk', which is quarantined");
            assertThat(node.state("count").state()).isEqualTo("processor-missing");
        }

        @Test
        void runs_again_when_somebody_starts_it() {
            publish(KEYS);

            assertThat(await(node.life().start("desk", "ann")).state()).isEqualTo("started");

            until("all counted", () -> node.in("out").size() == KEYS);
            until("those that need it run", () -> node.plugin("above").state().equals("started"));
            node.close();
            start(CONFIG, DRAIN);
            assertThat(node.plugin("desk").state()).isEqualTo("started");
        }

        @Test
        void stays_so_when_another_version_of_a_plugin_that_it_needs_comes() throws Exception {
            await(node.life().start("desk", "ann"));
            until("it runs", () -> node.plugin("above").state().equals("started"));
            await(node.life().quarantine("above", node.plugin("above").sha256(), REASON));

            desk("1.1.0").write(node.drop());
            node.awaitVersion("desk", "1.1.0");
            PluginJar.of("later").write(node.drop());
            node.awaitVersion("later", "1.0.0");

            assertThat(node.plugin("above").state()).isEqualTo("quarantined");
            assertThat(node.plugin("above").problem()).startsWith(REASON);
        }

        @Test
        void is_let_out_by_another_version_in_the_folder_and_not_by_the_same() throws Exception {
            publish(KEYS);
            Files.write(jar, Files.readAllBytes(jar));
            PluginJar.of("later").write(node.drop());
            node.awaitVersion("later", "1.0.0");
            assertThat(node.plugin("desk").state()).isEqualTo("quarantined");

            desk("1.1.0").write(node.drop());

            until("the other one has counted", () -> node.in("out").size() == KEYS);
            assertThat(versions()).containsExactly("1.1.0");
            assertThat(node.plugin("desk").state()).isEqualTo("started");
        }

        @Test
        void stays_so_where_another_version_does_not_start() {
            PluginJar.of("desk")
                    .version("1.1.0")
                    .contribute("throw new IllegalStateException(\"no\");")
                    .write(node.drop());

            until("it is refused", () -> node.plugin("desk").refusal() != null);

            assertThat(node.plugin("desk").state()).isEqualTo("quarantined");
            assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");
            assertThat(node.plugin("desk").problem()).startsWith(REASON);
        }

        @Test
        void is_not_quarantined_for_what_another_jar_did() {
            await(node.life().start("desk", "ann"));

            assertThatThrownBy(() -> await(node.life().quarantine("desk", "another", REASON)))
                    .hasMessageContaining("plugin 'desk' runs in another jar by now");
            assertThat(node.plugin("desk").state()).isEqualTo("started");
        }
    }

    private void start(String yaml, Duration drain) {
        node = LivingNode.start(folder, yaml, drain);
    }

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            int n = published++;
            node.publish("in", "e" + n, "k" + n % KEYS, new JsonObject().put("n", n));
        }
    }

    /** Each key has its events once, in order, and its state has counted them. */
    private void assertCounted() {
        Map<String, Integer> counts = new HashMap<>();
        for (JsonObject out : node.in("out")) {
            String key = out.getString("key");
            int count = counts.merge(key, 1, Integer::sum);
            assertThat(out.getInteger("count")).as("count of %s", out).isEqualTo(count);
            assertThat("k" + out.getInteger("n") % KEYS).isEqualTo(key);
            assertThat(out.getInteger("n") / KEYS).as("order of %s", out).isEqualTo(count - 1);
        }
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(published);
    }

    private TreeSet<String> versions() {
        TreeSet<String> versions = new TreeSet<>();
        node.in("out").forEach(out -> versions.add(out.getString("version")));
        return versions;
    }

    /** Counts the events of a key in its state; one that says so never ends. */
    private static PluginJar desk(String version) {
        return PluginJar.of("desk")
                .version(version)
                .contribute("""
                add.processor("count", () -> call -> {
                    JsonObject data = call.json();
                    if (data.getBoolean("stuck", false)) {
                        PluginProbe.note("stuck in %1$s");
                        return Promise.<Result>promise().future();
                    }
                    int count = call.stateJson().getInteger("count", 0) + 1;
                    return Result.done()
                        .state(new JsonObject().put("count", count))
                        .emit("out", "counted", new JsonObject().put("key", call.key()).put("n", data.getInteger("n"))
                            .put("count", count).put("version", "%1$s"))
                        .future();
                });
                """.formatted(version))
                .members("""
                @Override public Future<Void> close() {
                    PluginProbe.note("closed %s");
                    return super.close();
                }
                """.formatted(version));
    }
}
