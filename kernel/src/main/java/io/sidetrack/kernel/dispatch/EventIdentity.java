package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;

/** Which event it is, whether it is delivered, delivered again or on a siding, edited or not. */
public record EventIdentity(String channel, String source, String id) {
    static EventIdentity of(String channel, CloudEvent event) {
        return new EventIdentity(channel, event.getSource().toString(), event.getId());
    }
}
