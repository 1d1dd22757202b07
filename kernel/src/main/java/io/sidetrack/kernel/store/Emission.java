package io.sidetrack.kernel.store;

import io.cloudevents.CloudEvent;

/** An event to append to an embedded channel. Appended once by source and id within the channel's window. */
public record Emission(String channel, CloudEvent event) {}
