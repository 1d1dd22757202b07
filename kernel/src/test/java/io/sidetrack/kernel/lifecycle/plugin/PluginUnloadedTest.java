package io.sidetrack.kernel.lifecycle.plugin;

import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.await;
import static io.sidetrack.kernel.lifecycle.plugin.LivingNode.until;

import io.sidetrack.kernel.plugin.Components.ProcessorComponent;
import io.sidetrack.kernel.plugin.PluginJar;
import io.sidetrack.pluginprobe.AdapterProbe;
import io.sidetrack.pluginprobe.PluginProbe;
import io.sidetrack.testkit.broker.MemoryLogBroker;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in a node holds the classes of a plugin that has been at work and is gone. */
@Timeout(120)
class PluginUnloadedTest {
    private static final int RELOADS = 3;
    private static final String CONFIG = """
            brokers: {main: {adapter: post}}
            channels: {in: {broker: main, address: in}, damaged: {}, heavy: {}, out: {}}
            subscriptions:
              count: {processor: desk.count, from: [in], to: {out: out}, retry: {attempts: 1}}
              fail: {processor: desk.fail, from: [damaged], to: {out: out}, retry: {attempts: 1}, on-error: [desk.mend]}
              lift: {processor: desk.lift, from: [heavy], to: {out: out}, retry: {attempts: 1}}
            """;

    @TempDir
    private Path folder;

    private final List<WeakReference<ClassLoader>> before = new ArrayList<>();
    private LivingNode node;
    private int round;

    @BeforeEach
    void setUp() throws IOException {
        PluginProbe.reset();
        AdapterProbe.set(MemoryLogBroker.creating(2).adapter());
        Files.createDirectories(LivingNode.dropFolder(folder));
        desk().write(LivingNode.dropFolder(folder));
        node = LivingNode.start(folder, CONFIG, Duration.ofSeconds(10));
    }

    @AfterEach
    void tearDown() {
        node.close();
    }

    @Test
    void after_events_were_done_failed_repaired_left_to_a_person_and_emitted() throws Exception {
        for (int i = 0; i < RELOADS; i++) {
            work();
            await(node.life().reload("desk", "ann"));
        }
        assertGone();
        work();

        await(node.life().stop("desk", "ann"));

        assertGone();
    }

    @Test
    void after_its_jar_was_taken_away() throws Exception {
        work();

        Files.delete(node.drop().resolve("desk.jar"));

        until("gone from the list", () -> node.plugins().plugins().isEmpty());
        assertGone();
    }

    private void work() {
        ProcessorComponent component = node.plugins().processor("desk.count").orElseThrow();
        before.add(new WeakReference<>(component.loader()));
        int now = ++round;
        node.awaitState("count", "running");
        node.publish("in", "c" + now, "k", new JsonObject().put("n", now));
        node.publish("damaged", "mended" + now, "a" + now, new JsonObject().put("mend", true));
        node.publish("damaged", "left" + now, "b" + now, new JsonObject());
        node.publish("heavy", "h" + now, "k", new JsonObject());
        until("all done", () -> node.in("out").size() == 3 * now);
        until("left to a person", () -> node.errors().size() == 2 * now);
    }

    private void assertGone() {
        until("collected", () -> {
            System.gc();
            return before.stream().allMatch(loader -> loader.refersTo(null));
        });
    }

    private static PluginJar desk() {
        return PluginJar.of("desk").contribute("""
                        add.processor("count", () -> call -> Result.done()
                                .state(new JsonObject().put("n", call.json().getInteger("n")))
                                .emit("out", "counted", JsonObject.mapFrom(new Counted()))
                                .future());
                        add.processor("fail", () -> call -> {
                            if (call.json().getBoolean("mended", false)) {
                                return Result.done().emit("out", "mended", new JsonObject()).future();
                            }
                            throw new Damaged();
                        });
                        add.blockingProcessor("lift", () -> call -> {
                            HELD.set(new Counted());
                            return Result.done().emit("out", "lifted", new JsonObject());
                        });
                        add.errorHandler("mend", () -> errored -> errored.json().getBoolean("mend", false)
                                ? Decision.repair(errored.json().put("mended", true), "mended").future()
                                : Future.failedFuture(new Damaged()));
                        add.brokerAdapter("post", List.of(), Post::new);
                        """).members("""
                        static final ThreadLocal<Object> HELD = new ThreadLocal<>();
                        public static final class Counted { public int count = 1; }
                        static final class Damaged extends RuntimeException {
                            Damaged() { super("damaged", new IllegalStateException("inside")); }
                        }
                        static final class Post implements BrokerAdapter {
                            private final BrokerAdapter real = io.sidetrack.pluginprobe.AdapterProbe.get();
                            @Override public Capabilities capabilities() { return real.capabilities(); }
                            @Override public Future<BrokerConnection> connect(ConnectionContext context) { return real.connect(context); }
                        }
                        """);
    }
}
