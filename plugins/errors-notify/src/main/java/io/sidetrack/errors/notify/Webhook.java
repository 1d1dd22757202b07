package io.sidetrack.errors.notify;

import io.sidetrack.api.Health;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.config.Options;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Posts a notification of the first errored event of a group (the same failure at the same place of one subscription), and of the
 * next one after a quiet time. The groups that were told of stand in the keyed state of their subscription's name.
 *
 * <p>A post that is not answered with a status of 2xx fails the event, which is tried again as configured and then waits as an
 * errored event itself; the kernel tells of none of those. A crash between the post and its commit repeats the post.
 */
final class Webhook implements Processor {
    static final String ERRORED = "io.sidetrack.errored";
    private static final int SNIPPET = 300;

    private final HttpClient client;
    private final Options options;
    private final URI target;
    private final Duration quiet;
    private final Consumer<Health> health;

    /** @param health is told what became of each post */
    Webhook(PluginContext context, URI target, Consumer<Health> health) {
        this.health = health;
        this.client = context.vertx().createHttpClient();
        this.options = context.options();
        this.target = target;
        this.quiet = options.get(ErrorsNotifyPlugin.QUIET);
    }

    @Override
    public Future<Result> process(Invocation call) {
        if (!call.event().getType().equals(ERRORED)) {
            return Result.done().future();
        }
        JsonObject data = call.json();
        String group = data.getString("fingerprint", "");
        OffsetDateTime time = Objects.requireNonNullElseGet(call.event().getTime(), OffsetDateTime::now);
        ToldGroups told = ToldGroups.of(call.stateJson());
        if (!told.isNews(group, time, quiet)) {
            return Result.done().future();
        }
        return post(notification(call, data))
                .map(answered ->
                        Result.done().state(told.with(group, time, quiet).json()));
    }

    private Future<Void> post(JsonObject notification) {
        long timeout = options.get(ErrorsNotifyPlugin.TIMEOUT).toMillis();
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.toString())
                .setTimeout(timeout)
                .putHeader("Content-Type", "application/json");
        options.find(ErrorsNotifyPlugin.AUTHORIZATION).ifPresent(value -> request.putHeader("Authorization", value));
        return client.request(request)
                .compose(open -> open.send(notification.toBuffer()))
                .compose(Webhook::accepted)
                .andThen(posted -> health.accept(
                        posted.succeeded()
                                ? Health.up("the last post was taken")
                                : Health.down("the last post failed: "
                                        + posted.cause().getMessage())));
    }

    private static Future<Void> accepted(HttpClientResponse response) {
        if (response.statusCode() / 100 == 2) {
            return response.end();
        }
        return response.body()
                .compose(body -> Future.failedFuture(new IllegalStateException("the webhook answered "
                        + response.statusCode() + "; expected 2xx. It said: " + snippet(body.toString()))));
    }

    /** {@code text} is what the common chat services show; the rest is for programs. */
    private JsonObject notification(Invocation call, JsonObject data) {
        String subscription = Objects.requireNonNullElse(call.event().getSubject(), "");
        String link = options.find(ErrorsNotifyPlugin.DASHBOARD)
                .map(url -> " " + url.replaceAll("/+$", "") + "/errors/" + data.getString("erroredId"))
                .orElse("");
        return new JsonObject()
                .put(
                        "text",
                        "Sidetrack set an event of " + subscription + " aside: "
                                + snippet(data.getString("message", "no message")) + link)
                .put("subscription", subscription)
                .put("error", data);
    }

    private static String snippet(String text) {
        return text.length() <= SNIPPET ? text : text.substring(0, SNIPPET) + "…";
    }
}
