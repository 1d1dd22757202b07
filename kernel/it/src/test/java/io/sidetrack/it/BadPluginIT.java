package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that does what a plugin must not: it costs itself, and its events are set aside with the cause. */
@Timeout(120)
class BadPluginIT {
    private static final String SOURCE = """
            import io.sidetrack.api.*;
            import io.sidetrack.api.processor.*;
            import io.vertx.core.*;
            public final class Bad extends SidetrackPlugin {
              @Override public void contribute(Contributions add) {
                add.processor("throws", () -> call -> { throw new IllegalStateException("out of order"); });
                add.processor("throws-error", () -> call -> { throw new StackOverflowError("too deep"); });
                add.processor("returns-null", () -> call -> null);
                add.processor("never-ends", () -> call -> Promise.<Result>promise().future());
                add.processor("exits", () -> call -> { System.exit(1); return null; });
                add.processor("halts", () -> call -> { halt(Runtime.getRuntime()::halt); return null; });
                add.processor("reflects", () -> call -> {
                  try {
                    Runtime.class.getMethod("halt", int.class).invoke(Runtime.getRuntime(), 7);
                  } catch (ReflectiveOperationException e) { throw new IllegalStateException(e); }
                  return null;
                });
                add.processor("floods-log", () -> call -> {
                  for (int i = 0; i < 50_000; i++) { LOG.warn("a line of the flood"); }
                  throw new IllegalStateException("flooded");
                });
                add.processor("leaks-timers", () -> call -> {
                  for (int i = 0; i < 500; i++) { Vertx.currentContext().owner().setPeriodic(1, id -> { }); }
                  throw new IllegalStateException("leaked");
                });
                add.processor("spawns", () -> call -> {
                  for (int i = 0; i < 1_100; i++) {
                    Thread thread = new Thread(() -> { while (true) { block(); } });
                    thread.setDaemon(true);
                    thread.start();
                  }
                  throw new IllegalStateException("spawned");
                });
                add.processor("blocks", () -> call -> { while (true) { block(); } });
                add.blockingProcessor("blocks-pool", () -> call -> {
                  System.out.println("began " + call.key() + ".");
                  while (true) { block(); }
                });
              }
              private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("bad");
              private static void halt(java.util.function.IntConsumer how) { how.accept(1); }
              private static void block() {
                try { Thread.sleep(1000); } catch (InterruptedException e) { }
              }
            }
            """;
    private static final List<String> PROCESSORS = List.of(
            "throws",
            "throws-error",
            "returns-null",
            "never-ends",
            "exits",
            "halts",
            "floods-log",
            "leaks-timers",
            "blocks",
            "blocks-pool");
    /** Plugins that go past one budget each. */
    private static final Map<String, String> BEYOND =
            Map.of("spawner", "spawns", "looper", "blocks", "pooler", "blocks-pool");

    private static final int BLOCKING = 40; // more than it ever gets
    private static final int POOL = 80; // more than threads for blocking calls

    @TempDir
    private Path folder;

    @Test
    void its_events_are_set_aside_with_the_cause_while_others_go_on() {
        Installation installation =
                Installation.in(folder).withSamplePlugins().plugin(jar()).config(config());
        try (SidetrackProcess node = installation.run();
                HealthWatch health = HealthWatch.of(node)) {
            Rest rest = node.rest();
            PROCESSORS.forEach(processor ->
                    rest.publish("to-" + processor, event(processor, 0)).expect(202));
            for (int i = 0; i < 20; i++) {
                rest.publish("trades", trade(i)).expect(202);
            }

            node.await("done with the trades", 20, () -> booked(rest) == 20);
            node.await("done with the bad ones", 20, () -> causes(rest).size() == PROCESSORS.size());
            Map<String, String> causes = causes(rest);
            assertThat(causes.get("throws")).contains("open", "out of order");
            assertThat(causes.get("throws-error")).contains("open", "too deep");
            assertThat(causes.get("returns-null")).contains("open", "returned null");
            assertThat(causes.get("never-ends")).contains("indeterminate", "not known");
            assertThat(causes.get("exits")).contains("open", "System.exit(1) in Bad.");
            assertThat(causes.get("halts")).contains("open", "Runtime.halt(1) in Bad.halt");
            assertThat(causes.get("floods-log")).contains("open", "flooded");
            assertThat(causes.get("leaks-timers")).contains("open", "leaked");
            assertThat(causes.get("blocks")).contains("indeterminate", "blocked its event loop");
            assertThat(causes.get("blocks-pool")).contains("indeterminate", "not known");

            node.await("telling of the flood", 10, () -> node.log().contains("plugin bad floods its log"));
            assertThat(node.log().lines().filter(line -> line.contains("a line of the flood")))
                    .hasSizeLessThan(1_000);

            rest.publish("trades", trade(20)).expect(202);
            node.await("done with one more trade", 10, () -> booked(rest) == 21);
            assertThat(states(rest)).containsEntry("bad", "started");
            health.assertAnswered();
        }
    }

