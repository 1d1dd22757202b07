package io.sidetrack.api.event;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/** The attributes that order and relate events, and the default rule for the ordering key. */
public final class EventKeys {
    /** Extension of the CloudEvents partitioning extension. */
    public static final String PARTITION_KEY = "partitionkey";

    /** Extension of the CloudEvents correlation extension: shared by all events of one business flow. */
    public static final String CORRELATION_ID = "correlationid";

    /** Extension of the CloudEvents correlation extension: the id of the event that directly caused this one. */
    public static final String CAUSATION_ID = "causationid";

    private EventKeys() {}

    /** The ordering key by the default rule: {@code partitionkey}, else {@code subject}, else {@code null} (no order). */
    public static @Nullable String defaultKey(CloudEvent event) {
        Object partitionKey = event.getExtension(PARTITION_KEY);
        return partitionKey != null ? partitionKey.toString() : event.getSubject();
    }
}
