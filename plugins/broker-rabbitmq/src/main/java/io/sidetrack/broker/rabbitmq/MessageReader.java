package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Envelope;
import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.event.InvalidEventException;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes events of the messages of one queue: of those in structured mode ({@code application/cloudevents+json}) and in binary
 * mode (headers {@code cloudEvents_…} or {@code cloudEvents:…}) the events they are, of all others new ones that carry the body.
 * A message that says it is an event and is none becomes an undecodable delivery.
 *
 * <p><b>Threading.</b> For one thread: it remembers the last source.
 */
final class MessageReader {
    private static final String CLOUD_EVENTS = "application/cloudevents";
    private static final String DEFAULT_TYPE = "rabbitmq.message";
    private static final URI NO_URI = URI.create("");

    private final Assignment assignment;
    private final String keyHeader;
    private final @Nullable String wrapType;
    private final URI wrapSource;
    private String lastSource = "";
    private URI lastSourceUri = NO_URI;

    MessageReader(Settings settings, String queue, Assignment assignment) {
        this.assignment = assignment;
        this.keyHeader = settings.get(RabbitOptions.KEY_HEADER);
        this.wrapType = settings.options().find(RabbitOptions.WRAP_TYPE).orElse(null);
        this.wrapSource = settings.options()
                .find(RabbitOptions.WRAP_SOURCE)
                .map(URI::create)
                .orElseGet(() -> defaultSource(settings.get(RabbitOptions.VIRTUAL_HOST), queue));
    }

    Delivery read(Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        String key = key(headers);
        try {
            CloudEvent event = event(envelope, properties, headers, key, body);
            return new Delivery(assignment, envelope.getDeliveryTag(), event, key, envelope.isRedeliver(), null, null);
        } catch (IllegalArgumentException | DateTimeException e) {
            String problem = Objects.requireNonNullElse(e.getMessage(), e.toString());
            return new Delivery(
                    assignment, envelope.getDeliveryTag(), null, key, envelope.isRedeliver(), body, problem);
        }
    }

    private CloudEvent event(
            Envelope envelope,
            AMQP.BasicProperties properties,
            Map<String, Object> headers,
            @Nullable String key,
            byte[] body) {
        String contentType = properties.getContentType();
        if (contentType != null && contentType.regionMatches(true, 0, CLOUD_EVENTS, 0, CLOUD_EVENTS.length())) {
            return keyed(structured(contentType, body), key);
        }
        return Headers.attribute(headers, "specversion") == null
                ? wrapped(envelope, properties, headers, key, body)
                : keyed(binary(contentType, headers, body), key);
    }

    private static CloudEvent structured(String contentType, byte[] body) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
        if (!type.equalsIgnoreCase(EventJson.MEDIA_TYPE)) {
            throw new InvalidEventException("content type '" + contentType
                    + "' is an event format that is not read here; expected " + EventJson.MEDIA_TYPE);
        }
        return EventJson.parse(Buffer.buffer(body));
    }

    private CloudEvent binary(@Nullable String contentType, Map<String, Object> headers, byte[] body) {
        EventBuilder event = EventBuilder.event().dataContentType(contentType).data(body.length == 0 ? null : body);
        for (Map.Entry<String, Object> header : headers.entrySet()) {
            if (Headers.hasPrefix(header.getKey())) {
                attribute(event, header.getKey(), header.getValue());
            }
        }
        return event.build();
    }

    private void attribute(EventBuilder event, String header, Object value) {
        String name = header.substring(Headers.PREFIX.length());
        switch (name) {
            case "specversion" -> version(text(name, value));
            case "id" -> event.id(text(name, value));
            case "source" -> event.source(source(text(name, value)));
            case "type" -> event.type(text(name, value));
            case "subject" -> event.subject(text(name, value));
            case "time" ->
                event.time(value instanceof Date date ? Headers.time(date) : OffsetDateTime.parse(text(name, value)));
            case "dataschema" -> event.dataSchema(URI.create(text(name, value)));
            case "datacontenttype" -> event.dataContentType(text(name, value)); // no legal header, but in use
            default -> {
                Object extension = Headers.extension(value);
                if (extension == null) {
                    throw new InvalidEventException(name + " is a "
                            + value.getClass().getSimpleName() + "; expected a text, a boolean, a number or a time");
                }
                event.extension(name, extension);
            }
        }
    }

    /** An event that carries a message which is none. */
    private CloudEvent wrapped(
            Envelope envelope,
            AMQP.BasicProperties properties,
            Map<String, Object> headers,
            @Nullable String key,
            byte[] body) {
        EventBuilder event = EventBuilder.event()
                .id(id(properties))
                .source(wrapSource)
                .type(type(properties))
                .dataContentType(notEmpty(properties.getContentType()))
                .time(properties.getTimestamp() == null ? null : Headers.time(properties.getTimestamp()))
                .data(body.length == 0 ? null : body);
        headers.forEach((name, value) -> {
            Object extension = Headers.extension(value);
            if (extension != null && isExtensionName(name)) {
                event.extension(name, extension);
            }
        });
        return event.extension("exchange", notEmpty(envelope.getExchange()))
                .extension("routingkey", notEmpty(envelope.getRoutingKey()))
                .extension(EventKeys.CORRELATION_ID, notEmpty(properties.getCorrelationId()))
                .partitionKey(key)
                .build();
    }

    /** Gives an event that has no key of its own the one of the header. */
    private static CloudEvent keyed(CloudEvent event, @Nullable String key) {
        return key == null || event.getExtension(EventKeys.PARTITION_KEY) != null
                ? event
                : EventBuilder.from(event).partitionKey(key).build();
    }

    private @Nullable String key(Map<String, Object> headers) {
        if (headers.isEmpty()) {
            return null;
        }
        String key = Headers.text(Headers.attribute(headers, EventKeys.PARTITION_KEY));
        return key != null ? key : notEmpty(Headers.text(headers.get(keyHeader)));
    }

    private URI source(String text) {
        if (!text.equals(lastSource)) {
            lastSourceUri = URI.create(text);
            lastSource = text;
        }
        return lastSourceUri;
    }

    private static void version(String version) {
        if (!version.equals("1.0")) {
            throw new InvalidEventException("specversion is '" + version + "'; expected 1.0");
        }
    }

    private static String text(String name, Object value) {
        String text = Headers.text(value);
        if (text == null) {
            throw new InvalidEventException(name + " is a " + value.getClass().getSimpleName() + "; expected a text");
        }
        return text;
    }

    /** Of a message without an id a new one at each delivery: nobody can tell whether two of them are the same. */
    private static String id(AMQP.BasicProperties properties) {
        String id = notEmpty(properties.getMessageId());
        return id == null ? UUID.randomUUID().toString() : id;
    }

    private String type(AMQP.BasicProperties properties) {
        String type = wrapType == null ? notEmpty(properties.getType()) : wrapType;
        return type == null ? DEFAULT_TYPE : type;
    }

    private static @Nullable String notEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static boolean isExtensionName(String name) {
        return !name.isEmpty()
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                && switch (name) {
                    case "specversion",
                            "id",
                            "source",
                            "type",
                            "datacontenttype",
                            "dataschema",
                            "subject",
                            "time",
                            "data" -> false;
                    default -> true;
                };
    }

    private static URI defaultSource(String virtualHost, String queue) {
        String host = virtualHost.equals("/") ? "" : "/" + encoded(virtualHost);
        return URI.create("/rabbitmq" + host + "/" + encoded(queue));
    }

    private static String encoded(String name) {
        return java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                .replace("+", "%20");
    }
}
