package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the subscriptions once a second as long as somebody wants to know, however many they are, and tells them what has
 * changed. Confined to one context.
 */
final class SubscriptionWatch {
    private static final long PERIOD_MILLIS = 1_000;

    private final Vertx vertx;
    private final Subscriptions subscriptions;
    private final Set<Consumer<List<SubscriptionState>>> listeners = new LinkedHashSet<>();
    private @Nullable List<SubscriptionState> last;
    private boolean looking;

    SubscriptionWatch(Vertx vertx, Subscriptions subscriptions) {
        this.vertx = vertx;
        this.subscriptions = subscriptions;
    }

    /** Tells how they are as soon as that is known, and then each time that it is otherwise. */
    void add(Consumer<List<SubscriptionState>> listener) {
        listeners.add(listener);
        List<SubscriptionState> known = last;
        if (known != null) {
            listener.accept(known);
        }
        look();
    }

    void remove(Consumer<List<SubscriptionState>> listener) {
        listeners.remove(listener);
    }

    private void look() {
        if (looking) {
            return;
        }
        if (listeners.isEmpty()) {
            last = null;
            return;
        }
        looking = true;
        Context context = vertx.getOrCreateContext();
        subscriptions
                .list()
                .onComplete(listed -> context.runOnContext(hop -> {
                    if (listed.succeeded() && !listed.result().equals(last)) {
                        last = listed.result();
                        List.copyOf(listeners).forEach(listener -> listener.accept(listed.result()));
                    }
                    vertx.setTimer(PERIOD_MILLIS, again -> {
                        looking = false;
                        look();
                    });
                }));
    }
}
