package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The subscriptions as a stream: the whole list at once, and then again when something in it changed, at most once a second. */
final class LiveSubscriptions {
    private final SubscriptionWatch watch;
    private final Streams streams;

    LiveSubscriptions(SubscriptionWatch watch, Streams streams) {
        this.watch = watch;
        this.streams = streams;
    }

    void follow(RoutingContext request) {
        EventStream stream = streams.of(request);
        Client client = new Client(stream);
        stream.start(() -> watch.remove(client));
        if (!stream.isEnded()) {
            watch.add(client);
        }
    }

    /** A slow one gets the newest list when it has taken the one before. */
    private static final class Client implements Consumer<List<SubscriptionState>> {
        private final EventStream stream;
        private @Nullable List<SubscriptionState> newest;

        Client(EventStream stream) {
            this.stream = stream;
        }

        @Override
        public void accept(List<SubscriptionState> all) {
            newest = all;
            write();
        }

        private void write() {
            List<SubscriptionState> all = newest;
            if (all != null && !stream.isWriting()) {
                newest = null;
                JsonObject list = new JsonObject().put("items", Reply.array(all, SubscriptionStates::view));
                stream.write("event: subscriptions\ndata: " + list.encode() + "\n\n", this::write);
            }
        }
    }
}
