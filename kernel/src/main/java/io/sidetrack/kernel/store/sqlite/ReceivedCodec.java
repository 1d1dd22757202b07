package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;
import io.sidetrack.kernel.store.Received;
import org.jspecify.annotations.Nullable;

/** What a siding keeps of a delivery, as bytes. */
final class ReceivedCodec {
    private static final int VERSION = 1;

    private ReceivedCodec() {}

    static byte[] encode(Received received) {
        CloudEvent event = received.event();
        byte[] bytes = event == null ? null : EventCodec.encode(EventCodec.own(event));
        BlobWriter out = new BlobWriter(96 + (bytes == null ? 0 : bytes.length));
        out.octet(VERSION).text(received.channel()).text(received.partition()).signed(received.position());
        out.optionalText(received.key());
        return out.optionalBytes(bytes)
                .optionalBytes(received.raw())
                .optionalText(received.problem())
                .toBytes();
    }

    static Received decode(byte[] stored) {
        BlobReader in = new BlobReader(stored);
        int version = in.octet();
        if (version != VERSION) {
            throw new IllegalStateException(
                    "a delivery is stored in form " + version + "; this version knows " + VERSION);
        }
        String channel = in.text();
        String partition = in.text();
        long position = in.signed();
        String key = in.optionalText();
        byte[] event = in.optionalBytes();
        return new Received(
                channel,
                partition,
                position,
                key,
                event == null ? null : EventCodec.decode(event),
                in.optionalBytes(),
                in.optionalText());
    }

    /** The same delivery with the event as it was edited. */
    static Received edited(Received original, @Nullable String key, CloudEvent event) {
        return new Received(original.channel(), original.partition(), original.position(), key, event, null, null);
    }
}
