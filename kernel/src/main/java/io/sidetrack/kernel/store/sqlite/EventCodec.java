package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Events as bytes, in a form of our own: a version, all attributes, extensions with their types, data. Canonical: equal events
 * have equal bytes, so that content is compared by them.
 */
final class EventCodec {
    private static final int VERSION = 1;
    private static final int TEXT = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int INTEGER = 3;
    private static final int LINK = 4;
    private static final int TIME = 5;
    private static final Class<? extends CloudEvent> OWN =
            EventBuilder.event().id("-").source("-").type("-").build().getClass();

    private EventCodec() {}

    /** The event as a class of the plugin API, which holds on to no plugin. Throws where it breaks the rules of CloudEvents. */
    static CloudEvent own(CloudEvent event) {
        return event.getClass() == OWN ? event : EventBuilder.from(event).build();
    }

    /** @param event as {@link #own} gives it */
    static byte[] encode(CloudEvent event) {
        byte[] data = EventData.bytes(event);
        BlobWriter out = new BlobWriter(192 + (data == null ? 0 : data.length));
        out.octet(VERSION);
        out.text(event.getId()).text(event.getSource().toString()).text(event.getType());
        out.optionalText(event.getDataContentType());
        out.optionalText(
                event.getDataSchema() == null ? null : event.getDataSchema().toString());
        out.optionalText(event.getSubject());
        OffsetDateTime time = event.getTime();
        if (time == null) {
            out.octet(0);
        } else {
            time(out.octet(1), time);
        }
        extensions(out, event);
        return out.optionalBytes(data).toBytes();
    }

    static CloudEvent decode(byte[] bytes) {
        BlobReader in = new BlobReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "an event is stored in form " + version + "; this version knows " + VERSION);
        }
        EventBuilder event =
                EventBuilder.event().id(in.text()).source(URI.create(in.text())).type(in.text());
        event.dataContentType(in.optionalText());
        String schema = in.optionalText();
        event.dataSchema(schema == null ? null : URI.create(schema));
        event.subject(in.optionalText());
        event.time(in.octet() == 0 ? null : time(in));
        for (long more = in.unsigned(); more > 0; more--) {
            event.extension(in.text(), extension(in));
        }
        return event.data(in.optionalBytes()).build();
    }

    /** A 64-bit hash of source and id; never an identity. */
    static long identityHash(CloudEvent event) {
        return mix(mix(0xcbf29ce484222325L, event.getSource().toString()) * 0x100000001b3L, event.getId());
    }

    private static long mix(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 29);
    }

    private static void extensions(BlobWriter out, CloudEvent event) {
        int count = event.getExtensionNames().size();
        out.unsigned(count);
        if (count == 0) {
            return;
        }
        SortedSet<String> names = new TreeSet<>(event.getExtensionNames());
        for (String name : names) {
            out.text(name);
            extension(out, event.getExtension(name));
        }
    }

    private static void extension(BlobWriter out, @Nullable Object value) {
        if (value instanceof String text) {
            out.octet(TEXT).text(text);
        } else if (value instanceof Boolean flag) {
            out.octet(flag ? TRUE : FALSE);
        } else if (value instanceof Integer number) {
            out.octet(INTEGER).signed(number);
        } else if (value instanceof URI link) {
            out.octet(LINK).text(link.toString());
        } else if (value instanceof OffsetDateTime time) {
            time(out.octet(TIME), time);
        } else {
            throw new IllegalStateException("no CloudEvents attribute: " + value);
        }
    }

    private static Object extension(BlobReader in) {
        int type = in.octet();
        return switch (type) {
            case TEXT -> in.text();
            case TRUE -> true;
            case FALSE -> false;
            case INTEGER -> (int) in.signed();
            case LINK -> URI.create(in.text());
            case TIME -> time(in);
            default -> throw new IllegalStateException("an extension is stored as unknown type " + type);
        };
    }

    private static void time(BlobWriter out, OffsetDateTime time) {
        out.signed(time.toEpochSecond())
                .unsigned(time.getNano())
                .signed(time.getOffset().getTotalSeconds());
    }

    private static OffsetDateTime time(BlobReader in) {
        Instant instant = Instant.ofEpochSecond(in.signed(), in.unsigned());
        return instant.atOffset(ZoneOffset.ofTotalSeconds((int) in.signed()));
    }
}
