package io.sidetrack.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.api.Health;
import io.sidetrack.api.Health.Status;
import io.sidetrack.pluginprobe.PluginProbe;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How plugins are, as they say themselves. */
class ReportedHealthTest {
    @TempDir
    private Path folder;

    private PluginSet set;

    @BeforeEach
    void setUp() {
        PluginProbe.reset();
    }

    @AfterEach
    void tearDown() {
        PluginProbe.openGate();
        set.close();
    }

    @Test
    void is_what_they_answer_on_their_own_event_loop() {
        open("PluginProbe.note(Thread.currentThread().getName());"
                + "return Future.succeededFuture(Health.down(\"the line is cut\"));");

        assertThat(health()).isEqualTo(Health.down("the line is cut"));
        assertThat(PluginProbe.notes()).singleElement().asString().startsWith("desk-eventloop");
    }

    @Test
    void is_unknown_where_they_do_not_say() {
        set = PluginSet.open(PluginSettings.of(
                PluginJar.of("desk").write(folder).getParent(), folder.resolve("copies"), "0.1.0", Map.of()));

        assertThat(health()).isEqualTo(Health.unknown());
    }

    @Test
    void is_down_where_they_throw_fail_or_answer_nothing() {
        open("""
                PluginProbe.note("asked");
                switch (PluginProbe.notes().size()) {
                    case 1: throw new IllegalStateException("sad");
                    case 2: return Future.failedFuture("sadder");
                    case 3: return null;
                    default: return Future.succeededFuture(null);
                }
                """);

        assertThat(health()).isEqualTo(Health.down("health() failed: java.lang.IllegalStateException: sad"));
        assertThat(health().detail()).contains("sadder");
        assertThat(health().detail()).contains("health() returned null");
        assertThat(health().detail()).contains("health() answered null");
    }

    @Test
    void is_down_while_they_do_not_answer_and_they_are_not_asked_again_before_they_have() {
        open("""
                PluginProbe.note("asked");
                Promise<Health> answer = Promise.promise();
                new Thread(() -> {
                    PluginProbe.waitAtGate();
                    answer.complete(Health.up("again"));
                }).start();
                return answer.future();
                """);

        assertThat(health().detail()).contains("did not answer within 1 s");
        assertThat(health().status()).isEqualTo(Status.DOWN);
        assertThat(PluginProbe.notes()).containsExactly("asked");
        PluginProbe.openGate();
        while (health().status() != Status.UP) {
            Thread.onSpinWait();
        }
    }

    private void open(String health) {
        PluginJar.of("desk")
                .members("@Override public Future<Health> health() {" + health + "}")
                .write(folder.resolve("plugins"));
        set = PluginSet.open(PluginSettings.of(folder.resolve("plugins"), folder.resolve("copies"), "0.1.0", Map.of()));
    }

    private Health health() {
        return set.plugin("desk").orElseThrow().health();
    }
}
