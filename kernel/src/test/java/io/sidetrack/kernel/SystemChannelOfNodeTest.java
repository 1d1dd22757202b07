package io.sidetrack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sidetrack.kernel.plugin.PluginJar;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running node tells on its system channel, seen from outside: over HTTP, with plugins from jars. */
@Timeout(120)
class SystemChannelOfNodeTest {
    private static final String MENDED = "sidetrack.test.mended";
    private static final String BROKEN = "sidetrack.test.broken";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String CONFIG = "http: {port: 0}\n"
            + "channels: {in: {}, few: {}}\n"
            + "subscriptions:\n"
            + "  book: {processor: desk.book, from: [in], retry: {attempts: 1}}\n"
            + "  small: {processor: desk.book, from: [few], max-parked: 1}\n"
            + "  notify: {processor: desk.notify, from: [sidetrack.system], retry: {attempts: 1}, circuit: false}\n";

    @TempDir
    private Path home;

    private Node node;
    private int published;

    @BeforeEach
    void start() throws Exception {
        System.clearProperty(MENDED);
        System.clearProperty(BROKEN);
        PluginJar.of("desk")
                .contribute("add.processor(\"book\", () -> call -> {"
                        + " if (Boolean.getBoolean(\"" + BROKEN + "\")) throw new IllegalStateException(\"down\");"
                        + " if (\"bad\".equals(call.event().getType()) && !Boolean.getBoolean(\"" + MENDED + "\"))"
                        + " throw new EventRejectedException(\"it is bad\");"
                        + " return Result.done().future(); });"
                        + "add.processor(\"notify\", () -> call -> {"
                        + " throw new EventRejectedException(\"no mail today\"); });")
                .write(home.resolve("plugins"));
        PluginJar.of("odd")
                .contribute("throw new IllegalStateException(\"odd\");")
                .write(home.resolve("plugins"));
        Path config = Files.writeString(home.resolve("node.yaml"), CONFIG);
        node = new Node(new NodeSetup("test", config, home.resolve("data"), home.resolve("plugins"), null));
        node.start().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(MENDED);
        System.clearProperty(BROKEN);
        node.stop(Duration.ofSeconds(5))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void plugins_that_started_and_failed_and_subscriptions_that_are_steered_are_told() throws Exception {
        assertThat(awaitTold("plugin.started", "desk").getString("version")).isEqualTo("1.0.0");
        assertThat(awaitTold("plugin.failed", "odd").getString("problem")).contains("odd");

        post("/api/v1/subscriptions/book/pause", "");
        post("/api/v1/subscriptions/book/rewind", "{\"to\":\"2020-01-01T00:00:00Z\"}");
        post("/api/v1/subscriptions/book/resume", "");

        assertThat(awaitTold("subscription.paused", "book").getString("by")).isEqualTo("admin");
        assertThat(awaitTold("subscription.resumed", "book").getString("by")).isEqualTo("admin");
        assertThat(told("subscription.rewound", "book"))
                .as("nothing was done that could be rewound")
                .isEmpty();
        publish("in", "good", "A");
        awaitDone("book");
        post("/api/v1/subscriptions/book/pause", "");
        assertThat(post("/api/v1/subscriptions/book/rewind", "{\"to\":\"earliest\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(awaitTold("subscription.rewound", "book").getLong("generation"))
                .isEqualTo(2);
    }

    @Test
    void errored_events_and_what_becomes_of_them_are_told_but_not_those_of_the_channels_own_readers() throws Exception {
        publish("in", "bad", "A");
        JsonObject errored = awaitTold("errored", "book");
        assertThat(errored.getString("status")).isEqualTo("open");
        assertThat(errored.getString("message")).isEqualTo("it is bad");
        String id = errored.getString("erroredId");
        System.setProperty(MENDED, "true");

        post("/api/v1/errors/" + id + "/resubmit", "{}");

        assertThat(awaitTold("decided", "book").getString("verdict")).isEqualTo("resubmit");
        assertThat(awaitTold("succeeded", "book").getString("erroredId")).isEqualTo(id);
        until(
                "the notification of it has failed",
                () -> get("/api/v1/errors?subscription=notify")
                                .getJsonArray("items")
                                .size()
                        > 2);
        assertThat(told("errored", "notify")).isEmpty();
    }

    @Test
    void a_limit_is_told_when_it_is_reached_and_when_it_is_cleared() throws Exception {
        publish("few", "bad", "A");
        assertThat(awaitTold("limit.reached", "small").getString("limit")).isEqualTo("max-parked");
        String id = awaitTold("errored", "small").getString("erroredId");

        post("/api/v1/errors/" + id + "/discard", "{}");

        assertThat(awaitTold("limit.cleared", "small").getString("limit")).isEqualTo("max-parked");
    }

    @Test
    void a_circuit_is_told_when_it_opens_and_when_it_closes() throws Exception {
        System.setProperty(BROKEN, "true");
        JsonArray storm = new JsonArray();
        for (int i = 0; i < 60; i++) {
            storm.add(event("good", "K" + i));
        }
        assertThat(send(request("/api/v1/channels/in/events")
                                .header("Content-Type", "application/cloudevents-batch+json")
                                .POST(BodyPublishers.ofString(storm.encode())))
                        .statusCode())
                .isEqualTo(202);
        assertThat(awaitTold("circuit.opened", "book").getString("message")).isEqualTo("down");
        System.clearProperty(BROKEN);
        awaitTold("circuit.closed", "book");
        assertThat(told("errored.many", "book")).as("the storm is summed").isNotEmpty();
        assertThat(told("errored", "book").size()).isLessThan(60);
    }

    @Test
    void storage_that_fails_and_comes_back_is_told() throws Exception {
        Path file = home.resolve("data").resolve("sidetrack.db");
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE"); // no other writer gets the file
            HttpResponse<String> refused = publish("in", "good", "A");
            assertThat(refused.statusCode()).isIn(503, 504);
            statement.execute("ROLLBACK");
        }
        assertThat(awaitTold("storage.failed", "node").getString("reason")).isNotEmpty();
        awaitTold("storage.recovered", "node");
    }

    private HttpResponse<String> publish(String channel, String type, String key) throws Exception {
        return send(request("/api/v1/channels/" + channel + "/events")
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(event(type, key).encode())));
    }

    private JsonObject event(String type, String key) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", "e" + ++published)
                .put("source", "/tests")
                .put("type", type)
                .put("partitionkey", key)
                .put("data", new JsonObject());
    }

