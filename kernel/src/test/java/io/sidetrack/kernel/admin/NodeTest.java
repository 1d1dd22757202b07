package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The node, its health, its plugins, its subscriptions and its sidings. */
class NodeTest extends AdminFixture {

    @Test
    void health_tells_alive_from_ready() throws Exception {
        node.notReady = List.of("storage failed: disk full");

        get("/health/live").isOk();
        Answer ready = get("/health/ready");

        assertThat(ready.is(503).json().getJsonArray("reasons"))
                .isEqualTo(new JsonArray().add("storage failed: disk full"));
        node.notReady = List.of();
        get("/health/ready").isOk();
    }

    @Test
    void the_node_says_what_it_is() throws Exception {
        JsonObject answer = get("/api/v1/node").isOk().json();

        assertThat(answer.getString("version")).isEqualTo("0.1.0-TEST");
        assertThat(answer.getString("java")).isEqualTo(Runtime.version().toString());
        assertThat(answer.getLong("uptimeSeconds")).isPositive();
    }

    @Test
    void metrics_are_prometheus_text() throws Exception {
        Answer answer = get("/metrics");

        assertThat(answer.isOk().response().body()).isEqualTo("sidetrack_ready 1.0\n");
        assertThat(answer.contentType()).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void a_plugin_that_failed_is_listed_with_its_problem() throws Exception {
        JsonArray plugins = get("/api/v1/plugins").isOk().json().getJsonArray("items");

        assertThat(plugins.getJsonObject(0).getValue("problem")).isNull();
        assertThat(plugins.getJsonObject(1).getString("problem")).contains("two processors");
    }

    @Test
    void the_audit_pages() throws Exception {
        JsonObject page = get("/api/v1/audit?limit=1").isOk().json();

        assertThat(page.getJsonArray("items").getJsonObject(0).getString("action"))
                .isEqualTo("pause");
        assertThat(page.getString("next")).isEqualTo("1");
    }

    @Test
    void a_subscription_is_paused_and_resumed() throws Exception {
        Answer paused = post("/api/v1/subscriptions/place-trade/pause", "");
        Answer resumed = post("/api/v1/subscriptions/place-trade/resume", "");

        assertThat(paused.isOk().json().getString("state")).isEqualTo("paused");
        assertThat(resumed.isOk().json().getString("state")).isEqualTo("running");
        assertThat(node.steered).containsExactly("pause place-trade by admin", "resume place-trade by admin");
        post("/api/v1/subscriptions/nope/pause", "").isProblem(404, "unknown-subscription", "'nope'");
        assertThat(node.steered).hasSize(2);
    }

    @Test
    void an_orphaned_subscription_is_forgotten_once_somebody_has_confirmed_what_that_gives_up() throws Exception {
        String path = "/api/v1/subscriptions/old/forget";
        Answer asked = post(path, "");
        String seen = asked.response().headers().firstValue("ETag").orElseThrow();

        JsonObject problem = asked.isProblem(428, "version-required", "5 events on 2 sidings", seen)
                .json();
        assertThat(problem.getLong("parked")).isEqualTo(5);
        assertThat(problem.getLong("open")).isEqualTo(1);
        assertThat(get("/api/v1/subscriptions/old").response().headers().firstValue("ETag"))
                .contains(seen);
        post(path, "", "If-Match", "\"1.0.0.0\"").isProblem(412, "other-version", "not as it was seen");
        post(path, "", "If-Match", "what").isProblem(400, "invalid-request", "'what'", seen);
        assertThat(node.steered).isEmpty();
        assertThat(post(path, "", "If-Match", seen).isOk().json().getLong("parked"))
                .isEqualTo(5);
        assertThat(node.steered).containsExactly("forget old by admin");
    }

    @Test
    void a_subscription_of_the_configuration_is_not_forgotten() throws Exception {
        post("/api/v1/subscriptions/place-trade/forget", "", "If-Match", "\"1.1.2.1\"")
                .isProblem(409, "wrong-state", "in the configuration");
        post("/api/v1/subscriptions/nope/forget", "").isProblem(404, "unknown-subscription", "'nope'");
        assertThat(node.steered).isEmpty();
    }

    @Test
    void a_paused_subscription_is_rewound_to_a_place_in_each_channel() throws Exception {
        String path = "/api/v1/subscriptions/place-trade/rewind";
        String[] json = {"Content-Type", "application/json"};
        post(path, "{\"to\": \"earliest\"}", json).isProblem(409, "wrong-state", "not paused");
        post("/api/v1/subscriptions/place-trade/pause", "").isOk();

        JsonObject done = post(path, "{\"to\": \"earliest\"}", json).isOk().json();
        post(path, "{\"channels\": {\"in\": \"7\", \"more\": \"2026-01-31T08:00:00Z\"}, \"state\": \"keep\"}", json)
                .isOk();

        assertThat(done.getLong("generation")).isEqualTo(2);
        assertThat(done.getLong("superseded")).isEqualTo(5);
        assertThat(node.steered)
                .contains("rewind place-trade to earliest with state null by admin")
                .last()
                .isEqualTo("rewind place-trade to {in=7, more=2026-01-31T08:00:00Z} with state KEEP by admin");
        post(path, "{\"channels\": {\"in\": {\"0\": 1207, \"1\": 33}}}", json).isOk();
        assertThat(node.steered).last().asString().startsWith("rewind place-trade to {in={0=1207, 1=33}}");
        post(path, "{\"channels\": {\"in\": {\"0\": -1}}}", json).isProblem(400, "invalid-request", "/channels");
        post(path, "{\"to\": \"latest\"}", json).isProblem(400, "invalid-request", "'latest'", "earliest");
        post(path, "{}", json).isProblem(400, "invalid-request", "'to'", "'channels'");
        post(path, "{\"to\": \"1\", \"channels\": {\"in\": \"1\"}}", json).isProblem(400, "invalid-request", "either");
        post(path, "{\"to\": \"yesterday\"}", json).isProblem(400, "invalid-request", "'yesterday'", "RFC 3339");
        post(path, "{\"to\": \"1\", \"state\": \"lose\"}", json).isProblem(400, "invalid-request", "/state");
        assertThat(node.steered).hasSize(4);
    }

    @Test
    void brokers_are_listed_with_their_health_their_plugin_and_their_channels_and_without_their_options()
            throws Exception {
        JsonArray brokers = get("/api/v1/brokers").isOk().json().getJsonArray("items");

        assertThat(brokers.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("name", "main")
                        .put("adapter", "kafka")
                        .put("plugin", "trading")
                        .put("state", "down")
                        .put("detail", "cannot connect to broker main: refused")
                        .put("since", "1970-01-01T00:00:00Z")
                        .put("channels", new JsonArray().add("trades")));
        assertThat(brokers.getJsonObject(1).getValue("plugin")).isNull();
    }

    @Test
    void a_lag_that_nobody_knows_is_null() throws Exception {
        JsonArray all = get("/api/v1/subscriptions").isOk().json().getJsonArray("items");

        assertThat(all.getJsonObject(0).getLong("lag")).isEqualTo(5);
        assertThat(all.getJsonObject(1).getValue("lag")).isNull();
        assertThat(get("/api/v1/subscriptions/old").isOk().json()).isEqualTo(all.getJsonObject(1));
    }

    @Test
    void a_siding_shows_its_head_and_what_waits_behind_it() throws Exception {
        JsonArray sidings =
                get("/api/v1/sidings?subscription=place-trade").isOk().json().getJsonArray("items");
        JsonArray entries = get("/api/v1/sidings/7/events").isOk().json().getJsonArray("items");

        assertThat(sidings.getJsonObject(0).getJsonObject("head").getString("id"))
                .isEqualTo("e1");
        assertThat(sidings.getJsonObject(1).getValue("head")).isNull();
        assertThat(entries.getJsonObject(0).getJsonObject("errored").getString("status"))
                .isEqualTo("open");
        assertThat(entries.getJsonObject(1).getValue("errored")).isNull();
        get("/api/v1/sidings/9/events").isProblem(404, "unknown-siding", "9");
        get("/api/v1/sidings/x/events").isProblem(400, "invalid-request", "id is 'x'", "integer");
    }
}
