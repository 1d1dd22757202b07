package io.sidetrack.kernel.lifecycle;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.config.NodeConfig;
import io.sidetrack.kernel.dispatch.ShardListener;
import io.sidetrack.kernel.lifecycle.StormFilter.Held;
import io.sidetrack.kernel.lifecycle.StormFilter.Kind;
import io.sidetrack.kernel.store.ChannelStore;
import io.sidetrack.kernel.store.Status;
import io.sidetrack.kernel.store.Verdict;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The kernel talks in events: what happens to it becomes a CloudEvent on {@link ChannelConfig#SYSTEM} and, at the same moment, a
 * message on the kernel's event bus under the same name (the event in structured JSON) for live views.
 *
 * <p><b>Threading.</b> Any thread may tell; it pays for a counter and a hop. Events of one thread keep their order.
 *
 * <p><b>Storms.</b> At most twenty events of one type and subject pass in a second; the rest are summed into one event of the
 * same type with {@code .many} behind it and a {@code count}.
 *
 * <p><b>No echo.</b> What befalls the events of a subscription that reads the system channel is told on the bus alone, where people
 * look: a notification that fails must not cause the next one.
 *
 * <p><b>Durability.</b> Best effort: the errored events themselves are durable in the store, these are the news of them. While
 * storage is away the newest ten thousand wait in memory; those that are lost to a crash then, or beyond that number, are
 * lost, and the latter are counted in {@code io.sidetrack.events.dropped}.
 */
public final class SystemEvents implements StorageSupervisor.Listener, SubscriptionListener {
    private static final URI SOURCE = URI.create("urn:sidetrack:node");
    private static final String PREFIX = "io.sidetrack.";
    private static final int MOST_PER_WINDOW = 20;
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Set<String> silent;
    private final long windowMillis;
    private final SystemChannel channel;
    private final StormFilter filter;
    private final String run = UUID.randomUUID().toString();
    private final AtomicLong sequence = new AtomicLong();
    private boolean rolling;
    private volatile boolean closed;

    /** @param vertx the kernel's own */
    public SystemEvents(Vertx vertx, ChannelStore store, NodeConfig config) {
        this(vertx, store, readers(config), WINDOW);
    }

    SystemEvents(Vertx vertx, ChannelStore store, Set<String> silent, Duration window) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.silent = silent;
        this.windowMillis = window.toMillis();
        this.filter = new StormFilter(MOST_PER_WINDOW, window.toNanos());
        this.channel = new SystemChannel(
                context, store, count -> event("events.dropped", "node", new JsonObject().put("count", count)));
    }

    /** The subscriptions that read the system channel. */
    static Set<String> readers(NodeConfig config) {
        return config.subscriptions().values().stream()
                .filter(subscription -> subscription.from().contains(ChannelConfig.SYSTEM))
                .map(subscription -> subscription.name())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Tells what a shard of {@code subscription} reports, except that it failed: that is storage's news. */
    @Override
    public ShardListener listener(String subscription) {
        return new ShardListener() {
            @Override
            public void errored(String erroredId, String lane, Status status, Cause cause) {
                SystemEvents.this.errored(subscription, erroredId, lane, status, cause);
            }

            @Override
            public void decided(String erroredId, Verdict verdict, String by) {
                SystemEvents.this.decided(subscription, erroredId, verdict, by);
            }

            @Override
            public void succeeded(String erroredId) {
                SystemEvents.this.succeeded(subscription, erroredId);
            }

            @Override
            public void circuit(@Nullable Cause cause) {
                SystemEvents.this.circuit(subscription, cause);
            }
        };
    }

    /** An event became errored, or failed again. */
    public void errored(String subscription, String erroredId, String lane, Status status, Cause cause) {
        ofSubscription(
                "errored",
                subscription,
                data -> describe(data, cause)
                        .put("erroredId", erroredId)
                        .put("lane", lane)
                        .put("status", status.text()));
    }

    /** A handler or a person decided on an errored event. */
    public void decided(String subscription, String erroredId, Verdict verdict, String by) {
        ofSubscription(
                "decided",
                subscription,
                data -> data.put("erroredId", erroredId)
                        .put("verdict", name(verdict))
                        .put("by", by));
    }

    /** An errored event ran again with success. */
    public void succeeded(String subscription, String erroredId) {
        ofSubscription("succeeded", subscription, data -> data.put("erroredId", erroredId));
    }

    /** The circuit opened, or closed where {@code cause} is null. */
    public void circuit(String subscription, @Nullable Cause cause) {
        if (cause == null) {
            ofSubscription("circuit.closed", subscription, data -> data);
        } else {
            ofSubscription("circuit.opened", subscription, data -> describe(data, cause));
        }
    }

    /** A limit holds back the intake of a subscription. */
    @Override
    public void limitReached(String subscription, String limit) {
        ofSubscription("limit.reached", subscription, data -> data.put("limit", limit));
    }

    @Override
    public void limitCleared(String subscription, String limit) {
        ofSubscription("limit.cleared", subscription, data -> data.put("limit", limit));
    }

    @Override
    public void subscriptionRewound(String subscription, long generation, String by) {
        tell(
                "subscription.rewound",
                subscription,
                data -> data.put("generation", generation).put("by", by));
    }

    @Override
    public void subscriptionForgotten(String subscription, String by) {
        tell("subscription.forgotten", subscription, data -> data.put("by", by));
    }

    @Override
    public void subscriptionPaused(String subscription, String by) {
        tell("subscription.paused", subscription, data -> data.put("by", by));
    }

    @Override
    public void subscriptionResumed(String subscription, String by) {
        tell("subscription.resumed", subscription, data -> data.put("by", by));
    }

    /** @param signer who signed it, or {@code null} where that is not looked at */
    public void pluginStarted(String plugin, String version, String sha256, @Nullable String signer) {
        tell(
                "plugin.started",
                plugin,
                data -> data.put("version", version).put("sha256", sha256).put("signer", signer));
    }

    /**
     * A step of a plugin's life is done: {@code replaced}, {@code reloaded}, {@code stopped} or {@code removed}.
     *
     * @param sha256 of the jar that runs now; empty where none does
     * @param signer as above
     */
    public void pluginChanged(
            String plugin,
            String step,
            String from,
            String to,
            String sha256,
            @Nullable String signer,
            long pauseMillis,
            String by) {
        tell(
                "plugin." + step,
                plugin,
                data -> data.put("from", from)
                        .put("to", to)
                        .put("sha256", sha256)
                        .put("signer", signer)
                        .put("pauseMillis", pauseMillis)
                        .put("by", by));
    }

    /** A step of a plugin's life was not done; what ran before it goes on. */
    public void pluginRefused(String plugin, String step, String from, String to, String problem, String by) {
        tell(
                "plugin.refused",
                plugin,
                data -> data.put("step", step)
                        .put("from", from)
                        .put("to", to)
                        .put("problem", problem)
                        .put("by", by));
    }

    public void pluginFailed(String plugin, String problem) {
        tell("plugin.failed", plugin, data -> data.put("problem", problem));
    }

    /** The node has stopped a plugin for what it did, or has left it so at its start; the problem says what and what to do. */
    public void pluginQuarantined(String plugin, String version, String problem) {
        tell("plugin.quarantined", plugin, data -> data.put("version", version).put("problem", problem));
    }

    @Override
    public void storageFailed(String reason) {
        tell("storage.failed", "node", data -> data.put("reason", reason));
    }

    @Override
    public void storageRecovered() {
        tell("storage.recovered", "node", data -> data);
    }

    /** Appends what waits, sums included; afterwards nothing is told any more. Succeeds within five seconds in any case. */
    public Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> {
            List<Held> rest;
            synchronized (filter) {
                rest = filter.rollAll();
            }
            emitSums(rest);
            closed = true;
            channel.close().onComplete(promise);
        });
        return promise.future().timeout(CLOSE_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
    }

    private void ofSubscription(String type, String subscription, UnaryOperator<JsonObject> data) {
        tell(new Kind(type, subscription, silent.contains(subscription)), data);
    }

    private void tell(String type, String subject, UnaryOperator<JsonObject> data) {
        tell(new Kind(type, subject, false), data);
    }

    private void tell(Kind kind, UnaryOperator<JsonObject> data) {
        if (closed) {
            return;
        }
        boolean sumLater = false;
        synchronized (filter) {
            if (!filter.passes(kind, System.nanoTime())) {
                if (rolling) {
                    return;
                }
                rolling = true;
                sumLater = true;
            }
        }
        if (sumLater) {
            context.runOnContext(ignored -> sumLater());
        } else {
            context.runOnContext(
                    ignored -> emit(kind, event(kind.type(), kind.subject(), data.apply(new JsonObject()))));
        }
    }

    private void sumLater() {
        vertx.setTimer(
                Math.max(1, windowMillis),
                timer -> context.runOnContext(ignored -> {
                    List<Held> sums;
                    boolean again;
                    synchronized (filter) {
                        sums = filter.roll(System.nanoTime());
                        again = filter.isHolding();
                        rolling = again;
                    }
                    emitSums(sums);
                    if (again && !closed) {
                        sumLater();
                    }
                }));
    }

    private void emitSums(List<Held> sums) {
        for (Held held : sums) {
            emit(
                    held.kind(),
                    event(
                            held.kind().type() + ".many",
                            held.kind().subject(),
                            new JsonObject().put("count", held.count()).put("withinMillis", windowMillis)));
        }
    }

    private void emit(Kind kind, CloudEvent event) {
        if (!closed) {
            vertx.eventBus().publish(ChannelConfig.SYSTEM, EventJson.toJson(event));
            if (!kind.tapOnly()) {
                channel.add(event);
            }
        }
    }

    private CloudEvent event(String type, String subject, JsonObject data) {
        return EventBuilder.event()
                .id(run + "-" + sequence.incrementAndGet())
                .source(SOURCE)
                .type(PREFIX + type)
                .subject(subject)
                .time(OffsetDateTime.now(ZoneOffset.UTC))
                .data(data)
                .build();
    }

    private static JsonObject describe(JsonObject data, Cause cause) {
        return data.put("kind", cause.kind().name().toLowerCase(Locale.ROOT))
                .put("type", cause.type())
                .put("message", cause.message())
                .put("fingerprint", cause.fingerprint());
    }

    private static String name(Verdict verdict) {
        if (verdict instanceof Verdict.Resubmit) {
            return "resubmit";
        } else if (verdict instanceof Verdict.Discard) {
            return "discard";
        } else if (verdict instanceof Verdict.Redirect) {
            return "redirect";
        } else if (verdict instanceof Verdict.Restore) {
            return "restore";
        } else if (verdict instanceof Verdict.RetryLater) {
            return "retry-later";
        } else if (verdict instanceof Verdict.Outage) {
            return "outage";
        }
        return "leave";
    }
}
