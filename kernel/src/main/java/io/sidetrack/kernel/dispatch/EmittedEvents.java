package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.Emit;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Makes emitted events. The id is the SHA-256, cut to 128 bits, of subscription, parent source and id, output and index: a
 * repeated attempt emits the same ids. Causation and correlation follow the CloudEvents correlation extension.
 */
final class EmittedEvents {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_BYTES = 16;

    private final byte[] subscription;
    private final URI source;
    private final Clock clock;
    private final MessageDigest digest;
    private final byte[] digits = new byte[2 * ID_BYTES];
    private byte[] parts = new byte[256];
    private int length;
    private long millis;
    private OffsetDateTime time;

    EmittedEvents(String subscription, Clock clock) {
        this.subscription = subscription.getBytes(StandardCharsets.UTF_8);
        this.source = URI.create("urn:sidetrack:subscription:" + subscription);
        this.clock = clock;
        this.time = utc(0);
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
                .time(now())
                .subject(emit.subject() != null ? emit.subject() : parent.getSubject())
                .extension(EventKeys.CAUSATION_ID, parent.getId())
                .extension(EventKeys.CORRELATION_ID, correlation(parent))
                .extension(
                        EventKeys.PARTITION_KEY,
                        emit.key() != null ? emit.key() : parent.getExtension(EventKeys.PARTITION_KEY))
                .extension("traceparent", parent.getExtension("traceparent"))
                .dataContentType(emit.dataContentType());
        if (!emit.extensions().isEmpty()) {
            emit.extensions().forEach(event::extension);
        }
        return event.data(emit.data()).build();
    }

    private OffsetDateTime now() {
        long now = clock.wallMillis();
        if (now != millis) {
            millis = now;
            time = utc(now);
        }
        return time;
    }

    private static OffsetDateTime utc(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }

    private static Object correlation(CloudEvent parent) {
        Object correlation = parent.getExtension(EventKeys.CORRELATION_ID);
        return correlation != null ? correlation : parent.getId();
    }

    private String id(CloudEvent parent, String output, int index) {
        length = 0;
        add(subscription);
        add(parent.getSource().toString());
        add(parent.getId());
        add(output);
        add(Integer.toString(index));
        digest.update(parts, 0, length);
        byte[] hash = digest.digest();
        for (int i = 0; i < ID_BYTES; i++) {
            digits[2 * i] = HEX[(hash[i] >> 4) & 0xf];
            digits[2 * i + 1] = HEX[hash[i] & 0xf];
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private void add(String part) {
        add(part.getBytes(StandardCharsets.UTF_8));
    }

    /** Each part with its length, so that no two lists of parts have the same bytes. */
    private void add(byte[] part) {
        if (parts.length < length + 4 + part.length) {
            parts = Arrays.copyOf(parts, 2 * (length + 4 + part.length));
        }
        parts[length++] = (byte) (part.length >>> 24);
        parts[length++] = (byte) (part.length >>> 16);
        parts[length++] = (byte) (part.length >>> 8);
        parts[length++] = (byte) part.length;
        System.arraycopy(part, 0, parts, length, part.length);
        length += part.length;
    }
}
