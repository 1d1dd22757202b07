package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.kernel.plugin.release.HeldClasses;
import io.sidetrack.pluginprobe.PluginProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the classes of a plugin that does not run any more. */
class UnloadingTest {
    private static final int RELOADS = 50;
    private static final int COLLECTIONS = 20;

    @TempDir
    Path folder;

    private final List<WeakReference<ClassLoader>> before = new ArrayList<>();
    private Path plugins;
    private PluginSet set;

    @BeforeEach
    void setUp() throws IOException {
        plugins = Files.createDirectories(folder.resolve("plugins"));
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        PluginProbe.openGate();
        set.close();
    }

    @Nested
    class A_well_behaved_plugin {
        @Test
        void is_gone_after_each_of_fifty_reloads_and_leaves_no_class() throws Exception {
            wellBehaved().write(plugins);
            open();
            reload("desk", 10);
            collectUntil("gone", () -> loadersLeft() == 0);
            int after10 = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();

            reload("desk", RELOADS - 10);

            collectUntil("gone", () -> loadersLeft() == 0);
            assertThat(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount())
                    .as("classes after 50 reloads, and %s after 10", after10)
                    .isLessThan(after10 + RELOADS);
            assertThat(held("desk")).isEmpty();
        }

        @Test
        void that_is_stopped_leaves_what_it_has_told_and_no_class() throws Exception {
            wellBehaved().write(plugins);
            open();
            use("desk");

            take(set.asked().stop("desk"));

            collectUntil("gone", () -> loadersLeft() == 0);
            assertThat(set.plugins()).singleElement().satisfies(info -> {
                assertThat(info.state()).isEqualTo("stopped");
                assertThat(info.processors()).containsExactly("say");
                assertThat(info.brokerAdapters()).containsExactly("post");
            });
            Option<?> mood = set.plugin("desk").orElseThrow().options().get(1).declared();
            assertThat(mood.type().choices()).containsExactly("so-so", "good");
            assertThat(mood.writtenDefault()).isEqualTo("so-so");
            assertThat(mood.type().parse("good")).isEqualTo("good");
            assertThat(mood.type().parse("bad")).isNull();
        }

        @Test
        void that_needs_another_one_goes_with_it() throws Exception {
            wellBehaved().write(plugins);
            PluginJar.of("above")
                    .property("plugin.dependencies", "desk")
                    .contribute("add.processor(\"say\", () -> call -> Result.done().future());")
                    .write(plugins);
            open();
            use("above");

            reload("desk", 1);

            collectUntil("gone", () -> loadersLeft() == 0);
        }

        @Test
        void that_does_not_start_in_another_version_is_gone_in_that_one() throws Exception {
            wellBehaved().write(plugins);
            open();
            PluginJar.of("desk").version("2.0.0").members("""
                            @Override public Future<Void> start(PluginContext context) {
                                PluginProbe.remember(this);
                                return Future.failedFuture(new NotToday());
                            }
                            static final class NotToday extends RuntimeException {}
                            """).write(plugins);
            set.pending();
            PluginStep step = set.pending().orElseThrow();

            assertThatThrownBy(() -> set.prepare(step))
                    .isInstanceOf(PluginFailure.class)
                    .hasMessageContaining("NotToday");
            set.refuse(step, "it fails");

            assertThat(PluginProbe.isHeld()).isTrue();
            collectUntil("gone", () -> !PluginProbe.isHeld());
            assertThat(set.plugins().get(0).version()).isEqualTo("1.0.0");
        }
    }

