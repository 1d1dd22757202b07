package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Channels, listed and one by one. */
final class Channels {
    private final Topology topology;
    private final ChannelStore store;

    Channels(Topology topology, ChannelStore store) {
        this.topology = topology;
        this.store = store;
    }

    Map<String, Operation> operations() {
        return Map.of("listChannels", ask -> list(), "getChannel", ask -> get(ask.path("channel")));
    }

    static ProblemException unknown(String channel) {
        return ProblemType.UNKNOWN_CHANNEL.because(
                "There is no channel '" + channel + "'; GET /api/v1/channels lists those of the configuration");
    }

    private Future<Reply> list() {
        List<Future<JsonObject>> views =
                topology.channels().stream().map(this::view).toList();
        return Future.all(views)
                .map(all -> Reply.items(views.stream().map(Future::result).toList(), Function.identity()));
    }

    private Future<Reply> get(String name) {
        return topology.channels().stream()
                .filter(channel -> channel.name().equals(name))
                .findFirst()
                .map(this::view)
                .orElseThrow(() -> unknown(name))
                .map(Reply::ok);
    }

    private Future<JsonObject> view(ChannelState channel) {
        JsonObject view = new JsonObject()
                .put("name", channel.name())
                .put("broker", channel.embedded() ? null : channel.broker())
                .put("address", channel.address())
                .put("embedded", channel.embedded())
                .put("state", channel.state())
                .put("detail", channel.detail());
        return channel.embedded()
                ? store.info(channel.name())
                        .map(info -> view.put("first", info.first())
                                .put("last", info.last())
                                .put("events", info.events())
                                .put("bytes", info.bytes()))
                : Future.succeededFuture(view);
    }
}
