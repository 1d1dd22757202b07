package io.sidetrack.kernel.dispatch;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Confirmation;
import java.util.List;
import java.util.function.Consumer;

/** Sends emitted events to remote channels. */
public interface Emitter {

    /**
     * Sends a batch, in its order and behind the batches before it. Answers on the shard's thread, once, with a confirmation for
     * each; may do so within the call. May never answer: the engine sends again.
     *
     * @param batch not changed any more
     */
    void send(String channel, List<CloudEvent> batch, Consumer<List<Confirmation>> answer);

    /** Where a channel lies that a decision names. */
    default Destination destinationOf(String channel) {
        return Destination.STORE;
    }

    /** Where an event goes that is sent to a channel. */
    enum Destination {
        /** Into the store, in the transaction of the decision. */
        STORE,
        /** To a remote broker, by {@link #send}. */
        REMOTE,
        /** There is no such channel, or nobody may send to it. */
        NOWHERE
    }
}
