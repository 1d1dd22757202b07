package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are copied over those that run, and taken away, while events flow through the embedded broker. */
@Timeout(1_800)
class PluginReplacementIT {
    private static final int REPLACEMENTS = Integer.getInteger("sidetrack.it.replacements", 20);
    private static final int KILLS = 3;
    private static final int KEYS = 40;
    private static final int BATCH = 100;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String CONFIG = """
            http: {port: 0}
            channels: {in: {}, out: {}}
            subscriptions:
              count: {processor: desk.count, from: [in], to: {out: out}, retry: {attempts: 1}}
            """;
    private static final String SOURCE = """
            import io.sidetrack.api.*;
            import io.sidetrack.api.processor.*;
            import io.vertx.core.json.JsonObject;
            public final class Desk extends SidetrackPlugin {
              @Override public void contribute(Contributions add) {
                add.processor("count", () -> call -> {
                  int count = call.stateJson().getInteger("count", 0) + 1;
                  return Result.done()
                      .state(new JsonObject().put("count", count))
                      .emit("out", "counted", new JsonObject()
                          .put("key", call.key()).put("n", call.json().getInteger("n")).put("count", count))
                      .future();
                });
              }
            }
            """;

    @TempDir
    private Path folder;

    private final AtomicInteger sent = new AtomicInteger();

    @Test
    void a_plugin_is_replaced_again_and_again_under_load_and_nothing_is_lost_repeated_or_out_of_order()
            throws Exception {
        Installation installation = Installation.in(folder).plugin(jar(0)).config(CONFIG);
        try (SidetrackProcess node = installation.run();
                HealthWatch health = HealthWatch.of(node)) {
            Rest rest = node.rest();
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                while (!enough.get()) {
                    publish(rest);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            for (int i = 1; i <= REPLACEMENTS; i++) {
                int version = i;
                installation.replacePlugin(jar(i));
                node.await("running version " + i, 60, () -> version(rest).equals("1." + version + ".0"));
            }
            enough.set(true);
            load.get(60, TimeUnit.SECONDS);

            node.await("done with everything", 120, () -> isDone(rest));
            assertCounted(rest);
            health.assertAnswered();
            ReplacementPauses pauses = ReplacementPauses.of(rest);
            assertThat(pauses.millis()).hasSize(REPLACEMENTS);
            System.out.println(sent + " events, " + REPLACEMENTS + " replacements; " + pauses);
        }
    }

    @Test
    void a_node_that_is_killed_in_the_middle_of_a_replacement_goes_on_with_one_of_the_two() throws Exception {
        Random random = new Random(20_261_128);
        Installation installation = Installation.in(folder).plugin(jar(0)).config(CONFIG);
        for (int i = 1; i <= KILLS; i++) {
            try (SidetrackProcess node = installation.run()) {
                Rest rest = node.rest();
                for (int j = 0; j < 20; j++) {
                    publish(rest);
                }
                installation.replacePlugin(jar(i));
                TimeUnit.MILLISECONDS.sleep(600 + random.nextInt(1_200)); // the moment of the kill
                node.kill9();
            }
        }
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            node.await("done with everything", 120, () -> isDone(rest));
            assertThat(version(rest)).isEqualTo("1." + KILLS + ".0");
            assertCounted(rest);
        }
    }

