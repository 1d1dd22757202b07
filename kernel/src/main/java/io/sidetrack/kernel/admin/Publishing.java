package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.lifecycle.NodeStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Publishes over HTTP. Durable before acknowledged: 202 is answered only after the future of {@link Topology#publish}. */
final class Publishing {
    private final Topology topology;
    private final NodeStatus node;
    private final Bodies bodies;
    private final Answers answers;
    private final IdempotentRequests idempotent;

    Publishing(Topology topology, NodeStatus node, Bodies bodies, Answers answers, IdempotentRequests idempotent) {
        this.idempotent = idempotent;
        this.answers = answers;
        this.topology = topology;
        this.node = node;
        this.bodies = bodies;
    }

    Future<Reply> publish(RoutingContext request) {
        String channel = request.pathParam("channel");
        checkChannel(channel);
        EventReader.checkContentType(request.request());
        checkReady();
        return bodies.read(request.request())
                .compose(body -> idempotent.once(
                        request, body, () -> publish(channel, EventReader.read(request.request(), body))));
    }

    private Future<Reply> publish(String channel, List<CloudEvent> batch) {
        return batch.isEmpty()
                ? Future.succeededFuture(reply(channel, batch, List.of()))
                : answers.bounded(topology.publish(channel, batch)).map(published -> reply(channel, batch, published));
    }

    private void checkChannel(String channel) {
        if (channel.equals(ChannelConfig.SYSTEM)) {
            throw ProblemType.RESERVED_CHANNEL.because("Only the kernel publishes to " + ChannelConfig.SYSTEM
                    + "; publish to a channel of the configuration");
        }
        if (topology.channels().stream().noneMatch(known -> known.name().equals(channel))) {
            throw Channels.unknown(channel);
        }
    }

    /** Refused before anything is submitted, so that this is a sure no and not indeterminate. */
    private void checkReady() {
        List<String> reasons = node.notReady();
        if (!reasons.isEmpty()) {
            throw ProblemType.NOT_READY
                    .because("Nothing was published: " + String.join("; ", reasons)
                            + ". Try again when /health/ready says 200")
                    .with("reasons", new JsonArray(reasons))
                    .header("Retry-After", "1");
        }
    }

    private static Reply reply(String channel, List<CloudEvent> batch, List<Published> published) {
        JsonArray results = new JsonArray();
        ProblemType worst = null;
        for (int i = 0; i < published.size(); i++) {
            Published each = published.get(i);
            results.add(view(batch.get(i), each));
            if (each.confirmation() instanceof Confirmation.Indeterminate) {
                worst = ProblemType.INDETERMINATE;
            } else if (each.confirmation() instanceof Confirmation.Rejected && worst == null) {
                worst = ProblemType.EMIT_REJECTED;
            }
        }
        if (worst != null) {
            throw worst.because("The broker of channel '" + channel
                            + "' did not confirm every event; results tells of each. Retry those that are indeterminate with"
                            + " the same source and id")
                    .with("results", results);
        }
        return Reply.json(202, new JsonObject().put("channel", channel).put("results", results));
    }

    private static JsonObject view(CloudEvent event, Published published) {
        JsonObject view =
                new JsonObject().put("source", event.getSource().toString()).put("id", event.getId());
        Confirmation confirmation = published.confirmation();
        if (confirmation instanceof Confirmation.Rejected rejected) {
            view.put("outcome", "rejected").put("reason", rejected.reason());
        } else if (confirmation instanceof Confirmation.Indeterminate indeterminate) {
            view.put("outcome", "indeterminate").put("reason", indeterminate.reason());
        } else {
            view.put("outcome", "confirmed");
        }
        if (published.position() >= 0) {
            view.put("position", published.position());
        }
        return view.put("duplicate", published.duplicate());
    }
}
