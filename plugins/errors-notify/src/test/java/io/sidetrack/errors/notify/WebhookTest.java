package io.sidetrack.errors.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.Health;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.Processed;
import io.sidetrack.testkit.StartedPlugin;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-01-05T12:00:00Z");

    private final ErrorsNotifyPlugin notifying = new ErrorsNotifyPlugin();
    private final Vertx vertx = Vertx.vertx();
    private final List<JsonObject> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private volatile String authorization = "none";
    private HttpServer server;
    private StartedPlugin plugin;

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    authorization = String.valueOf(request.getHeader("Authorization"));
                    posts.add(body.toJsonObject());
                    request.response().setStatusCode(status).end(status == 204 ? "" : "try later");
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        plugin = PluginTestKit.plugin(notifying)
                .option("url", "http://127.0.0.1:" + server.actualPort() + "/hook?room=7")
                .option("authorization", "Bearer secret")
                .option("dashboard", "http://node:8080/")
                .option("quiet", "1h")
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        plugin.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void the_first_errored_event_of_a_group_is_told_with_a_link() {
        var webhook = plugin.processor("webhook");

        webhook.with(errored("place-trade", "g1", NOON)).run().isDone();

        assertThat(posts).hasSize(1);
        assertThat(posts.get(0).getString("text"))
                .isEqualTo("Sidetrack set an event of place-trade aside: side is 'HOLD' http://node:8080/errors/E1");
        assertThat(posts.get(0).getJsonObject("error").getString("fingerprint")).isEqualTo("g1");
        assertThat(authorization).isEqualTo("Bearer secret");
    }

    @Test
    void later_ones_are_told_only_after_the_quiet_time_and_groups_and_subscriptions_do_not_silence_each_other() {
        var webhook = plugin.processor("webhook");

        webhook.with(errored("place-trade", "g1", NOON)).run().isDone();
        webhook.with(errored("place-trade", "g1", NOON.plusMinutes(59))).run().isDone();
        webhook.with(errored("place-trade", "g2", NOON.plusMinutes(1))).run().isDone();
        webhook.with(errored("intake", "g1", NOON.plusMinutes(2))).run().isDone();
        assertThat(posts).hasSize(3);

        webhook.with(errored("place-trade", "g1", NOON.plusMinutes(60))).run().isDone();
        assertThat(posts).hasSize(4);
    }

    @Test
    void a_refused_post_fails_the_event_so_that_it_is_tried_again() {
        var webhook = plugin.processor("webhook");
        status = 503;

        assertThat(notifying.health().result()).isEqualTo(Health.unknown());
        Processed refused = webhook.with(errored("place-trade", "g1", NOON)).run();
        assertThat(refused.failure()).hasMessage("the webhook answered 503; expected 2xx. It said: try later");
        assertThat(notifying.health().result())
                .isEqualTo(Health.down(
                        "the last post failed: the webhook answered 503; expected 2xx. It said: try later"));

        status = 204;
        webhook.with(errored("place-trade", "g1", NOON)).attempt(2).run().isDone();
        assertThat(notifying.health().result()).isEqualTo(Health.up("the last post was taken"));
        assertThat(posts).hasSize(2);
    }

    @Test
    void other_news_of_the_kernel_are_not_told() {
        plugin.processor("webhook")
                .with(PluginTestKit.event("io.sidetrack.plugin.started", "trading", new JsonObject()))
                .run()
                .isDone();

        assertThat(posts).isEmpty();
    }

    @Test
    void a_url_that_is_none_is_refused_without_showing_it() {
        try (StartedPlugin wrong = PluginTestKit.plugin(new ErrorsNotifyPlugin())
                .option("url", "ftp://user:password@host/")
                .start()) {
            assertThatThrownBy(() -> wrong.processor("webhook"))
                    .hasStackTraceContaining("plugins.errors-notify.options.url is no http or https URL")
                    .satisfies(failure -> assertThat(failure.toString()).doesNotContain("password"));
        }
    }

    private static EventBuilder errored(String subscription, String group, OffsetDateTime time) {
        return PluginTestKit.event(
                        Webhook.ERRORED,
                        subscription,
                        new JsonObject()
                                .put("erroredId", "E1")
                                .put("message", "side is 'HOLD'")
                                .put("fingerprint", group))
                .subject(subscription)
                .time(time);
    }
}
