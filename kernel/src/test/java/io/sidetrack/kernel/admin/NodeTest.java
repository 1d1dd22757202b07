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