    private void awaitDone(String subscription) {
        until(
                subscription + " has done all",
                () -> Long.valueOf(0)
                        .equals(get("/api/v1/subscriptions/" + subscription).getLong("lag")));
    }

    private List<JsonObject> told(String type, String subject) throws Exception {
        JsonArray items =
                get("/api/v1/channels/sidetrack.system/events?limit=500").getJsonArray("items");
        Predicate<JsonObject> wanted = event ->
                event.getString("type").equals("io.sidetrack." + type) && subject.equals(event.getString("subject"));
        return items.stream()
                .map(item -> ((JsonObject) item).getJsonObject("event"))
                .filter(wanted)
                .map(event -> event.getJsonObject("data"))
                .toList();
    }

    private JsonObject awaitTold(String type, String subject) throws Exception {
        until(type + " of " + subject + " is told", () -> !told(type, subject).isEmpty());
        return told(type, subject).get(0);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void until(String what, Condition condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        boolean holds = false;
        while (!holds && System.nanoTime() < deadline) {
            try {
                holds = condition.holds();
            } catch (Exception notYet) {
                holds = false; // storage may be away
            }
            LockSupport.parkNanos(20_000_000);
        }
        if (!holds) {
            fail("not in time: " + what);
        }
    }

    private JsonObject get(String path) throws Exception {
        return new JsonObject(send(request(path).GET()).body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (path.contains("/errors/")) {
            String errored = path.substring(0, path.lastIndexOf('/'));
            request.header(
                    "If-Match",
                    send(request(errored).GET()).headers().firstValue("ETag").orElseThrow());
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) throws Exception {
        String token =
                Files.readString(home.resolve("data").resolve("admin-token")).strip();
        return HttpRequest.newBuilder(URI.create(node.url() + path)).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
