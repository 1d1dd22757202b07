package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.kernel.store.Emission;
import java.util.List;
import java.util.function.Consumer;

/** Sends emitted events to remote channels. */
public interface Emitter {

    /** Sends in order; answers on the shard's thread, once, with a confirmation for each. May never answer: the engine sends again. */
    void send(List<Emission> emissions, Consumer<List<Confirmation>> answer);
}
