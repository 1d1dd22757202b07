package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.RewindRequest;
import io.sidetrack.kernel.lifecycle.Subscriptions;
import io.sidetrack.kernel.lifecycle.Subscriptions.SubscriptionState;
import io.sidetrack.kernel.store.Rewind.KeyedState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
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
                this::resume,
                "forgetSubscription",
                this::forget,
                "rewindSubscription",
                this::rewind);
    }

    private Future<Reply> pause(Ask ask) {
        String name = ask.path("subscription");
        return find(name).compose(known -> subscriptions.pause(name, ask.by())).compose(done -> reply(name));
    }

    private Future<Reply> resume(Ask ask) {
        String name = ask.path("subscription");
        return find(name).compose(known -> subscriptions.resume(name, ask.by())).compose(done -> reply(name));
    }

    private Future<Reply> rewind(Ask ask) {
        RewindRequest request = rewindRequest(ask.body());
        return find(ask.path("subscription"))
                .compose(state -> subscriptions
                        .rewind(state.name(), request, ask.by())
                        .map(done -> Reply.ok(new JsonObject()
                                .put("name", state.name())
                                .put("by", ask.by())
                                .put("generation", done.generation())
                                .put("superseded", done.superseded())
                                .put("errored", done.errored()))));
    }

    private static RewindRequest rewindRequest(JsonObject body) {
        String to = body.getString("to");
        JsonObject channels = body.getJsonObject("channels");
        if ((to == null) == (channels == null || channels.isEmpty())) {
            throw ProblemType.INVALID_REQUEST.because("Expected either 'to', for every channel, or 'channels', with a"
                    + " target for each of them by name");
        }
        String state = body.getString("state");
        KeyedState keyed = state == null ? null : KeyedState.valueOf(state.toUpperCase(Locale.ROOT));
        try {
            return to != null ? RewindRequest.toAll(to, keyed) : RewindRequest.to(targets(channels), keyed);
        } catch (IllegalArgumentException e) {
            throw ProblemType.INVALID_REQUEST.because("A target is " + e.getMessage());
        }
    }

    /** By channel a text, or a map of partitions to positions. */
    private static Map<String, Object> targets(JsonObject channels) {
        Map<String, Object> targets = new LinkedHashMap<>();
        channels.forEach(each -> targets.put(
                each.getKey(),
                each.getValue() instanceof JsonObject partitions ? partitions.getMap() : each.getValue()));
        return targets;
    }

    private Future<Reply> forget(Ask ask) {
        return find(ask.path("subscription")).compose(state -> {
            if (!state.state().equals("orphaned")) {
                throw ProblemType.WRONG_STATE.because("Subscription '" + state.name() + "' is " + state.state()
                        + ", for it is in the configuration; take it out and restart the node before you forget it");
            }
            return subscriptions
                    .forget(state.name(), seen(ask, state), ask.by())
                    .map(given -> Reply.ok(givenUp(given.sidings(), given.parked(), given.open())
                            .put("name", given.name())
                            .put("by", ask.by())));
        });
    }

    /** The version of the subscription that the person saw; where it is missing the problem tells what would be given up. */
    private static String seen(Ask ask, SubscriptionState state) {
        String ifMatch = ask.header("If-Match");
        if (ifMatch == null) {
            ProblemException problem = ProblemType.VERSION_REQUIRED
                    .because("If-Match is missing. Forgetting gives up the position and the keyed state of '"
                            + state.name()
                            + "', " + state.parked() + " events on " + state.sidings() + " sidings and " + state.open()
                            + " errored events that wait for a person; send If-Match: " + etag(state)
                            + " to confirm that")
                    .header("ETag", etag(state));
            givenUp(state.sidings(), state.parked(), state.open())
                    .forEach(each -> problem.with(each.getKey(), each.getValue()));
            throw problem;
        }
        String tag = ifMatch.strip();
        if (tag.length() < 2 || !tag.startsWith("\"") || !tag.endsWith("\"")) {
            throw ProblemType.INVALID_REQUEST.because("If-Match is '" + ifMatch
                    + "'; expected the version that was seen in quotes, as GET answers it in ETag, such as "
                    + etag(state));
        }
        return tag.substring(1, tag.length() - 1);
    }

    private static JsonObject givenUp(long sidings, long parked, long open) {
        return new JsonObject().put("sidings", sidings).put("parked", parked).put("open", open);
    }

    private static String etag(SubscriptionState state) {
        return '"' + state.version() + '"';
    }

    private Future<Reply> reply(String name) {
        return find(name).map(state -> {
            Reply reply = Reply.ok(view(state));
            return state.version().isEmpty() ? reply : reply.header("ETag", etag(state));
        });
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

    static JsonObject view(SubscriptionState state) {
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
                .put("open", state.open())
                .put("generation", state.generation() == 0 ? null : state.generation());
    }
}
