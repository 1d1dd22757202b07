package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.config.NodeConfig.PluginConfig;
import io.sidetrack.kernel.plugin.Components.AdapterComponent;
import io.sidetrack.kernel.plugin.Components.HandlerComponent;
import io.sidetrack.kernel.plugin.Components.PluginInfo;
import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.pluginprobe.PluginProbe;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginSetTest {
    @TempDir
    Path folder;

    private Path plugins;
    private Map<String, PluginConfig> config = Map.of();
    private PluginSet set;

    @BeforeEach
    void setUp() {
        plugins = folder.resolve("plugins");
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        PluginProbe.openGate();
        if (set != null) {
            set.close();
        }
    }

    @Nested
    class A_started_plugin {

        @Test
        void gives_its_components_by_name() throws Exception {
            PluginJar.of("trading")
                    .property("plugin.provider", "Acme")
                    .property("plugin.description", "Books trades")
                    .contribute("""
                            add.processor("place", () -> call -> Result.done().emit("out", "placed", new JsonObject()).future());
                            add.blockingProcessor("slow", () -> call -> Result.done());
                            add.errorHandler("fix", () -> errored -> Decision.leave("no idea").future());
                            add.brokerAdapter("acme", List.of(Option.required("url", OptionType.STRING, "where")), Adapter::new);
                            """)
                    .members("""
                            static final class Adapter implements BrokerAdapter {
                                public Capabilities capabilities() { return Capabilities.log(); }
                                public Future<BrokerConnection> connect(ConnectionContext c) { return Future.failedFuture("no"); }
                            }
                            """)
                    .write(plugins);
            open();

            ProcessorComponent place = set.processor("trading.place").orElseThrow();
            ProcessorComponent slow = set.processor("trading.slow").orElseThrow();
            HandlerComponent fix = set.errorHandler("trading.fix").orElseThrow();
            AdapterComponent acme = set.brokerAdapter("acme").orElseThrow();

            assertThat(place.plugin()).isEqualTo("trading");
            assertThat(done(place.processor().process(null)).emits()).hasSize(1);
            assertThat(place.blocking()).isNull();
            assertThat(slow.blocking().process(null).emits()).isEmpty();
            assertThat(slow.processor()).isNull();
            assertThat(done(fix.handler().decide(null)).note()).isEqualTo("no idea");
            assertThat(fix.reference()).isEqualTo("trading.fix");
            assertThat(acme.adapter().capabilities().replayable()).isTrue();
            assertThat(acme.options()).extracting("name").containsExactly("url");
            assertThat(List.of(place.vertx(), slow.vertx(), fix.vertx(), acme.vertx()))
                    .containsOnly(place.vertx());
            assertThat(set.plugins()).singleElement().satisfies(info -> {
                assertThat(info.id()).isEqualTo("trading");
                assertThat(info.version()).isEqualTo("1.0.0");
                assertThat(info.provider()).isEqualTo("Acme");
                assertThat(info.description()).isEqualTo("Books trades");
                assertThat(info.state()).isEqualTo("started");
                assertThat(info.problem()).isNull();
                assertThat(info.jar()).isEqualTo("trading.jar");
                assertThat(info.processors()).containsExactly("place", "slow");
                assertThat(info.errorHandlers()).containsExactly("fix");
                assertThat(info.brokerAdapters()).containsExactly("acme");
            });
        }

        @Test
        void gives_a_new_instance_each_time() {
            PluginJar.of("trading")
                    .contribute("add.processor(\"place\", () -> new Processor() {"
                            + " public Future<Result> process(Invocation call) { return null; } });")
                    .write(plugins);
            open();

            assertThat(set.processor("trading.place").orElseThrow().processor())
                    .isNotSameAs(set.processor("trading.place").orElseThrow().processor());
        }

        @Test
        void has_nothing_under_names_it_did_not_contribute() {
            PluginJar.of("trading")
                    .contribute("add.processor(\"place\", () -> call -> null);")
                    .write(plugins);
            open();

            assertThat(set.processor("trading.plaice")).isEmpty();
            assertThat(set.processor("other.place")).isEmpty();
            assertThat(set.processor("place")).isEmpty();
            assertThat(set.errorHandler("trading.place")).isEmpty();
            assertThat(set.brokerAdapter("place")).isEmpty();
        }

        @Test
        void gets_its_options_and_its_surroundings() {
            PluginJar.of("trading").contribute("""
                            add.options(List.of(LIMIT));
                            add.processor("place", context -> {
                                PluginProbe.note("limit " + context.options().get(LIMIT));
                                PluginProbe.note("vertx " + (context.vertx() == started));
                                return call -> null;
                            });
                            """).members("""
                            static final Option<Integer> LIMIT = Option.of("limit", OptionType.INTEGER, 1, "the limit");
                            static Vertx started;
                            @Override public Future<Void> start(PluginContext context) {
                                started = context.vertx();
                                PluginProbe.note("id " + context.id());
                                return Future.succeededFuture();
                            }
                            """).write(plugins);
            config = Map.of("trading", new PluginConfig("trading", Map.of("limit", 7)));
            open();

            set.processor("trading.place");

            assertThat(PluginProbe.notes()).containsExactly("id trading", "limit 7", "vertx true");
            assertThat(set.plugin("trading").orElseThrow().options())
                    .extracting("name")
                    .containsExactly("limit");
        }

        @Test
        void keeps_running_when_its_jar_leaves_the_drop_folder() throws Exception {
            Path jar = PluginJar.of("trading")
                    .contribute("add.processor(\"place\", () -> new Late());")
                    .members("""
                            static final class Late implements Processor {
                                public Future<Result> process(Invocation call) { return new Later().result(); }
                            }
                            static final class Later {
                                Future<Result> result() { return Result.done().future(); }
                            }
                            """)
                    .write(plugins);
            open();
            Files.write(jar, new byte[10]);
            Files.delete(jar);

            ProcessorComponent place = set.processor("trading.place").orElseThrow();

            assertThat(done(place.processor().process(null)).emits()).isEmpty();
            String sha256 = set.plugins().get(0).sha256();
            assertThat(folder.resolve("data/plugins").resolve(sha256 + ".jar")).exists();
            try (Stream<Path> files = Files.list(folder.resolve("data/plugins"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".jar")))
                        .hasSize(1);
            }
        }
    }

    @Nested
    class Class_loaders {

        @Test
        void are_apart_two_plugins_have_classes_of_one_name() throws Exception {
            for (String id : List.of("older", "newer")) {
                PluginJar.of(id)
                        .source(
                                "lib.Version",
                                "package lib; public class Version { public static String name() { return \"" + id
                                        + "\"; } }")
                        .contribute(
                                "add.processor(\"tell\", () -> call -> Result.done().emit(\"out\", lib.Version.name(), new"
                                        + " JsonObject()).future());")
                        .write(plugins);
            }
            open();

            assertThat(emittedType("older.tell")).isEqualTo("older");
            assertThat(emittedType("newer.tell")).isEqualTo("newer");
        }

        @Test
        void take_a_library_of_the_plugin_before_that_of_the_kernel() throws Exception {
            PluginJar.of("own")
                    .source(
                            "picocli.CommandLine",
                            "package picocli; public class CommandLine {"
                                    + " public static String whose() { return \"the plugin's\"; } }")
                    .contribute(
                            "add.processor(\"tell\", () -> call -> Result.done().emit(\"out\", picocli.CommandLine.whose(),"
                                    + " new JsonObject()).future());")
                    .write(plugins);
            open();

            assertThat(emittedType("own.tell")).isEqualTo("the plugin's");
        }

        @Test
        void share_what_kernel_and_plugins_talk_in_even_where_a_jar_bundles_it() {
            PluginJar.of("bundling")
                    .source(
                            "io.sidetrack.api.processor.Processor",
                            "package io.sidetrack.api.processor;"
                                    + " public interface Processor { io.vertx.core.Future<Result> process(Invocation call); }")
                    .contribute("add.processor(\"tell\", () -> call -> null);")
                    .write(plugins);
            open();

            assertThat(set.processor("bundling.tell")).isPresent();
        }

        @Test
        void hide_the_kernel() {
            PluginJar.of("nosy").contribute("""
                            try {
                                Class.forName("io.sidetrack.kernel.cli.Main");
                                PluginProbe.note("seen");
                            } catch (ClassNotFoundException e) {
                                PluginProbe.note(e.getMessage());
                            }
                            """).write(plugins);
            open();

            assertThat(PluginProbe.notes())
                    .containsExactly("io.sidetrack.kernel.cli.Main is the kernel's own, which plugins do not see");
        }

        @Test
        void show_a_plugin_the_classes_and_resources_of_those_it_depends_on() throws Exception {
            PluginJar.of("base")
                    .source(
                            "lib.Base",
                            "package lib; public class Base { public static String name() { return \"base\"; } }")
                    .entry("base.txt", "hello")
                    .write(plugins);
            PluginJar.of("above")
                    .property("plugin.dependencies", "base@>=1.0.0")
                    .contribute("""
                            add.processor("tell", () -> call -> {
                                try {
                                    String name = (String) Class.forName("lib.Base").getMethod("name").invoke(null);
                                    boolean found = ThePlugin.class.getClassLoader().getResource("base.txt") != null;
                                    return Result.done().emit("out", name + found, new JsonObject()).future();
                                } catch (ReflectiveOperationException e) {
                                    return Future.failedFuture(e);
                                }
                            });
                            """)
                    .write(plugins);
            open();

            assertThat(emittedType("above.tell")).isEqualTo("basetrue");
        }

        @Test
        void are_the_context_class_loader_wherever_plugin_code_is_called() {
            PluginJar.of("context").contribute("""
                            note("contribute");
                            add.processor("tell", () -> { note("factory"); return call -> null; });
                            """).members("""
                            public ThePlugin() { note("constructor"); }
                            @Override public Future<Void> start(PluginContext context) { note("start"); return super.start(context); }
                            @Override public Future<Void> close() { note("close"); return super.close(); }
                            private static void note(String where) {
                                boolean own = Thread.currentThread().getContextClassLoader() == ThePlugin.class.getClassLoader();
                                PluginProbe.note(where + " " + own);
                            }
                            """).write(plugins);
            open();
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            set.processor("context.tell");
            set.close();

            assertThat(PluginProbe.notes())
                    .containsExactly("constructor true", "contribute true", "start true", "factory true", "close true");
            assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        }
    }

    @Nested
    class Threads {

        @Test
        void carry_the_name_of_their_plugin() throws Exception {
            for (String id : List.of("one", "two")) {
                PluginJar.of(id)
                        .contribute("add.blockingProcessor(\"tell\", () -> call -> Result.done());")
                        .members("""
                                @Override public Future<Void> start(PluginContext context) {
                                    PluginProbe.note(context.id() + " on " + Thread.currentThread().getName());
                                    return context.vertx().executeBlocking(() -> {
                                        PluginProbe.note(context.id() + " on " + Thread.currentThread().getName());
                                        return null;
                                    });
                                }
                                """)
                        .write(plugins);
            }
            open();

            assertThat(PluginProbe.notes())
                    .hasSize(4)
                    .allMatch(note -> note.matches("(one|two) on \\1-(eventloop|worker)-\\d+"));
            CompletableFuture<String> blocking = new CompletableFuture<>();
            set.processor("one.tell")
                    .orElseThrow()
                    .pool()
                    .execute(() -> blocking.complete(Thread.currentThread().getName()));
            assertThat(blocking.get(10, TimeUnit.SECONDS)).startsWith("one-blocking-");
        }

        @Test
        void for_blocking_calls_are_its_own_on_every_jvm() throws Exception {
            PluginJar.of("modern")
                    .contribute("add.blockingProcessor(\"x\", () -> call -> null);")
                    .write(plugins);
            open();

            CompletableFuture<Thread> ran = new CompletableFuture<>();
            set.processor("modern.x").orElseThrow().pool().execute(() -> ran.complete(Thread.currentThread()));

            Thread thread = ran.get(10, TimeUnit.SECONDS);
            assertThat(thread.getThreadGroup().getName())
                    .as("virtual threads have this one")
                    .isNotEqualTo("VirtualThreads");
            assertThat(thread.isDaemon()).isTrue();
        }

        @Test
        void of_one_plugin_do_not_wait_for_those_of_another() throws Exception {
            for (String id : List.of("stuck", "well")) {
                PluginJar.of(id)
                        .contribute("add.processor(\"x\", () -> call -> null);")
                        .write(plugins);
            }
            open();
            var stuck = set.processor("stuck.x").orElseThrow().vertx();
            for (int i = 0; i < 8; i++) {
                stuck.runOnContext(nothing -> PluginProbe.waitAtGate());
            }

            CompletableFuture<String> answer = new CompletableFuture<>();
            set.processor("well.x").orElseThrow().vertx().runOnContext(nothing -> answer.complete("well"));

            assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("well");
        }

        @Test
        void end_with_their_plugin() throws Exception {
            PluginJar.of("shortlived")
                    .contribute("add.processor(\"x\", () -> call -> null);")
                    .write(plugins);
            open();
            assertThat(PluginThreadNames.running("shortlived")).isNotEmpty();

            set.close();

            assertThat(PluginThreadNames.left("shortlived")).isEmpty();
        }
    }

    @Nested
    class Several_plugins {

        @Test
        void start_after_those_they_need_and_stop_before_them() {
            logging("alpha", "beta, gamma");
            logging("beta", "gamma");
            logging("gamma", null);
            logging("omega", "missing?");
            open();
            set.close();

            assertThat(PluginProbe.notes())
                    .containsExactly(
                            "start gamma",
                            "start beta",
                            "start alpha",
                            "start omega",
                            "close omega",
                            "close alpha",
                            "close beta",
                            "close gamma");
            assertThat(set.plugins())
                    .extracting(PluginInfo::id, PluginInfo::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("alpha", "stopped"),
                            org.assertj.core.groups.Tuple.tuple("beta", "stopped"),
                            org.assertj.core.groups.Tuple.tuple("gamma", "stopped"),
                            org.assertj.core.groups.Tuple.tuple("omega", "stopped"));
        }

        @Test
        void give_no_component_once_they_are_closed() {
            PluginJar.of("trading")
                    .contribute("add.processor(\"x\", () -> call -> null); add.errorHandler(\"x\", () -> e -> null);")
                    .write(plugins);
            open();
            set.close();
            set.close();

            assertThat(set.processor("trading.x")).isEmpty();
            assertThat(set.errorHandler("trading.x")).isEmpty();
        }

        @Test
        void may_be_none_at_all() throws IOException {
            open();
            assertThat(set.plugins()).isEmpty();

            Files.createDirectories(plugins);
            Files.writeString(plugins.resolve("README.txt"), "drop jars here");
            open();
            assertThat(set.plugins()).isEmpty();
        }

        private void logging(String id, String dependencies) {
            PluginJar.of(id)
                    .property("plugin.dependencies", dependencies)
                    .members("""
                            @Override public Future<Void> start(PluginContext context) {
                                PluginProbe.note("start " + context.id());
                                return context.vertx().timer(5).mapEmpty();
                            }
                            @Override public Future<Void> close() {
                                PluginProbe.note("close %s");
                                return Future.succeededFuture();
                            }
                            """.formatted(id))
                    .write(plugins);
        }
    }

    private void open() {
        set = PluginSet.open(new PluginSettings(
                plugins,
                folder.resolve("data/plugins"),
                "0.1.0-SNAPSHOT",
                config,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10)));
        assertThat(set.plugins()).allSatisfy(info -> assertThat(info.problem()).isNull());
    }

    private String emittedType(String reference) throws Exception {
        return done(set.processor(reference).orElseThrow().processor().process(null))
                .emits()
                .get(0)
                .type();
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