    @Nested
    class What_a_plugin_leaves_behind {
        @Test
        void is_let_go_of_where_the_jvm_permits() throws Exception {
            PluginJar.of("untidy")
                    .contribute("add.processor(\"say\", () -> call -> Result.done().future());")
                    .members("""
                            @Override public Future<Void> start(PluginContext context) {
                                try {
                                    java.sql.DriverManager.registerDriver(new Driver());
                                    java.lang.management.ManagementFactory.getPlatformMBeanServer()
                                            .registerMBean(new Meter(), new javax.management.ObjectName("untidy:type=Meter"));
                                } catch (Exception e) {
                                    return Future.failedFuture(e);
                                }
                                java.security.Security.addProvider(new Provider());
                                Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
                                ResourceBundle.getBundle("words", Locale.ROOT, ThePlugin.class.getClassLoader());
                                new JsonObject().put("text", "a").mapTo(Word.class);
                                JsonObject.mapFrom(new Word());
                                return super.start(context);
                            }
                            public static final class Word { public String text = "b"; }
                            public interface MeterMBean { int getCount(); }
                            public static final class Meter implements MeterMBean { public int getCount() { return 1; } }
                            static final class Provider extends java.security.Provider {
                                Provider() { super("Untidy", "1.0", "nothing"); }
                            }
                            static final class Driver implements java.sql.Driver {
                                public java.sql.Connection connect(String url, Properties info) { return null; }
                                public boolean acceptsURL(String url) { return false; }
                                public java.sql.DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
                                    return new java.sql.DriverPropertyInfo[0];
                                }
                                public int getMajorVersion() { return 1; }
                                public int getMinorVersion() { return 0; }
                                public boolean jdbcCompliant() { return false; }
                                public java.util.logging.Logger getParentLogger() { return null; }
                            }
                            """)
                    .entry("words.properties", "a=b")
                    .write(plugins);
            open();
            use("untidy");

            take(set.asked().stop("untidy"));

            assertThat(Security.getProvider("Untidy")).isNull();
            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isNull();
            assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName("untidy:type=Meter")))
                    .isFalse();
            collectUntil("gone", () -> loadersLeft() == 0);
        }

        @Test
        void in_the_thread_that_makes_its_components_goes_with_that_thread() throws Exception {
            PluginJar.of("untidy")
                    .contribute("add.processor(\"say\", () -> { KEPT.set(new ThePlugin()); return call -> null; });")
                    .members("static final ThreadLocal<Object> KEPT = new ThreadLocal<>();")
                    .write(plugins);
            open();
            use("untidy");

            take(set.asked().stop("untidy"));

            collectUntil("gone", () -> loadersLeft() == 0);
        }
    }

    @Nested
    class A_plugin_that_is_held {
        @Test
        void by_a_thread_of_its_own_making_is_told_with_that_thread_until_it_ends() throws Exception {
            PluginJar.of("nasty").contribute("""
                            EXECUTOR.execute(() -> {});
                            add.processor("say", () -> call -> null);
                            """).members("""
                            static final java.util.concurrent.ThreadPoolExecutor EXECUTOR =
                                    (java.util.concurrent.ThreadPoolExecutor) java.util.concurrent.Executors.newFixedThreadPool(
                                            1, task -> new Thread(task, "nasty-poller"));
                            """).write(plugins);
            open();
            use("nasty");

            take(set.asked().stop("nasty"));

            collectUntil("held", () -> !held("nasty").isEmpty());
            assertThat(held("nasty")).singleElement().satisfies(one -> {
                assertThat(one.version()).isEqualTo("1.0.0");
                assertThat(one.sha256()).isEqualTo(set.plugins().get(0).sha256());
                assertThat(one.holders()).containsExactly("thread 'nasty-poller', whose context class loader it is");
            });
            assertThat(loadersLeft()).isEqualTo(1);

            end("nasty-poller");
            collectUntil("gone", () -> held("nasty").isEmpty());
        }

        @Test
        void by_a_thread_that_is_in_its_code_is_told_with_that_code() throws Exception {
            PluginJar.of("nasty")
                    .contribute("""
                            Thread thread = new Thread(ThePlugin::poll, "nasty-poller");
                            thread.setContextClassLoader(null);
                            thread.start();
                            add.processor("say", () -> call -> null);
                            """)
                    .members("static void poll() { PluginProbe.waitAtGate(); }")
                    .write(plugins);
            open();
            use("nasty");

            take(set.asked().stop("nasty"));

            collectUntil("held", () -> !held("nasty").isEmpty());
            assertThat(held("nasty").get(0).holders())
                    .containsExactly("thread 'nasty-poller', which is in test.nasty.ThePlugin.poll");

            PluginProbe.openGate();
            collectUntil("gone", () -> held("nasty").isEmpty());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Runtime.getRuntime().addShutdownHook(HOOK);",
                    "PluginProbe.onThreadOfOthers(() -> KEPT.set(HOOK));"
                })
        void by_what_nobody_can_see_is_told_with_what_it_may_be(String nastiness) throws Exception {
            PluginJar.of("nasty")
                    .contribute(nastiness + " add.processor(\"say\", () -> call -> null);")
                    .members("""
                            static final class Hook extends Thread {}
                            static final Hook HOOK = new Hook();
                            static final ThreadLocal<Object> KEPT = new ThreadLocal<>();
                            """)
                    .write(plugins);
            open();
            use("nasty");

            take(set.asked().stop("nasty"));

            collectUntil("held", () -> !held("nasty").isEmpty());
            assertThat(held("nasty").get(0).holders())
                    .singleElement()
                    .asString()
                    .contains("nothing that can be seen", "ThreadLocal", "shutdown hook");
        }

        @Test
        void holds_those_that_it_needed() throws Exception {
            wellBehaved().write(plugins);
            PluginJar.of("nasty")
                    .property("plugin.dependencies", "desk")
                    .contribute("""
                            new Thread(PluginProbe::waitAtGate, "nasty-waits").start();
                            add.processor("say", () -> call -> null);
                            """)
                    .write(plugins);
            open();

            take(set.asked().stop("nasty"));
            take(set.asked().stop("desk"));

            collectUntil("held", () -> !held("desk").isEmpty());
            assertThat(held("desk").get(0).holders())
                    .containsExactly(
                            "the classes of plugin 'nasty' in version 1.0.0, which needed it and are not gone either");
        }
    }

    private static PluginJar wellBehaved() {
        return PluginJar.of("desk").contribute("""
                        add.options(List.of(
                                Option.of("name", OptionType.STRING, "x", "a name"),
                                Option.of("mood", OptionType.oneOf(Mood.class), Mood.SO_SO, "a mood")));
                        add.processor("say", () -> call -> Result.done().future());
                        add.errorHandler("fix", () -> errored -> Decision.leave("no").future());
                        add.brokerAdapter("post", List.of(Option.optional("mood", OptionType.oneOf(Mood.class), "a mood")),
                                () -> null);
                        """).members("""
                        enum Mood { SO_SO, GOOD }
                        @Override public Future<Void> start(PluginContext context) {
                            context.vertx().setPeriodic(1_000, id -> {});
                            context.vertx().eventBus().consumer("desk", message -> {});
                            return context.vertx().executeBlocking(() -> {
                                LEFT.set(new ThePlugin());
                                return null;
                            }).mapEmpty();
                        }
                        static final ThreadLocal<Object> LEFT = new ThreadLocal<>();
                        """);
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

    private void reload(String id, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            use(id);
            take(set.asked().reload(id));
        }
    }

    /** As a subscription does; its class loader is remembered as one that is to go. */
    private void use(String id) throws Exception {
        Components.ProcessorComponent component = set.processor(id + ".say").orElseThrow();
        before.add(new WeakReference<>(component.loader()));
        Processor processor = component.processor();
        if (id.equals("desk")) {
            assertThat(set.errorHandler("desk.fix")).isPresent();
        }
        component
                .vertx()
                .executeBlocking(() -> processor.process(null))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void take(PluginStep step) throws PluginFailure {
        PluginChange change = set.prepare(step);
        change.apply();
        change.finish();
        set.done(step);
    }

    private List<HeldClasses> held(String id) {
        return set.plugin(id).orElseThrow().held();
    }

    private long loadersLeft() {
        return before.stream().filter(loader -> !loader.refersTo(null)).count();
    }

    private void collectUntil(String what, BooleanSupplier condition) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            set.pending();
            if (condition.getAsBoolean()) {
                return;
            }
        }
        fail(
                "after %s collections not %s: %s loaders left, held: %s",
                COLLECTIONS,
                what,
                loadersLeft(),
                set.plugins().stream().map(info -> info.id() + held(info.id())).toList());
    }

    /** Ends a thread of a pool as its owner would have. */
    private static void end(String name) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(name)) {
                shutDown(thread);
                thread.join(10_000);
            }
        }
    }

    private static void shutDown(Thread thread) {
        try {
            Class<?> plugin = Class.forName("test.nasty.ThePlugin", true, thread.getContextClassLoader());
            java.lang.reflect.Field executor = plugin.getDeclaredField("EXECUTOR");
            executor.setAccessible(true);
            ((java.util.concurrent.ExecutorService) executor.get(null)).shutdownNow();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