    @Test
    void one_that_goes_past_its_budget_is_quarantined_while_others_go_on() {
        Installation installation = Installation.in(folder).withSamplePlugins().config(budgets());
        BEYOND.keySet().forEach(id -> installation.plugin(PluginJar.of(folder, id, "Bad", SOURCE)));
        try (SidetrackProcess node = installation.run();
                HealthWatch health = HealthWatch.of(node)) {
            Rest rest = node.rest();
            rest.publish("to-spawns", event("spawns", 0)).expect(202);
            for (int i = 0; i < POOL; i++) {
                rest.publish("to-blocks-pool", event("blocks-pool", i)).expect(202);
            }
            for (int i = 0; i < BLOCKING; i++) {
                rest.publish("to-blocks", event("blocks", i)).expect(202);
            }
            for (int i = 0; i < 100; i++) {
                rest.publish("trades", trade(i)).expect(202);
            }

            node.await("done with the trades", 30, () -> booked(rest) == 100);
            node.await(
                    "done with what blocks its pool",
                    60,
                    () -> setAside(rest, "blocks-pool").size() == POOL);
            setAside(rest, "blocks-pool").forEach((key, cause) -> {
                assertThat(cause).contains("took longer than 500 ms");
                if (!node.log().contains("began " + key + ".")) {
                    assertThat(cause).as("never began, so had no effects").doesNotContain("indeterminate");
                }
            });
            node.await(
                    "done with what starts threads",
                    20,
                    () -> setAside(rest, "spawns").size() == 1);

            node.await(
                    "rid of them all",
                    100,
                    () -> states(rest).entrySet().stream()
                            .filter(state -> BEYOND.containsKey(state.getKey()))
                            .allMatch(state -> state.getValue().startsWith("quarantined")));
            assertThat(states(rest).get("spawner")).contains("its code has started 1", "'plugin start spawner'");
            assertThat(states(rest).get("looper")).contains("blocked every event loop it was given");
            assertThat(states(rest).get("pooler")).contains("all its 64 threads for blocking calls are held");
            assertThat(setAside(rest, "blocks").values())
                    .isNotEmpty()
                    .allSatisfy(cause -> assertThat(cause).contains("indeterminate", "blocked its event loop"));
            assertThat(subscription(rest, "blocks"))
                    .startsWith("processor-missing")
                    .contains("is quarantined");

            rest.publish("trades", trade(100)).expect(202);
            node.await("done with one more trade", 10, () -> booked(rest) == 101);
            health.assertAnswered();
        }
        try (SidetrackProcess again = installation.run()) {
            Rest rest = again.rest();
            assertThat(states(rest).get("spawner")).startsWith("quarantined: its code has started 1");

            rest.post("/api/v1/plugins/spawner/start", "{}").expect(200);

            assertThat(states(rest)).containsEntry("spawner", "started");
            assertThat(subscription(rest, "spawns")).startsWith("running");
        }
    }

