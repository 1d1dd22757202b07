package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
                add.processor("blocks", () -> call -> { while (true) { block(); } });
                add.blockingProcessor("blocks-pool", () -> call -> {
                  System.out.println("began " + call.key() + ".");
                  while (true) { block(); }
                });
              }
              private static void block() {
                try { Thread.sleep(1000); } catch (InterruptedException e) { }
              }
            }
            """;
    private static final List<String> PROCESSORS =
            List.of("throws", "throws-error", "returns-null", "never-ends", "blocks", "blocks-pool");
    private static final int LOOPS = 5; // more than a plugin has at first
    private static final int BLOCKING = 40; // more than it ever gets
    private static final int POOL = 80; // more than threads for blocking calls, where they are not virtual

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
            assertThat(causes.get("blocks")).contains("indeterminate", "blocked its event loop");
            assertThat(causes.get("blocks-pool")).contains("indeterminate", "not known");

            rest.publish("trades", trade(20)).expect(202);
            node.await("done with one more trade", 10, () -> booked(rest) == 21);
            health.assertAnswered();
        }
    }

    @Test
    void one_that_blocks_every_thread_it_has_is_rid_of_its_events_while_others_go_on() {
        Installation installation =
                Installation.in(folder).withSamplePlugins().plugin(jar()).config(config());
        try (SidetrackProcess node = installation.run();
                HealthWatch health = HealthWatch.of(node)) {
            Rest rest = node.rest();
            for (int i = 0; i < BLOCKING; i++) {
                rest.publish("to-blocks", event("blocks", i)).expect(202);
            }
            for (int i = 0; i < POOL; i++) {
                rest.publish("to-blocks-pool", event("blocks-pool", i)).expect(202);
            }
            for (int i = 0; i < 100; i++) {
                rest.publish("trades", trade(i)).expect(202);
            }

            node.await("done with the trades", 30, () -> booked(rest) == 100);
            node.await(
                    "done with what blocks its loops",
                    60,
                    () -> setAside(rest, "blocks").size() >= LOOPS);
            node.await(
                    "done with what blocks its pool",
                    60,
                    () -> setAside(rest, "blocks-pool").size() == POOL);
            assertThat(setAside(rest, "blocks").values())
                    .allSatisfy(cause -> assertThat(cause).contains("indeterminate", "blocked its event loop"));
            setAside(rest, "blocks-pool").forEach((key, cause) -> {
                assertThat(cause).contains("took longer than 500 ms");
                if (!node.log().contains("began " + key + ".")) {
                    assertThat(cause).as("never began, so had no effects").doesNotContain("indeterminate");
                }
            });

            rest.publish("trades", trade(100)).expect(202);
            node.await("done with one more trade", 10, () -> booked(rest) == 101);
            health.assertAnswered();
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

    private static String config() {
        StringBuilder yaml = new StringBuilder("http: {port: 0}\nchannels:\n  trades: {}\n  trades-placed: {}\n");
        PROCESSORS.forEach(processor -> yaml.append("  to-").append(processor).append(": {}\n"));
        yaml.append("subscriptions:\n");
        yaml.append("  place-trade: {processor: trading.place-trade, from: [trades], to: {placed: trades-placed}}\n");
        PROCESSORS.forEach(processor -> yaml.append("  " + processor + ": {processor: bad." + processor + ", from: [to-"
                + processor + "], timeout: 500ms, grace: 500ms, retry: {attempts: 1}}\n"));
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
