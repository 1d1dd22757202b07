package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.Emit;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Makes emitted events. The id is the SHA-256, cut to 128 bits, of subscription, parent source and id, output and index: a
 * repeated attempt emits the same ids. Causation and correlation follow the CloudEvents correlation extension.
 */
final class EmittedEvents {
    private final String subscription;
    private final URI source;
    private final Clock clock;
    private final MessageDigest digest;

    EmittedEvents(String subscription, Clock clock) {
        this.subscription = subscription;
        this.source = URI.create("urn:sidetrack:subscription:" + subscription);
        this.clock = clock;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    CloudEvent of(CloudEvent parent, Emit emit, int index) {
        EventBuilder event = EventBuilder.event()
                .id(id(parent, emit.output(), index))
                .source(source)
                .type(emit.type())
                .time(Instant.ofEpochMilli(clock.wallMillis()).atOffset(ZoneOffset.UTC))
                .subject(emit.subject() != null ? emit.subject() : parent.getSubject())
                .extension(
                        EventKeys.PARTITION_KEY,
                        emit.key() != null ? emit.key() : parent.getExtension(EventKeys.PARTITION_KEY))
                .extension(EventKeys.CAUSATION_ID, parent.getId())
                .extension(EventKeys.CORRELATION_ID, correlation(parent))
                .extension("traceparent", parent.getExtension("traceparent"))
                .dataContentType(emit.dataContentType());
        emit.extensions().forEach(event::extension);
        @Nullable Buffer data = emit.data();
        return (data == null ? event : event.data(data.getBytes())).build();
    }

    private static Object correlation(CloudEvent parent) {
        Object correlation = parent.getExtension(EventKeys.CORRELATION_ID);
        return correlation != null ? correlation : parent.getId();
    }

    private String id(CloudEvent parent, String output, int index) {
        update(subscription);
        update(parent.getSource().toString());
        update(parent.getId());
        update(output);
        update(Integer.toString(index));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /** Each part with its length, so that no two lists of parts have the same bytes. */
    private void update(String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((byte) (bytes.length >>> 24));
        digest.update((byte) (bytes.length >>> 16));
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }
}
