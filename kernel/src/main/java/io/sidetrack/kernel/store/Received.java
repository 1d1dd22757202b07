package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was received; either {@code event}, or {@code raw} bytes that are no event together with the {@code problem}.
 *
 * @param partition the source partition, for people
 * @param position the position in it, for people
 * @param key the ordering key, or {@code null} for none
 */
public record Received(
        String channel,
        String partition,
        long position,
        @Nullable String key,
        @Nullable CloudEvent event,
        byte @Nullable [] raw,
        @Nullable String problem) {}
