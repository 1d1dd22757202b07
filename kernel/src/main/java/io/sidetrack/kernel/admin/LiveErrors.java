package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.store.ErrorStore;
import io.sidetrack.kernel.store.ErrorStore.ErrorFilter;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The errored events as a stream: what the kernel tells on its event bus is read from the store once, folded over a quarter of a second,
 * and sent to every client that wants to know it. What waits behind an errored event is told by nobody, so the newest open ones of a
 * subscription are looked at again when the number of its parked events has changed.
 *
 * <p><b>Nothing is missed without a word.</b> Messages have ids in ascending order; who comes back with the last one that is
 * still remembered gets those behind it. Everyone else, and everyone after a storm or a failure, gets {@code reset}: read the list
 * again.
 *
 * <p>Confined to one context, that of the verticle that serves.
 */
final class LiveErrors {
    private static final long FOLD_MILLIS = 250;
    private static final int MOST_AT_ONCE = 200;
    private static final int LOOKED_AT = 50;
    private static final List<Status> WAITING =
            Stream.of(Status.values()).filter(status -> !status.isFinal()).toList();

    private final Vertx vertx;
    private final ErrorStore store;
    private final SubscriptionWatch watch;
    private final Streams streams;
    private final Recalled recalled = new Recalled(UUID.randomUUID().toString().substring(0, 8));
    private final Set<LiveErrorsClient> clients = new LinkedHashSet<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private final Map<String, Long> parked = new HashMap<>();
    private final Consumer<List<SubscriptionState>> watching = this::lookAtWaiting;
    private boolean folding;

    LiveErrors(Vertx vertx, ErrorStore store, SubscriptionWatch watch, Streams streams) {
        this.vertx = vertx;
        this.store = store;
        this.watch = watch;
        this.streams = streams;
        vertx.eventBus().<JsonObject>localConsumer(ChannelConfig.SYSTEM, message -> told(message.body()));
    }

    void follow(RoutingContext request, Ask ask) {
        EventStream stream = streams.of(request);
        LiveErrorsClient client = new LiveErrorsClient(stream, ask);
        stream.start(() -> {
            clients.remove(client);
            if (clients.isEmpty()) {
                watch.remove(watching);
            }
        });
        if (stream.isEnded()) {
            return;
        }
        clients.add(client);
        watch.add(watching);
        client.begin(recalled, request.request().getHeader("Last-Event-ID"));
    }

    private void told(JsonObject event) {
        String type = event.getString("type", "");
        String id = event.getJsonObject("data", new JsonObject()).getString("erroredId");
        if (id != null) {
            changed.add(id);
            fold();
        } else if (type.endsWith(".many") || type.endsWith("storage.recovered")) {
            reset();
        }
    }

    private void fold() {
        if (!folding) {
            folding = true;
            vertx.setTimer(FOLD_MILLIS, due -> {
                folding = false;
                readChanged();
            });
        }
    }

    private void readChanged() {
        List<String> ids = List.copyOf(changed);
        changed.clear();
        if (clients.isEmpty() || ids.size() > MOST_AT_ONCE) {
            reset(); // nobody is there to be told: whoever comes back reads the list
            return;
        }
        List<Future<?>> reads = new ArrayList<>();
        List<ErroredSummary> found = new ArrayList<>();
        Context context = vertx.getOrCreateContext();
        for (String id : ids) {
            reads.add(store.find(id).map(detail -> {
                detail.ifPresent(present -> {
                    synchronized (found) {
                        found.add(present.summary());
                    }
                });
                return detail;
            }));
        }
        Future.all(reads)
                .onComplete(done -> context.runOnContext(hop -> {
                    if (done.succeeded()) {
                        found.forEach(this::publish);
                    } else {
                        reset();
                    }
                }));
    }

    private void lookAtWaiting(List<SubscriptionState> all) {
        for (SubscriptionState subscription : all) {
            Long before = parked.put(subscription.name(), subscription.parked());
            if (before != null && before != subscription.parked()) {
                lookAtWaiting(subscription.name());
            }
        }
    }

    private void lookAtWaiting(String subscription) {
        Context context = vertx.getOrCreateContext();
        store.list(new ErrorFilter(WAITING, subscription, null, null, null, null, null, null), null, LOOKED_AT)
                .onComplete(listed -> context.runOnContext(hop -> {
                    if (listed.succeeded()) {
                        listed.result().items().forEach(this::publish);
                    } else {
                        reset();
                    }
                }));
    }

    private void publish(ErroredSummary errored) {
        if (recalled.isNews(errored)) {
            Recalled.Message message =
                    recalled.add(errored, Errors.summary(errored).encode());
            List.copyOf(clients).forEach(client -> client.offer(message));
        }
    }

    private void reset() {
        String id = recalled.forget();
        List.copyOf(clients).forEach(client -> client.reset(id));
    }
}
