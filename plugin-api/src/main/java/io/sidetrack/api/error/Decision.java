package io.sidetrack.api.error;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What shall happen to an errored event. A value: the kernel acts on it. */
public sealed interface Decision {

    /** Why, in a few words; shown to people and kept in the audit. */
    String note();

    /** Run it again with this event: {@code event} or, where that is {@code null}, the old one with {@code data} in it. */
    record Repair(@Nullable CloudEvent event, @Nullable JsonObject data, String note) implements Decision {
        /** The repaired event: {@code source} and {@code id} stay those of {@code errored}, whatever the handler gave. */
        public CloudEvent apply(CloudEvent errored) {
            EventBuilder repaired = EventBuilder.from(event == null ? errored : event)
                    .id(errored.getId())
                    .source(errored.getSource());
            if (data != null) {
                String contentType = errored.getDataContentType();
                repaired.data(data).dataContentType(contentType == null ? "application/json" : contentType);
            }
            return repaired.build();
        }
    }

    /** Run it again as it is, after {@code delay}; its followers wait. */
    record RetryLater(Duration delay, String note) implements Decision {}

    /** Send it to another channel, which must be configured, and let its followers go. */
    record Redirect(String channel, String note) implements Decision {}

    /** Drop it, with an audit entry, and let its followers go. */
    record Discard(String note) implements Decision {}

    /** Not mine: the next handler decides, at last a person. */
    record Leave(String note) implements Decision {}

    static Decision repair(JsonObject data, String note) {
        return new Repair(null, data, note);
    }

    static Decision repair(CloudEvent event, String note) {
        return new Repair(event, null, note);
    }

    static Decision retryLater(Duration delay, String note) {
        return new RetryLater(delay, note);
    }

    static Decision redirect(String channel, String note) {
        return new Redirect(channel, note);
    }

    static Decision discard(String note) {
        return new Discard(note);
    }

    static Decision leave(String note) {
        return new Leave(note);
    }

    /** This decision as a completed future. */
    default Future<Decision> future() {
        return Future.succeededFuture(this);
    }
}
