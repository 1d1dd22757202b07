package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.channel.Topology;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.store.ChannelStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads embedded channels: page by page, or followed as a stream of server-sent events. */
final class ChannelReading {
    private static final int MAX_LIMIT = 500;

    private final Topology topology;
    private final ChannelStore store;
    private final Answers answers;
    private final Set<String> parameters;
    private final Streams streams;

    /** @param parameters the query parameters that the contract knows */
    ChannelReading(Topology topology, ChannelStore store, Answers answers, Set<String> parameters, Streams streams) {
        this.streams = streams;
        this.topology = topology;
        this.store = store;
        this.answers = answers;
        this.parameters = parameters;
    }

    void handle(RoutingContext request) {
        String channel = request.pathParam("channel");
        checkEmbedded(channel);
        Requests.checkQuery(request.queryParams(), parameters);
        if (EventStream.isWanted(request)) {
            follow(request, channel);
        } else {
            answers.raw(ask -> page(ask, channel)).handle(request);
        }
    }

    private Future<Reply> page(RoutingContext request, String channel) {
        int limit = limit(request.queryParams().get("limit"));
        String cursor = request.queryParams().get("cursor");
        Future<Long> from = cursor == null
                ? start(channel, request.queryParams().get("from"), "earliest")
                : Future.succeededFuture(position("cursor", cursor));
        return from.compose(position -> store.read(channel, position, limit).map(events -> {
            long next =
                    events.isEmpty() ? position : events.get(events.size() - 1).position() + 1;
            return Reply.ok(new JsonObject()
                    .put("items", Reply.array(events, EventViews::channelEvent))
                    .put("next", Long.toString(next)));
        }));
    }

    private void follow(RoutingContext request, String channel) {
        String last = request.request().getHeader("Last-Event-ID");
        Future<Long> from = last == null || last.isBlank()
                ? start(channel, request.queryParams().get("from"), "latest")
                : Future.succeededFuture(position("Last-Event-ID", last.strip()) + 1);
        answers.bounded(from)
                .map(position -> {
                    new Follower(request.vertx(), streams.of(request), store, channel, position).start();
                    return position;
                })
                .onFailure(request::fail);
    }

    private Future<Long> start(String channel, @Nullable String given, String otherwise) {
        String from = given == null ? otherwise : given;
        if (from.equals("earliest")) {
            return Future.succeededFuture(1L);
        }
        if (from.equals("latest")) {
            return store.info(channel).map(info -> info.last() + 1);
        }
        if (!from.isEmpty() && from.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Future.succeededFuture(position("from", from));
        }
        try {
            return store.positionAt(channel, OffsetDateTime.parse(from).toInstant());
        } catch (DateTimeParseException e) {
            throw ProblemType.INVALID_REQUEST.because("from is '" + from
                    + "'; expected earliest, latest, a position, or a time by RFC 3339 such as 2026-01-31T08:00:00Z");
        }
    }

    private void checkEmbedded(String name) {
        ChannelState channel = topology.channels().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Channels.unknown(name));
        if (!channel.embedded()) {
            throw ProblemType.NOT_EMBEDDED.because("Channel '" + name + "' is bound to broker '" + channel.broker()
                    + "'; only embedded channels are read here, so look at address '" + channel.address()
                    + "' with the tools of that broker");
        }
    }

    private static long position(String parameter, String text) {
        try {
            long position = Long.parseLong(text);
            if (position >= 0 && position < Long.MAX_VALUE) {
                return position;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw ProblemType.INVALID_REQUEST.because(parameter + " is '" + text + "'; expected a position, such as 1");
    }

    private static int limit(@Nullable String text) {
        try {
            int limit = text == null ? 50 : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw ProblemType.INVALID_REQUEST.because("limit is '" + text + "'; expected a number from 1 to " + MAX_LIMIT);
    }
}
