package io.sidetrack.api.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes the data of events, and reads the data of any CloudEvent. */
public final class EventData {
    private EventData() {}

    /** Data of these bytes, not copied: do not change them afterwards. */
    public static CloudEventData of(byte[] bytes) {
        return new BytesData(bytes);
    }

    /** Data of the JSON text. */
    public static CloudEventData of(JsonObject json) {
        return new BytesData(json.toBuffer().getBytes());
    }

    /** The bytes of the data, not copied: do not change them. {@code null} where the event has no data. */
    public static byte @Nullable [] bytes(CloudEvent event) {
        CloudEventData data = event.getData();
        return data == null ? null : data.toBytes();
    }

    /** The data as UTF-8 text, empty where the event has none. */
    public static String text(CloudEvent event) {
        byte[] bytes = bytes(event);
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * The data parsed as a JSON object: a new one at each call, so that the caller may change it.
     *
     * @throws DecodeException where the data is missing or no JSON object; the message names the event
     */
    public static JsonObject json(CloudEvent event) {
        byte[] bytes = bytes(event);
        if (bytes == null) {
            throw new DecodeException("event " + event.getId() + " has no data; expected a JSON object");
        }
        try {
            return new JsonObject(Buffer.buffer(bytes));
        } catch (DecodeException | ClassCastException e) {
            throw new DecodeException("data of event " + event.getId() + " is no JSON object: " + e.getMessage(), e);
        }
    }
}
