package io.sidetrack.errors.notify;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.Health;
import io.sidetrack.api.PluginContext;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Tells a web address of the first errored event of each group: processor {@code errors-notify.webhook}. */
public final class ErrorsNotifyPlugin extends SidetrackPlugin {
    static final Option<String> URL = Option.optional(
                    "url", OptionType.STRING, "where each notification is posted to, an http or https URL")
            .asSecret();
    static final Option<String> AUTHORIZATION = Option.optional(
                    "authorization", OptionType.STRING, "the Authorization header of the posts")
            .asSecret();
    static final Option<String> DASHBOARD = Option.optional(
            "dashboard", OptionType.STRING, "the URL at which people reach the node, for the link in a notification");
    static final Option<Duration> QUIET = Option.of(
            "quiet",
            OptionType.DURATION,
            Duration.ofHours(24),
            "how long a group that was told of is not told of again");
    static final Option<Duration> TIMEOUT =
            Option.of("timeout", OptionType.DURATION, Duration.ofSeconds(10), "how long a post may take");
    static final List<Option<?>> OPTIONS = List.of(URL, AUTHORIZATION, DASHBOARD, QUIET, TIMEOUT);

    private volatile Health health = Health.unknown();

    @Override
    public void contribute(Contributions add) {
        add.options(OPTIONS);
        add.processor("webhook", this::webhook);
    }

    /** What became of the last post. */
    @Override
    public Future<Health> health() {
        return Future.succeededFuture(health);
    }

    private Webhook webhook(PluginContext context) {
        String url = context.options()
                .find(URL)
                .orElseThrow(() -> new IllegalStateException(
                        "plugins.errors-notify.options.url is missing; expected where notifications are posted to"));
        URI target;
        try {
            target = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(unusable(), e);
        }
        boolean web = "http".equals(target.getScheme()) || "https".equals(target.getScheme());
        if (!web || target.getHost() == null) {
            throw new IllegalStateException(unusable());
        }
        return new Webhook(context, target, last -> health = last);
    }

    /** Without the value: such URLs carry secrets. */
    private static String unusable() {
        return "plugins.errors-notify.options.url is no http or https URL with a host (its value is hidden)";
    }
}
