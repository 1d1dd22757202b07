package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.StartPosition;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Channels as the rest of the kernel uses them, whatever broker they are bound to. Connects brokers with back-off and again
 * after a loss. Thread-safe; futures complete on the caller's context where there is one.
 */
public interface Topology {

    /** Whether the channel is in the store, so that receipts and emits commit with it. Throws {@code ChannelException} if unknown. */
    boolean isEmbedded(String channel);

    /**
     * What the channel's broker can do.
     *
     * @throws ChannelRefusedException where the channel cannot be used now: no plugin contributes the adapter, or its options are
     *     wrong; the message says which
     */
    Capabilities capabilities(String channel);

    /** Where the channel lies, as broker and address. Throws {@code ChannelException} if unknown. */
    String place(String channel);

    /** Why something of the channel failed, as a sentence for people; without secrets of its broker. */
    String reason(String channel, Throwable cause);

    /**
     * Opens a source of a channel for a subscription; waits for the broker while it is away, until the topology is closed. Fails
     * with {@link ChannelRefusedException} where the configuration does not permit it, with {@code CompetingConsumerException} while
     * somebody else reads, or with the broker's own refusal: try again later. A source that breaks, or whose connection is lost, tells so by {@link Receiver#failed}, once.
     *
     * <p>Calls of the receiver, and the future, come on the caller's context in the order in which the broker made them.
     */
    Future<Source> openSource(Reading reading, Receiver receiver);

    /**
     * Where a place in a log-like channel is, see {@code BrokerConnection.positions}; waits for the broker while it is away. Fails
     * with the broker's own refusal.
     */
    Future<Map<String, Long>> positions(String channel, StartPosition place);

    /** What a remote log knows to be settled, see {@code BrokerConnection.progress}; waits and fails likewise. */
    Future<Map<String, Long>> progress(String channel, String subscription);

    /**
     * Sends to a channel of a remote broker; never fails: a broker that is away, or does not answer in time, answers
     * indeterminate. Batches leave in the order of one caller's calls.
     */
    Future<List<Confirmation>> send(String channel, List<CloudEvent> batch);

    /**
     * Publishes: the future succeeds once the batch is durable (embedded: whole or not at all; remote: once the broker has
     * answered for each). Fails with {@code ChannelException}, or {@code StoreFailedException} (indeterminate). Where no answer
     * comes in time it succeeds with {@link Confirmation.Indeterminate}: publish again with the same ids.
     */
    Future<List<Published>> publish(String channel, List<CloudEvent> batch);

    /** The channels of the configuration, in its order. */
    List<ChannelState> channels();

    /** The brokers of the configuration, in its order. */
    List<BrokerState> brokers();

    /**
     * @param position the position in an embedded channel, -1 where the broker does not tell
     * @param duplicate whether it had been published before
     */
    record Published(Confirmation confirmation, long position, boolean duplicate) {}

    /**
     * @param state {@code up}, {@code connecting} or {@code down}, with the reason in {@code detail}
     * @param since when it came into that state
     * @param channels those that lie there
     */
    record BrokerState(
            String name, String adapter, String state, String detail, Instant since, List<String> channels) {}

    /** @param state {@code up}, {@code connecting} or {@code down}, with the reason in {@code detail} */
    record ChannelState(String name, String broker, String address, boolean embedded, String state, String detail) {}
}