    @Test
    void a_jar_that_is_taken_away_leaves_its_events_waiting_until_it_is_back() {
        Installation installation = Installation.in(folder).plugin(jar(0)).config(CONFIG);
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            publish(rest);
            installation.removePlugin("desk.jar");
            node.await("without the plugin", 30, () -> state(rest).equals("processor-missing"));
            publish(rest);
            assertThat(rest.get("/api/v1/plugins").expect(200).json().at("/items"))
                    .isEmpty();

            installation.replacePlugin(jar(1));
            node.await("done with everything", 60, () -> isDone(rest));
            assertCounted(rest);
        }
    }

    @Test
    void people_install_roll_back_stop_start_and_remove_it_by_command() throws Exception {
        Installation installation = Installation.in(folder).config(CONFIG);
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            publish(rest);
            assertThat(plugin(installation, "install", jar(1).toString())).isEqualTo("Plugin desk 1.1.0 is started.");
            node.await("done with the first", 30, () -> isDone(rest));
            assertThat(plugin(installation, "install", jar(2).toString())).isEqualTo("Plugin desk 1.2.0 is started.");
            assertThat(plugin(installation, "rollback", "desk")).isEqualTo("Plugin desk 1.1.0 is started.");
            assertThat(plugin(installation, "stop", "desk")).isEqualTo("Plugin desk 1.1.0 is stopped.");
            assertThat(state(rest)).isEqualTo("processor-missing");
            publish(rest);
            Installation.Finished wrong = installation.command("plugin", "reload", "desk");
            assertThat(wrong.exit()).isEqualTo(1);
            assertThat(wrong.err()).contains("plugin 'desk' is stopped; start it");
            assertThat(plugin(installation, "start", "desk")).isEqualTo("Plugin desk 1.1.0 is started.");
            node.await("done with everything", 30, () -> isDone(rest));
            assertCounted(rest);
            assertThat(plugin(installation, "remove", "desk")).isEqualTo("Plugin desk is stopped and its jar is gone.");
            assertThat(installation.home().resolve("plugins/desk.jar")).doesNotExist();
        }
    }

    private static String plugin(Installation installation, String... command) throws InterruptedException {
        String[] line = Stream.concat(Stream.of("plugin"), Stream.of(command)).toArray(String[]::new);
        Installation.Finished finished = installation.command(line);
        assertThat(finished.exit()).as(finished.err()).isZero();
        return finished.out().strip();
    }

    private Path jar(int version) {
        return PluginJar.of(folder, "desk", "1." + version + ".0", "Desk", SOURCE);
    }

    private void publish(Rest rest) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < BATCH; i++) {
            int n = sent.getAndIncrement();
            batch.append(i == 0 ? "" : ",")
                    .append("{\"specversion\": \"1.0\", \"id\": \"e")
                    .append(n)
                    .append("\", \"source\": \"/tests\", \"type\": \"t\", \"partitionkey\": \"k")
                    .append(n % KEYS)
                    .append("\", \"data\": {\"n\": ")
                    .append(n)
                    .append("}}");
        }
        rest.publishBatch("in", batch.append("]").toString()).expect(202);
    }

    private static String version(Rest rest) {
        return rest.get("/api/v1/plugins")
                .expect(200)
                .json()
                .at("/items/0/version")
                .asText();
    }

    private static String state(Rest rest) {
        return rest.get("/api/v1/subscriptions/count")
                .expect(200)
                .json()
                .at("/state")
                .asText();
    }

    private boolean isDone(Rest rest) {
        JsonNode count = rest.get("/api/v1/subscriptions/count").expect(200).json();
        return count.at("/state").asText().equals("running")
                && count.at("/lag").asLong(-1) == 0
                && rest.get("/api/v1/channels/out")
                                .expect(200)
                                .json()
                                .at("/last")
                                .asInt()
                        >= sent.get();
    }

    /** Each key has its events once, in order, and its state has counted each of them. */
    private void assertCounted(Rest rest) {
        Map<String, Integer> counts = new TreeMap<>();
        String path = "/api/v1/channels/out/events?limit=500";
        JsonNode page = rest.get(path).expect(200).json();
        while (!page.at("/items").isEmpty()) {
            for (JsonNode item : page.at("/items")) {
                JsonNode out = item.at("/event/data");
                String key = out.at("/key").asText();
                int count = counts.merge(key, 1, Integer::sum);
                assertThat(out.at("/count").asInt()).as("count of %s", out).isEqualTo(count);
                assertThat(out.at("/n").asInt())
                        .as("order of %s", out)
                        .isEqualTo((count - 1) * KEYS + Integer.parseInt(key.substring(1)));
            }
            page = rest.get(path + "&cursor=" + page.at("/next").asText())
                    .expect(200)
                    .json();
        }
        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum())
                .as("events that came out")
                .isEqualTo(sent.get());
    }
}
