package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the drop folder asks for while the node runs, and how it is done beside what runs. */
class PluginStepsTest {
    @TempDir
    Path folder;

    private Path plugins;
    private PluginSet set;

    @BeforeEach
    void setUp() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        set.close();
    }

    @Nested
    class A_jar_that_comes {
        @Test
        void is_started_once_two_looks_have_found_it_the_same() throws Exception {
            open();
            talking("trading", "1.0.0").write(plugins);

            assertThat(set.pending()).as("first look").isEmpty();
            PluginStep step = set.pending().orElseThrow();
            assertThat(step.kind()).isEqualTo(PluginStep.Kind.STARTED);
            assertThat(step.from()).isEmpty();
            assertThat(step.to()).isEqualTo("1.0.0");

            take(step);
            assertThat(info("trading").state()).isEqualTo("started");
            assertThat(set.processor("trading.say")).isPresent();
            assertThat(settled()).isEmpty();
        }

        @Test
        void is_left_alone_while_it_is_being_copied() throws Exception {
            Path whole = talking("trading", "1.0.0").write(folder.resolve("elsewhere"));
            byte[] bytes = Files.readAllBytes(whole);
            open();
            Path jar = plugins.resolve("trading.jar");

            Files.write(jar, java.util.Arrays.copyOf(bytes, 100));
            assertThat(set.pending()).isEmpty();
            Files.write(jar, java.util.Arrays.copyOf(bytes, 200));
            assertThat(set.pending()).isEmpty();
            assertThat(set.plugins()).isEmpty();
            Files.write(jar, bytes);

            assertThat(settled()).isPresent();
        }

        @Test
        void that_fails_is_shown_as_failed_and_not_tried_again_until_it_is_another_one() throws Exception {
            open();
            PluginJar.of("trading")
                    .contribute("throw new IllegalStateException(\"no\");")
                    .write(plugins);

            refuse(settled().orElseThrow(), "IllegalStateException: no");
            assertThat(info("trading").state()).isEqualTo("failed");
            assertThat(settled()).isEmpty();

            talking("trading", "1.0.1").write(plugins);
            take(settled().orElseThrow());
            assertThat(info("trading").state()).isEqualTo("started");
            assertThat(info("trading").problem()).isNull();
        }

        @Test
        void that_is_none_is_shown_and_asked_for_no_more() throws Exception {
            open();
            Files.writeString(plugins.resolve("text.jar"), "no jar");

            assertThat(settled()).isEmpty();
            assertThat(info("text.jar").problem()).contains("is no jar, or a damaged one");

            Files.delete(plugins.resolve("text.jar"));
            assertThat(settled()).isEmpty();
            assertThat(set.plugins()).isEmpty();
        }

        @Test
        void with_a_descriptor_that_unpacks_to_very_much_is_refused() {
            open();
            PluginJar.of("bomb")
                    .property("plugin.description", "x".repeat(100_000))
                    .write(plugins);

            assertThat(settled()).isEmpty();
            assertThat(info("bomb.jar").problem()).contains("a plugin.properties of more than 65536 bytes");
        }

        @Test
        void that_is_a_pipe_holds_nobody_up() throws Exception {
            open();
            assertThat(new ProcessBuilder("mkfifo", plugins.resolve("pipe.jar").toString())
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(settled()).isEmpty();
            assertThat(info("pipe.jar").problem()).contains("is neither a file nor a link to one");
        }

        @Test
        void with_the_id_of_another_is_refused_until_that_goes_and_then_replaces_it() throws Exception {
            talking("trading", "1.0.0").file("trading-1.0.0.jar").write(plugins);
            open();
            talking("trading", "1.1.0").file("a-trading-1.1.0.jar").write(plugins);

            assertThat(settled()).isEmpty();
            assertThat(set.plugins())
                    .extracting(PluginInfo::jar, PluginInfo::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("a-trading-1.1.0.jar", "failed"),
                            org.assertj.core.groups.Tuple.tuple("trading-1.0.0.jar", "started"));

            Files.delete(plugins.resolve("trading-1.0.0.jar"));
            PluginStep step = settled().orElseThrow();
            assertThat(step.kind()).isEqualTo(PluginStep.Kind.REPLACED);
            take(step);
            assertThat(set.plugins()).extracting(PluginInfo::version).containsExactly("1.1.0");
        }
    }

    @Nested
    class A_jar_that_changes {
        @Test
        void runs_beside_the_old_one_until_that_has_left() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();
            talking("trading", "1.1.0").write(plugins);
            PluginStep step = settled().orElseThrow();
            assertThat(step.kind()).isEqualTo(PluginStep.Kind.REPLACED);
            assertThat(List.of(step.from(), step.to())).containsExactly("1.0.0", "1.1.0");

            PluginChange change = set.prepare(step);
            assertThat(PluginProbe.notes()).containsExactly("start trading 1.0.0", "start trading 1.1.0");
            assertThat(loaderOf("trading.say", set)).isNotSameAs(loaderOf("trading.say", change.after()));
            assertThat(info("trading").version()).isEqualTo("1.0.0");

            change.apply();
            assertThat(info("trading").version()).isEqualTo("1.1.0");
            change.finish();
            assertThat(PluginProbe.notes()).endsWith("close trading 1.0.0");
            assertThat(settled()).isEmpty();
        }

        @Test
        void leaves_a_copy_of_what_ran_before_and_of_nothing_older_to_the_next_start() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();
            for (String version : List.of("1.1.0", "1.2.0")) {
                talking("trading", version).write(plugins);
                PluginStep step = settled().orElseThrow();
                take(step);
                set.done(step);
            }
            set.close();
            open();

            assertThat(set.asked().rollBack("trading").to()).isEqualTo("1.1.0");
            try (Stream<Path> files = Files.list(folder.resolve("data/plugins"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".jar")))
                        .hasSize(2);
            }
        }

        @Test
        void and_does_not_start_leaves_the_old_one_running_and_says_why() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();
            PluginJar.of("trading")
                    .version("1.1.0")
                    .members(
                            "@Override public Future<Void> start(PluginContext context) { return Future.failedFuture(\"no disk\"); }")
                    .write(plugins);

            refuse(settled().orElseThrow(), "start() failed");
            assertThat(info("trading").state()).isEqualTo("started");
            assertThat(info("trading").version()).isEqualTo("1.0.0");
            assertThat(info("trading").refusal()).contains("no disk");
            assertThat(set.processor("trading.say")).isPresent();
            assertThat(settled()).as("asked for again").isEmpty();
        }

        @Test
        void back_to_what_runs_is_not_refused_any_more() throws Exception {
            Path good = talking("trading", "1.0.0").write(plugins);
            byte[] bytes = Files.readAllBytes(good);
            open();
            PluginJar.of("trading").contribute("throw new Error();").write(plugins);
            refuse(settled().orElseThrow(), "Error");

            Files.write(good, bytes);

            assertThat(settled()).isEmpty();
            assertThat(info("trading").refusal()).isNull();
        }

        @Test
        void into_something_unreadable_stops_nothing() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();
            Files.writeString(plugins.resolve("trading.jar"), "half of it");

            assertThat(settled()).isEmpty();
            assertThat(info("trading").state()).isEqualTo("started");
            assertThat(info("trading.jar").problem()).contains("is no jar, or a damaged one");
        }
    }

    @Nested
    class A_jar_that_goes {
        @Test
        void is_gone_when_two_looks_have_not_found_it() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();
            Files.delete(plugins.resolve("trading.jar"));

            assertThat(set.pending()).as("first look").isEmpty();
            PluginStep step = set.pending().orElseThrow();
            assertThat(step.kind()).isEqualTo(PluginStep.Kind.REMOVED);
            take(step);

            assertThat(set.plugins()).isEmpty();
            assertThat(set.processor("trading.say")).isEmpty();
            assertThat(PluginProbe.notes()).endsWith("close trading 1.0.0");
        }

        @Test
        void with_the_whole_folder_stops_nothing() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();

            Files.move(plugins, folder.resolve("unmounted"));

            assertThat(settled()).isEmpty();
            assertThat(info("trading").state()).isEqualTo("started");
            assertThat(set.plugins())
                    .anySatisfy(info -> assertThat(info.problem()).contains("the folder could not be read"));

            Files.move(folder.resolve("unmounted"), plugins);
            assertThat(settled()).isEmpty();
            assertThat(set.plugins()).extracting(PluginInfo::state).containsExactly("started");
        }

        @Test
        void under_another_name_is_the_same_plugin() throws Exception {
            talking("trading", "1.0.0").write(plugins);
            open();

            Files.move(plugins.resolve("trading.jar"), plugins.resolve("other.jar"));

            assertThat(settled()).isEmpty();
            assertThat(info("trading").state()).isEqualTo("started");
        }
    }

    @Nested
    class Those_that_need_another {
        @Test
        void stop_before_it_and_come_back_with_the_new_one() throws Exception {
            talking("below", "1.0.0").write(plugins);
            talking("above", "1.0.0").property("plugin.dependencies", "below").write(plugins);
            open();
            talking("below", "1.1.0").write(plugins);

            PluginChange change = set.prepare(settled().orElseThrow());
            assertThat(change.plugins()).containsExactly("above", "below");
            change.apply();
            change.finish();

            assertThat(PluginProbe.notes())
                    .containsExactly(
                            "start below 1.0.0",
                            "start above 1.0.0",
                            "start below 1.1.0",
                            "start above 1.0.0",
                            "close above 1.0.0",
                            "close below 1.0.0");
            assertThat(settled()).isEmpty();
        }

        @Test
        void keep_the_old_one_where_they_would_not_start_with_the_new_one() throws Exception {
            talking("below", "1.0.0").write(plugins);
            talking("above", "1.0.0")
                    .property("plugin.dependencies", "below@<2.0.0")
                    .write(plugins);
            open();
            talking("below", "2.0.0").write(plugins);

            refuse(
                    settled().orElseThrow(),
                    "plugin 'above', which needs it, does not start with it: needs plugin 'below' in version <2.0.0, but found 2.0.0");

            assertThat(info("below").version()).isEqualTo("1.0.0");
            assertThat(info("above").state()).isEqualTo("started");
            assertThat(PluginProbe.notes()).endsWith("start below 2.0.0", "close below 2.0.0");
        }

        @Test
        void fail_when_it_goes_and_start_when_it_comes_again() throws Exception {
            talking("below", "1.0.0").write(plugins);
            talking("above", "1.0.0").property("plugin.dependencies", "below").write(plugins);
            open();
            Files.delete(plugins.resolve("below.jar"));
            take(settled().orElseThrow());

            assertThat(info("above").problem()).isEqualTo("needs plugin 'below', which is not in the plugins folder");
            assertThat(settled()).isEmpty();

            talking("below", "1.2.0").write(plugins);
            take(settled().orElseThrow());
            PluginStep above = set.pending().orElseThrow();
            assertThat(above.id()).isEqualTo("above");
            take(above);
            assertThat(info("above").state()).isEqualTo("started");
            assertThat(settled()).isEmpty();
        }

        @Test
        void see_one_that_they_can_do_without_when_it_comes_later() throws Exception {
            talking("above", "1.0.0").property("plugin.dependencies", "below?").write(plugins);
            open();
            talking("below", "1.0.0").write(plugins);

            PluginStep step = settled().orElseThrow();
            assertThat(step.id()).isEqualTo("below");
            take(step);
            assertThat(PluginProbe.notes())
                    .containsExactly(
                            "start above 1.0.0", "start below 1.0.0", "start above 1.0.0", "close above 1.0.0");
            assertThat(settled()).isEmpty();
        }
    }

    /** A plugin that notes its start and its end. */
    private static PluginJar talking(String id, String version) {
        return PluginJar.of(id)
                .version(version)
                .contribute("add.processor(\"say\", () -> call -> Result.done().future());")
                .members("""
                        @Override public Future<Void> start(PluginContext context) {
                            PluginProbe.note("start %1$s %2$s");
                            return super.start(context);
                        }
                        @Override public Future<Void> close() {
                            PluginProbe.note("close %1$s %2$s");
                            return super.close();
                        }
                        """.formatted(id, version));
    }

    private void open() {
        set = PluginSet.open(new PluginSettings(
                plugins,
                folder.resolve("data/plugins"),
                "0.1.0-SNAPSHOT",
                Map.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10)));
    }

    /** What is asked for when whatever was done to the folder has settled. */
    private Optional<PluginStep> settled() {
        set.pending();
        return set.pending();
    }

    private void take(PluginStep step) throws PluginFailure {
        PluginChange change = set.prepare(step);
        change.apply();
        change.finish();
    }

    private void refuse(PluginStep step, String reason) {
        assertThatThrownBy(() -> set.prepare(step))
                .isInstanceOfSatisfying(PluginFailure.class, failure -> set.refuse(step, failure.getMessage()))
                .hasMessageContaining(reason);
    }

    private PluginInfo info(String id) {
        return set.plugins().stream()
                .filter(info -> info.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ClassLoader loaderOf(String processor, Components components) {
        return components.processor(processor).orElseThrow().loader();
    }
}
