package io.sidetrack.testkit.broker;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import org.jspecify.annotations.Nullable;

/** What a broker holds: an event, or bytes that are none. */
record StoredMessage(@Nullable String key, @Nullable CloudEvent event, byte[] raw) {
    private static final byte[] NOTHING = {};

    static StoredMessage of(@Nullable String key, CloudEvent event) {
        return new StoredMessage(key, event, NOTHING);
    }

    static StoredMessage undecodable(@Nullable String key, byte[] raw) {
        return new StoredMessage(key, null, raw);
    }

    Delivery deliver(Assignment assignment, long position, boolean redelivered) {
        return event == null
                ? new Delivery(assignment, position, null, key, redelivered, raw, "these bytes are no event")
                : new Delivery(assignment, position, event, key, redelivered, null, null);
    }
}