    @Test
    void one_that_ends_the_node_again_and_again_is_quarantined_and_nothing_is_lost() {
        Installation installation =
                Installation.in(folder).withSamplePlugins().plugin(jar()).config(config(Map.of("reflects", "bad")));
        try (SidetrackProcess node = installation.run()) {
            node.rest().publish("trades", trade(0)).expect(202);
            node.await("done with the trade", 10, () -> booked(node.rest()) == 1);
            publishUnanswered(node.rest(), "to-reflects", event("reflects", 0));
            assertThat(node.awaitExit()).isEqualTo(7);
        }
        for (int i = 0; i < 2; i++) {
            try (SidetrackProcess node = installation.launch("run")) {
                assertThat(node.awaitExit()).isEqualTo(7);
            }
        }
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            assertThat(states(rest).get("bad"))
                    .startsWith(
                            "quarantined: the node has died 3 times in a row within an hour while this plugin was in a"
                                    + " call of the same event; its events wait where they are.");
            assertThat(subscription(rest, "reflects")).startsWith("processor-missing");
            assertThat(rest.get("/api/v1/channels/to-reflects/events?limit=10")
                            .expect(200)
                            .json()
                            .at("/items"))
                    .hasSize(1);

            rest.publish("trades", trade(1)).expect(202);
            node.await("done with one more trade", 10, () -> booked(rest) == 2);
        }
    }

    @Test
    void an_indeterminate_event_runs_again_only_when_a_person_confirms() {
        Installation installation = Installation.in(folder).plugin(jar()).config(config());
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            rest.publish("to-never-ends", event("never-ends", 0)).expect(202);
            node.await("done with it", 20, () -> causes(rest).size() == 1);
            JsonNode errored = rest.get("/api/v1/errors").json().at("/items/0");
            String path = "/api/v1/errors/" + errored.at("/id").asText();
            String etag = rest.get(path).expect(200).header("ETag");

            rest.post(path + "/resubmit", "{}", "If-Match", etag).expect(409);
            rest.post(path + "/resubmit", "{\"confirm\": true}", "If-Match", etag)
                    .expect(202);
        }
    }

    private static void publishUnanswered(Rest rest, String channel, String event) {
        try {
            rest.publish(channel, event);
        } catch (UncheckedIOException ignored) {
            // the event has ended the node before it could answer
        }
    }

    private static String config() {
        Map<String, String> uses = new TreeMap<>();
        PROCESSORS.forEach(processor -> uses.put(processor, "bad"));
        return config(uses);
    }

    private static String budgets() {
        Map<String, String> uses = new TreeMap<>();
        BEYOND.forEach((plugin, processor) -> uses.put(processor, plugin));
        return config(uses);
    }

    /** @param uses plugins by the processors that are used of them */
    private static String config(Map<String, String> uses) {
        StringBuilder yaml = new StringBuilder("http: {port: 0}\nchannels:\n  trades: {}\n  trades-placed: {}\n");
        uses.keySet()
                .forEach(processor -> yaml.append("  to-").append(processor).append(": {}\n"));
        yaml.append("subscriptions:\n");
        yaml.append("  place-trade: {processor: trading.place-trade, from: [trades], to: {placed: trades-placed}}\n");
        uses.forEach((processor, plugin) -> yaml.append("  " + processor + ": {processor: " + plugin + "." + processor
                + ", from: [to-" + processor + "], timeout: 500ms, grace: 500ms, retry: {attempts: 1}}\n"));
        return yaml.toString();
    }

    private static String event(String processor, int number) {
        return """
                {"specversion": "1.0", "id": "%s-%d", "source": "/tests", "type": "t", "partitionkey": "k%d", "data": {}}""".formatted(processor, number, number);
    }

    private static String trade(int number) {
        return "{\"specversion\": \"1.0\", \"id\": \"t" + number + "\", \"source\": \"/tests\", \"type\": \"trade\","
                + " \"partitionkey\": \"A\", \"data\": {\"account\": \"A\", \"side\": \"BUY\", \"symbol\": \"ACME\","
                + " \"shares\": \"1\"}}";
    }

    private static int booked(Rest rest) {
        return rest.get("/api/v1/channels/trades-placed/events?limit=200")
                .expect(200)
                .json()
                .at("/items")
                .size();
    }

    /** State of each plugin, with the problem where it has one. */
    private static Map<String, String> states(Rest rest) {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode item : rest.get("/api/v1/plugins").expect(200).json().at("/items")) {
            String problem = item.at("/problem").asText("");
            states.put(
                    item.at("/id").asText(),
                    item.at("/state").asText() + (problem.isEmpty() || problem.equals("null") ? "" : ": " + problem));
        }
        return states;
    }

    /** State and detail of a subscription. */
    private static String subscription(Rest rest, String name) {
        for (JsonNode item :
                rest.get("/api/v1/subscriptions").expect(200).json().at("/items")) {
            if (item.at("/name").asText().equals(name)) {
                return item.at("/state").asText() + ": " + item.at("/detail").asText();
            }
        }
        return "none";
    }

    /** Status and cause of what is set aside, by subscription. */
    private static Map<String, String> causes(Rest rest) {
        Map<String, String> causes = new TreeMap<>();
        for (JsonNode item : rest.get("/api/v1/errors").expect(200).json().at("/items")) {
            causes.put(item.at("/subscription").asText(), statusAndCause(item));
        }
        return causes;
    }

    /** Status and cause of what is set aside of a subscription, by key. */
    private static Map<String, String> setAside(Rest rest, String subscription) {
        Map<String, String> causes = new TreeMap<>();
        for (JsonNode item : rest.get("/api/v1/errors?limit=200&subscription=" + subscription)
                .expect(200)
                .json()
                .at("/items")) {
            causes.put(item.at("/key").asText(), statusAndCause(item));
        }
        return causes;
    }

    private static String statusAndCause(JsonNode errored) {
        return errored.at("/status").asText() + ": "
                + errored.at("/cause/message").asText();
    }

    private Path jar() {
        return PluginJar.of(folder, "bad", "Bad", SOURCE);
    }
}
