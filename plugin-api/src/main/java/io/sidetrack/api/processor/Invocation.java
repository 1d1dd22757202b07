package io.sidetrack.api.processor;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** One attempt at one event: what a processor is called with. Immutable; valid for any time after the call too. */
public interface Invocation {

    CloudEvent event();

    /** The subscription that the event is processed for. */
    String subscription();

    /** The channel the event came from. */
    String channel();

    /** The ordering key, or {@code null} where the event has no order and hence no keyed state. */
    @Nullable
    String key();

    /** The keyed state of the event's key as its last result left it; {@code null} where there is none. Do not change it. */
    @Nullable
    Buffer state();

    /** 1 for the first attempt at this event, counted over retries and resubmissions. */
    int attempt();

    /** 0 for the event as it was received, else the number of the edit that a handler or a person made. */
    int revision();

    /** The data as a JSON object, a new one at each call; throws {@code DecodeException} where it is none. */
    default JsonObject json() {
        return EventData.json(event());
    }

    /** The keyed state as a JSON object, a new one at each call; empty where there is none. */
    default JsonObject stateJson() {
        Buffer state = state();
        return state == null ? new JsonObject() : new JsonObject(state);
    }
}
