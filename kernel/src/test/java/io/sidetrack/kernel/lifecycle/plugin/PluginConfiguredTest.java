package io.sidetrack.kernel.lifecycle.plugin;

import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.await;
import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.Problem;
import io.sidetrack.kernel.lifecycle.PluginUse;
import io.sidetrack.kernel.plugin.PluginDetail;
import io.sidetrack.kernel.plugin.PluginDetail.OptionState;
import io.sidetrack.kernel.plugin.PluginDetail.Origin;
import io.sidetrack.kernel.plugin.PluginException;
import io.sidetrack.kernel.plugin.PluginException.Reason;
import io.sidetrack.kernel.plugin.PluginJar;
import io.sidetrack.kernel.store.AuditStore;
import io.sidetrack.pluginprobe.PluginProbe;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Options that people set while the node runs. */
@Timeout(120)
class PluginConfiguredTest {
    private static final String CONFIG = """
            channels: {in: {}, out: {}}
            plugins: {desk: {options: {limit: 7}}}
            subscriptions:
              say: {processor: desk.say, from: [in], to: {out: out}}
            """;

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
        node.close();
    }

    @Nested
    class Options_that_are_set {
        @Test
        void count_at_once_and_after_a_restart_until_they_are_given_back() throws Exception {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            assertThat(said()).isEqualTo(7);
            assertThat(option("limit").origin()).isEqualTo(Origin.FILE);

            set(Map.of("limit", 9));
            assertThat(said()).isEqualTo(9);
            assertThat(option("limit").origin()).isEqualTo(Origin.SET_HERE);
            assertThat(option("limit").by()).isEqualTo("ann");
            assertThat(option("limit").inFile()).isTrue();

            node.close();
            Path half = Files.writeString(folder.resolve("copies/options-1.tmp"), "{ what a crash leaves");
            start();
            assertThat(said()).isEqualTo(9);
            assertThat(half).doesNotExist();
            desk("1.1.0").write(node.drop());
            node.awaitVersion("desk", "1.1.0");
            assertThat(said()).isEqualTo(9);

            set(nulls("limit"));
            assertThat(said()).isEqualTo(7);
            assertThat(option("limit").origin()).isEqualTo(Origin.FILE);
        }

        @Test
        void are_in_the_audit_and_on_the_system_channel_without_secrets() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();

            set(Map.of("limit", 9, "token", "hunter2"));
            set(nulls("limit"));

            List<AuditStore.Entry> entries = node.audit().stream()
                    .filter(entry -> entry.action().equals("plugin-configured"))
                    .toList();
            assertThat(entries)
                    .hasSize(2)
                    .allMatch(
                            entry -> entry.by().equals("ann") && entry.target().equals("desk"));
            assertThat(entries.get(1).detail().getJsonObject("options"))
                    .isEqualTo(new JsonObject("{\"set\": {\"limit\": 9, \"token\": \"(hidden)\"}, \"reset\": []}"));
            assertThat(entries.get(0).detail().getJsonObject("options"))
                    .isEqualTo(new JsonObject("{\"set\": {}, \"reset\": [\"limit\"]}"));
            until("told", () -> node.told("desk").contains("io.sidetrack.plugin.configured"));
        }

        @Test
        void that_are_not_as_declared_are_all_named_and_nothing_is_set() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();

            assertThatThrownBy(() -> set(Map.of("limit", "many", "limti", 1)))
                    .isInstanceOfSatisfying(PluginException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.OPTIONS);
                        assertThat(refused.problems())
                                .extracting(Problem::path)
                                .containsExactly("plugins.desk.options.limti", "plugins.desk.options.limit");
                        assertThat(refused).hasMessageEndingWith("is 'many'; expected a whole number");
                    });
            assertThat(detail().optionsVersion()).isZero();
            assertThat(said()).isEqualTo(7);
        }

        @Test
        void with_which_it_does_not_start_leave_what_runs_and_what_is_set_as_it_was() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            set(Map.of("limit", 9));

            assertThatThrownBy(() -> set(Map.of("limit", -1)))
                    .isInstanceOfSatisfying(
                            PluginException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.REFUSED))
                    .hasMessageContaining("the limit is below 0");

            assertThat(said()).isEqualTo(9);
            assertThat(node.plugin("desk").refusal()).isNull();
            node.close();
            start();
            assertThat(said()).isEqualTo(9);
        }

        @Test
        void over_others_that_were_not_seen_are_refused() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            long seen = detail().optionsVersion();
            set(Map.of("limit", 9));

            assertThatThrownBy(() -> await(node.life().configure("desk", seen, Map.of("limit", 10), "ben")))
                    .isInstanceOfSatisfying(PluginException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(Reason.VERSION);
                        assertThat(refused.version()).isEqualTo(detail().optionsVersion());
                    });
            assertThat(said()).isEqualTo(9);
        }

        @Test
        void go_with_the_plugin_that_somebody_removes_and_stay_where_its_jar_goes() throws Exception {
            Path jar = desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            set(Map.of("limit", 9));
            Files.delete(jar);
            until("gone", () -> node.plugins().plugins().isEmpty());
            desk("1.0.0").write(node.drop());
            node.awaitVersion("desk", "1.0.0");
            assertThat(said()).isEqualTo(9);

            await(node.life().remove("desk", "ann"));
            desk("1.0.0").write(node.drop());
            node.awaitVersion("desk", "1.0.0");
            assertThat(said()).isEqualTo(7);
        }
    }

    @Nested
    class A_plugin_that_does_not_run {
        @Test
        void is_started_with_the_option_that_it_lacked() {
            desk("1.0.0", "add.options(List.of(Option.required(\"url\", OptionType.STRING, \"where\")));")
                    .write(LivingNode.dropFolder(folder));
            start();
            assertThat(node.plugin("desk").problem()).contains("plugins.desk.options.url: missing");

            set(Map.of("url", "there"));

            assertThat(node.plugin("desk").state()).isEqualTo("started");
            assertThat(said()).isEqualTo(7);
        }

        @Test
        void as_somebody_has_stopped_it_stays_so_and_has_them_when_it_is_started() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            await(node.life().stop("desk", "ann"));
            node.close();
            start();

            assertThatThrownBy(() -> set(Map.of("limti", 9)))
                    .hasMessageContaining("plugins.desk.options.limti: unknown option");
            set(Map.of("limit", 9));

            assertThat(node.plugin("desk").state()).isEqualTo("stopped");
            await(node.life().start("desk", "ann"));
            assertThat(said()).isEqualTo(9);
        }

        @Test
        void as_its_options_cannot_be_read_says_so_and_nothing_is_dropped() throws Exception {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            Path kept = Files.createDirectories(folder.resolve("copies")).resolve("desk.options.json");
            Files.writeString(kept, "{ half");
            start();

            assertThat(node.plugin("desk").problem()).contains("cannot be read from " + kept);
            assertThatThrownBy(() -> set(Map.of("limit", 9))).hasMessageContaining("cannot be read from " + kept);
            assertThat(kept).hasContent("{ half");
            Files.delete(kept);
            await(node.life().start("desk", "ann"));
            assertThat(said()).isEqualTo(7);
        }
    }

    @Nested
    class A_new_version {
        @Test
        void that_does_not_declare_what_is_set_is_refused_and_says_where_it_was_set() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            set(Map.of("token", "hunter2"));

            PluginJar.of("desk")
                    .version("2.0.0")
                    .contribute("add.options(List.of(Option.of(\"limit\", OptionType.INTEGER, 1, \"a limit\")));" + SAY)
                    .write(node.drop());

            until("refused", () -> node.plugin("desk").refusal() != null);
            assertThat(node.plugin("desk").refusal())
                    .contains("plugins.desk.options.token: unknown option", "set here by ann at", "--reset token")
                    .doesNotContain("hunter2");
            assertThat(node.plugin("desk").version()).isEqualTo("1.0.0");

            set(nulls("token"));
            node.awaitVersion("desk", "2.0.0");
        }

        @Test
        void that_needs_an_option_more_comes_with_it() {
            desk("1.0.0").write(LivingNode.dropFolder(folder));
            start();
            desk("2.0.0", "add.options(List.of(Option.required(\"url\", OptionType.STRING, \"where\")));")
                    .write(node.drop());
            until("refused", () -> node.plugin("desk").refusal() != null);

            set(Map.of("url", "there"));

            assertThat(node.plugin("desk").version()).isEqualTo("2.0.0");
            assertThat(option("url").given()).isEqualTo("there");
        }
    }

    @Test
    void a_plugin_tells_its_versions_its_threads_and_who_uses_it() {
        desk("1.0.0").write(LivingNode.dropFolder(folder));
        PluginJar.of("above").property("plugin.dependencies", "desk").write(LivingNode.dropFolder(folder));
        start();
        desk("1.1.0").write(node.drop());
        until("replaced", () -> detail().before() != null);

        PluginDetail detail = detail();

        assertThat(detail.inFolder()).extracting(PluginDetail.Version::version).isEqualTo("1.1.0");
        assertThat(detail.before()).extracting(PluginDetail.Version::version).isEqualTo("1.0.0");
        assertThat(detail.replaced()).extracting(info -> info.id()).containsExactly("desk", "above");
        assertThat(detail.loopsReplaced()).isZero();
        assertThat(node.life().uses(detail)).containsExactly(new PluginUse("say", List.of("say")));
        int before = detail.threads();
        assertThat(before).isPositive();
        node.publish("in", "spawn", "k", new JsonObject().put("spawn", true));
        until("its thread is counted", () -> detail().threads() == before + 1);
        assertThat(node.plugins().plugin("above").orElseThrow().threads()).isLessThan(before + 1);
        PluginProbe.openGate();
        until("its end too", () -> detail().threads() == before);
    }

    private void start() {
        node = LivingNode.start(folder, CONFIG, Duration.ofSeconds(10));
    }

    private PluginDetail detail() {
        return node.plugins().plugin("desk").orElseThrow();
    }

    private OptionState option(String name) {
        return detail().options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void set(Map<String, Object> changes) {
        Future<?> set = node.life().configure("desk", detail().optionsVersion(), changes, "ann");
        await(set);
    }

    private static Map<String, Object> nulls(String name) {
        Map<String, Object> changes = new HashMap<>();
        changes.put(name, null);
        return changes;
    }

    /** The limit that the plugin which runs now says it has. */
    private int said() {
        String id = "e" + published++;
        node.publish("in", id, "k", new JsonObject().put("id", id));
        until(id + " is answered", () -> node.in("out").stream().anyMatch(out -> id.equals(out.getString("id"))));
        return node.in("out").stream()
                .filter(out -> id.equals(out.getString("id")))
                .findFirst()
                .orElseThrow()
                .getInteger("limit");
    }

    private static final String SAY = """
            add.processor("say", context -> call -> {
                if (call.json().getBoolean("spawn", false)) {
                    new Thread(() -> PluginProbe.waitAtGate(), "spawned").start();
                }
                return Result.done()
                    .emit("out", "said", new JsonObject().put("id", call.json().getString("id"))
                        .put("limit", context.options().get(Option.of("limit", OptionType.INTEGER, 1, ""))))
                    .future();
            });
            """;

    private static PluginJar desk(String version) {
        return desk(version, "");
    }

    private static PluginJar desk(String version, String more) {
        return PluginJar.of("desk")
                .version(version)
                .contribute("""
                        add.options(List.of(
                            Option.of("limit", OptionType.INTEGER, 1, "a limit"),
                            Option.optional("token", OptionType.STRING, "what proves it").asSecret()));
                        """ + more + SAY)
                .members("""
                        @Override public Future<Void> start(PluginContext context) {
                            return context.options().get(Option.of("limit", OptionType.INTEGER, 1, "")) < 0
                                ? Future.failedFuture("the limit is below 0")
                                : super.start(context);
                        }
                        """);
    }
}
