package io.sidetrack.api.error;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The head of a siding as a handler sees it. Immutable.
 *
 * @param id the errored event's id, stable over attempts and edits
 * @param subscription the subscription it failed in
 * @param channel the channel it came from
 * @param key the ordering key, or {@code null}
 * @param event the event in its current revision
 * @param revision 0 for the event as it was received, else the number of the edit
 * @param cause why the last attempt failed
 * @param attempts how many attempts were made, over retries and resubmissions
 * @param handled how often a handler has decided on this errored event before
 */
public record ErroredEvent(
        String id,
        String subscription,
        String channel,
        @Nullable String key,
        CloudEvent event,
        int revision,
        Cause cause,
        int attempts,
        int handled) {

    /** The data as a JSON object, a new one at each call: a copy that may be changed and given to {@link Decision#repair}. */
    public JsonObject json() {
        return EventData.json(event);
    }
}
