package io.sidetrack.kernel.store.sqlite;

import io.cloudevents.CloudEvent;

/**
 * An event ready to be appended, made on the caller's thread so that the writer need not.
 *
 * @param identity the hash of source and id
 */
record EncodedEvent(CloudEvent event, byte[] bytes, long identity) {

    static EncodedEvent of(CloudEvent event) {
        CloudEvent own = EventCodec.own(event);
        return new EncodedEvent(own, EventCodec.encode(own), EventCodec.identityHash(own));
    }

    boolean isSameAs(CloudEvent other) {
        return other.getId().equals(event.getId()) && other.getSource().equals(event.getSource());
    }
}
