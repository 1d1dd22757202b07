package io.sidetrack.api.adapter;

import io.vertx.core.Future;
import java.util.Map;

/**
 * An open connection to a broker.
 *
 * <p><b>Life.</b> Opened by {@link BrokerAdapter#connect}; sources and sinks are opened and closed any number of times;
 * {@link #close} ends it together with what is still open. {@link #closed} tells when it ended by itself, and the kernel
 * connects again.
 *
 * <p><b>Threading.</b> Called on the context it was opened on.
 */
public interface BrokerConnection {

    /**
     * Opens a source. No delivery arrives before the future has succeeded and {@link Source#request} was called.
     *
     * @param request what to read, for whom, from where
     * @param receiver where deliveries and assignments go
     */
    Future<Source> openSource(SourceRequest request, Receiver receiver);

    /** Opens a sink to the address of a channel; it fails where the address does not exist and may not be created. */
    Future<Sink> openSink(String address);

    /**
     * Logs only: where a place is, as the position of the first event from there on, for every partition of the address. Where there
     * is no event from there on it is the partition's end: behind its last event. Fails where the address does not exist.
     */
    default Future<Map<String, Long>> positions(String address, StartPosition place) {
        return Future.failedFuture(new UnsupportedOperationException(address + " is no log: it has no positions"));
    }

    /**
     * Logs only: what the broker knows to be settled for a subscription, as the position behind it, for every partition that it
     * knows something of. Asked while no source of the subscription is open here.
     */
    default Future<Map<String, Long>> progress(String address, String subscription) {
        return Future.failedFuture(new UnsupportedOperationException(address + " is no log: it keeps no progress"));
    }

    /** Completes when the connection is gone, with the reason as its failure, or succeeds after {@link #close}. */
    Future<Void> closed();

    /** Closes sources and sinks, then the connection. Settled within 10 seconds; what was not settled is delivered again. */
    Future<Void> close();
}
