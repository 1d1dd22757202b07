package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes persistent messages of events, in binary mode: the data is the body, the content type a property, every other attribute
 * a header {@code cloudEvents_…}. An event whose data is itself an event goes in structured mode, since receivers tell the modes
 * apart by the content type.
 */
final class MessageWriter {
    private static final byte[] NOTHING = {};
    private static final int PERSISTENT = 2;
    private static final int SHORT = 255;

    private static final String SPECVERSION = Headers.PREFIX + "specversion";
    private static final String ID = Headers.PREFIX + "id";
    private static final String SOURCE = Headers.PREFIX + "source";
    private static final String TYPE = Headers.PREFIX + "type";
    private static final String SUBJECT = Headers.PREFIX + "subject";
    private static final String TIME = Headers.PREFIX + "time";
    private static final String DATASCHEMA = Headers.PREFIX + "dataschema";

    /** A message that can be published. */
    record Message(AMQP.BasicProperties properties, byte[] body) {}

    private MessageWriter() {}

    /** Throws {@link IllegalArgumentException} where AMQP cannot carry the event. */
    static Message message(CloudEvent event) {
        String contentType = event.getDataContentType();
        if (contentType != null && contentType.startsWith("application/cloudevents")) {
            byte[] body = EventJson.toJson(event).toBuffer().getBytes();
            return new Message(properties(event, EventJson.MEDIA_TYPE, Map.of()), body);
        }
        byte[] data = EventData.bytes(event);
        return new Message(properties(event, contentType, headers(event)), data == null ? NOTHING : data);
    }

    private static AMQP.BasicProperties properties(
            CloudEvent event, @Nullable String contentType, Map<String, Object> headers) {
        String id = event.getId();
        return new AMQP.BasicProperties.Builder()
                .contentType(contentType)
                .headers(headers)
                .deliveryMode(PERSISTENT)
                .messageId(isShort(id) ? id : null) // the header has it in any case
                .build();
    }

    private static Map<String, Object> headers(CloudEvent event) {
        Map<String, Object> headers = new HashMap<>(16);
        headers.put(SPECVERSION, "1.0");
        headers.put(ID, event.getId());
        headers.put(SOURCE, event.getSource().toString());
        headers.put(TYPE, event.getType());
        put(headers, SUBJECT, event.getSubject());
        put(headers, TIME, event.getTime());
        put(headers, DATASCHEMA, event.getDataSchema());
        for (String name : event.getExtensionNames()) {
            put(headers, Headers.PREFIX + name, event.getExtension(name));
        }
        return headers;
    }

    /** Times as text: AMQP's own have whole seconds. */
    private static void put(Map<String, Object> headers, String name, @Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            headers.put(name, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time));
        } else if (value instanceof URI) {
            headers.put(name, value.toString());
        } else if (value != null) {
            headers.put(name, value);
        }
    }

    private static boolean isShort(String text) {
        return text.length() <= SHORT / 3 || text.getBytes(StandardCharsets.UTF_8).length <= SHORT;
    }
}
