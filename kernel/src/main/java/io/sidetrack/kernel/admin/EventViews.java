package io.sidetrack.kernel.admin;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.error.Cause;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.kernel.store.ChannelStore.ChannelEvent;
import io.sidetrack.kernel.store.ErroredState;
import io.sidetrack.kernel.store.Received;
import io.sidetrack.kernel.store.SidingEntry;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Events as the contract shows them. */
final class EventViews {
    private EventViews() {}

    static JsonObject channelEvent(ChannelEvent at) {
        return new JsonObject()
                .put("position", at.position())
                .put("at", time(at.atMillis()))
                .put("event", EventJson.toJson(at.event()));
    }

    static JsonObject received(Received received) {
        CloudEvent event = received.event();
        JsonObject view = place(received).put("event", event == null ? null : EventJson.toJson(event));
        byte[] raw = received.raw();
        if (raw != null) {
            view.put("raw", java.util.Base64.getEncoder().encodeToString(raw));
        }
        if (received.problem() != null) {
            view.put("problem", received.problem());
        }
        return view;
    }

    static JsonObject place(Received received) {
        return new JsonObject()
                .put("channel", received.channel())
                .put("partition", received.partition())
                .put("position", received.position())
                .put("key", received.key());
    }

    /** An event without its data. */
    static @Nullable JsonObject head(@Nullable CloudEvent event) {
        if (event == null) {
            return null;
        }
        JsonObject view = new JsonObject()
                .put("id", event.getId())
                .put("source", event.getSource().toString())
                .put("type", event.getType());
        if (event.getSubject() != null) {
            view.put("subject", event.getSubject());
        }
        if (event.getTime() != null) {
            view.put("time", event.getTime().toString());
        }
        return view;
    }

    static JsonObject entry(SidingEntry entry) {
        ErroredState errored = entry.errored();
        return new JsonObject()
                .put("seq", entry.seq())
                .put("received", received(entry.received()))
                .put(
                        "errored",
                        errored == null
                                ? null
                                : new JsonObject()
                                        .put("id", errored.id())
                                        .put("status", errored.status().text())
                                        .put("version", errored.version())
                                        .put("attempts", errored.attempts()));
    }

    static JsonObject cause(Cause cause) {
        return new JsonObject()
                .put("kind", cause.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("type", cause.type())
                .put("message", cause.message())
                .put("fingerprint", cause.fingerprint());
    }

    static JsonObject causeWithTrace(Cause cause) {
        return cause(cause).put("stackTrace", cause.stackTrace());
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis).toString();
    }
}
