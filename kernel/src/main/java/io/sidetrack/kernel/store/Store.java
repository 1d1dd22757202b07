package io.sidetrack.kernel.store;

import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * The durable state of a node, as one SPI with one contract suite.
 *
 * <p><b>Life.</b> Opened by its factory, which migrates; then called from any thread; {@link #close} at the end. After the first
 * storage failure every call fails at once with {@link StoreFailedException} until {@link #reopen} has succeeded (fail-stop).
 *
 * <p><b>Durability.</b> The future of every writing call succeeds only after the write is on disk (fsync, group commit). A
 * write whose future failed with {@link StoreFailedException} is indeterminate: it may or may not be found after reopening.
 *
 * <p><b>Threading.</b> Futures are completed on a thread of the store: hop to your own context. Writes of one caller thread are
 * applied in the order of the calls. A read sees every write whose future had succeeded when the read was called.
 */
public interface Store {

    ShardStore shards();

    SubscriptionStore subscriptions();

    ChannelStore channels();

    ErrorStore errors();

    AuditStore audit();

    /**
     * Removes what is finished and past its keeping, in pieces with other writes between them, and never anything that is open.
     * Answers how many errored events, audit entries, inbox rows and marks went.
     */
    Future<Long> prune(Keeping keeping);

    AccessStore access();

    AnswerStore answers();

    /** What brokers know the node by: made at random with the store, and the same for as long as there is this store. */
    String nodeName();

    /** Calls {@code listener} on the first storage failure, once after each successful {@link #reopen}, on a thread of the store. */
    void onFailure(Consumer<StoreFailedException> listener);

    /** Closes every connection, opens anew, checks the file. Fails where storage is still broken; call again later. */
    Future<Void> reopen();

    /** Finishes the writes that were submitted, then closes. */
    Future<Void> close();
}
