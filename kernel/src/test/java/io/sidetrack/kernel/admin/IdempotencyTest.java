package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Requests that come again because the line was cut. */
class IdempotencyTest extends AdminFixture {
    private static final String PAUSE = "/api/v1/subscriptions/place-trade/pause";
    private static final String RESUBMIT = "/api/v1/errors/e1/resubmit";
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";

    private Answer pause(String key) throws Exception {
        return post(PAUSE, "", "Idempotency-Key", key);
    }

    private Answer resubmit(String note) throws Exception {
        return post(
                RESUBMIT,
                "{\"note\":\"" + note + "\"}",
                "Content-Type",
                "application/json",
                "If-Match",
                "\"3\"",
                "Idempotency-Key",
                "k");
    }

    private static void isRepeated(Answer second, Answer first) {
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.response().body()).isEqualTo(first.response().body());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.contentType()).isEqualTo(first.contentType());
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void a_change_is_made_once_and_answered_alike() throws Exception {
        Answer first = pause("k");
        Answer second = pause("k");

        isRepeated(second, first.isOk());
        assertThat(node.steered).hasSize(1);
        pause("another").isOk();
        assertThat(node.steered).hasSize(2);
    }

    @Test
    void a_decision_that_moved_the_version_on_is_no_conflict_with_itself() throws Exception {
        Answer first = resubmit("typo");

        isRepeated(resubmit("typo"), first.is(202));
        assertThat(first.header("ETag")).isNotEmpty();
    }

    @Test
    void the_key_of_another_request_is_refused() throws Exception {
        resubmit("typo").is(202);

        resubmit("other").isProblem(422, "other-request", "'k'", "new key");
        post(PAUSE, "", "Idempotency-Key", "k").isProblem(422, "other-request");
        assertThat(node.steered).isEmpty();
    }

    @Test
    void a_refusal_stays_one() throws Exception {
        errors.version = 9;
        Answer refused = resubmit("typo").isProblem(412, "other-version");
        errors.version = 3;

        isRepeated(resubmit("typo"), refused);
    }

    @Test
    void a_failure_of_the_node_is_tried_again() throws Exception {
        errors.outcome = io.vertx.core.Future.failedFuture(new IllegalStateException("defect of this test"));
        resubmit("typo").is(500);
        errors.outcome = null;

        resubmit("typo").is(202);
    }

    @Test
    void a_repeat_beside_the_first_waits_for_its_answer() throws Exception {
        Promise<Long> deciding = Promise.promise();
        errors.outcome = deciding.future();
        CompletableFuture<Answer> first = inBackground();
        while (errors.decisions == 0) {
            Thread.onSpinWait();
        }
        CompletableFuture<Answer> second = inBackground();
        resubmit("other").isProblem(422, "other-request");
        deciding.complete(4L);

        assertThat(first.get().is(202).json()).isEqualTo(second.get().is(202).json());
        assertThat(errors.decisions).isEqualTo(1);
    }

    private CompletableFuture<Answer> inBackground() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return resubmit("typo");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void keys_of_two_callers_are_two_keys() throws Exception {
        pause("k").isOk();
        String secret = await(access().create("ann", "operator", null, "admin")).secret();

        Answer anns = send(anonymous(PAUSE)
                .header("Authorization", "Bearer " + secret)
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.noBody()));

        assertThat(anns.isOk().header("Idempotency-Replayed")).isEmpty();
        assertThat(node.steered).containsExactly("pause place-trade by admin", "pause place-trade by ann");
    }

    @Test
    void an_event_is_published_once() throws Exception {
        Answer first = post(
                "/api/v1/channels/orders/events",
                EVENT,
                "Content-Type",
                "application/cloudevents+json",
                "Idempotency-Key",
                "k");
        Answer second = post(
                "/api/v1/channels/orders/events",
                EVENT,
                "Content-Type",
                "application/cloudevents+json",
                "Idempotency-Key",
                "k");

        isRepeated(second, first.is(202));
        assertThat(second.json().getJsonArray("results").getJsonObject(0).getBoolean("duplicate"))
                .isFalse();
    }

    @Test
    void a_restart_forgets_nothing() throws Exception {
        Answer first = pause("k").isOk();
        await(server.stop());
        server = new AdminServer(
                AdminContract.load(vertx),
                services(),
                new io.sidetrack.kernel.config.NodeConfig.HttpConfig("127.0.0.1", 0, MAX_BODY),
                deadline(),
                heartbeat());
        await(vertx.deployVerticle(server));

        isRepeated(pause("k"), first);
        assertThat(node.steered).hasSize(1);
    }

    @Test
    void a_secret_is_kept_nowhere() throws Exception {
        HttpRequest.Builder create = request("/api/v1/tokens")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "k")
                .POST(BodyPublishers.ofString("{\"name\":\"ci\",\"role\":\"viewer\"}"));

        send(create).is(201);

        send(create).isProblem(409, "name-taken");
    }

    @Test
    void a_key_is_a_key() throws Exception {
        pause("x".repeat(256)).isProblem(400, "invalid-request", "Idempotency-Key", "256");
        pause(" ").isProblem(400, "invalid-request");
    }
}
