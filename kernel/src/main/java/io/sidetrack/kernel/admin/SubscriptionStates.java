package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Subscriptions: what they do, and whether they take in events. */
final class SubscriptionStates {
    private final Subscriptions subscriptions;

    SubscriptionStates(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "listSubscriptions",
                ask -> subscriptions.list().map(all -> Reply.items(all, SubscriptionStates::view)),
                "getSubscription",
                ask -> reply(ask.path("subscription")),
                "pauseSubscription",
                this::pause,
                "resumeSubscription",
                this::resume);
    }

    private Future<Reply> pause(Ask ask) {
        String name = ask.path("subscription");
        return find(name).compose(known -> subscriptions.pause(name, ask.by())).compose(done -> reply(name));
    }

    private Future<Reply> resume(Ask ask) {
        String name = ask.path("subscription");
        return find(name).compose(known -> subscriptions.resume(name, ask.by())).compose(done -> reply(name));
    }

    private Future<Reply> reply(String name) {
        return find(name).map(SubscriptionStates::view).map(Reply::ok);
    }

    private Future<SubscriptionState> find(String name) {
        return subscriptions
                .list()
                .map(all -> all.stream()
                        .filter(subscription -> subscription.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ProblemType.UNKNOWN_SUBSCRIPTION.because(
                                "There is no subscription '" + name + "'; GET /api/v1/subscriptions lists them")));
    }

    private static JsonObject view(SubscriptionState state) {
        return new JsonObject()
                .put("name", state.name())
                .put("processor", state.processor())
                .put("state", state.state())
                .put("detail", state.detail())
                .put("processed", state.processed())
                .put("failed", state.failed())
                .put("inFlight", state.inFlight())
                .put("lag", state.lag() < 0 ? null : state.lag())
                .put("sidings", state.sidings())
                .put("parked", state.parked())
                .put("open", state.open());
    }
}
