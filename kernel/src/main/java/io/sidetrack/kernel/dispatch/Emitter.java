package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.store.Emission;
import java.util.List;
import java.util.function.Consumer;

/** Sends emitted events to remote channels. */
public interface Emitter {

    /** Sends in order; answers on the shard's thread, once, with a confirmation for each. May never answer: the engine sends again. */
    void send(List<Emission> emissions, Consumer<List<Confirmation>> answer);

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
