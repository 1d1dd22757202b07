package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The line of batches to one address over one connection, with its sink, which is opened by the first batch.
 *
 * <p><b>Ordering.</b> The sink is called on the adapter's loop, one call at a time, in the order of {@link #send}. Several
 * batches may wait for their confirmations at once: a sender that needs one event confirmed before another waits itself, as the
 * engine does per key.
 *
 * <p><b>Failure.</b> Every batch is answered within the deadline. A sink that cannot be opened makes what waits indeterminate,
 * and the next batch tries again.
 */
final class SinkLine {
    private final BrokerConnection connection;
    private final Context loop;
    private final BoundedCalls calls;
    private final TopologySettings settings;
    private final String address;
    private final Secrets secrets;
    private final Queue<Sending> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private final Set<Sending> underWay = ConcurrentHashMap.newKeySet();
    private volatile @Nullable String ended;
    private volatile boolean lost;
    private @Nullable Sink sink;
    private boolean opening;

    SinkLine(
            BrokerConnection connection,
            HostedAdapter host,
            BoundedCalls calls,
            TopologySettings settings,
            String address) {
        this.connection = connection;
        this.loop = host.loop();
        this.secrets = host.secrets();
        this.calls = calls;
        this.settings = settings;
        this.address = address;
    }

    Future<List<Confirmation>> send(List<CloudEvent> batch) {
        Sending sending = new Sending(batch, this::left);
        Runnable disarm = calls.arm(
                settings.send(),
                () -> sending.doubt("no confirmation within " + settings.send().toMillis() + " ms"));
        sending.answer().onComplete(answered -> disarm.run());
        waiting.add(sending);
        wake();
        return sending.answer();
    }

    /** The connection is gone: what waits or is under way is indeterminate. Later batches too. */
    void breakOff(String reason) {
        lost = true;
        ended = reason;
        wake();
    }

    /** No more batches; closes the sink, which answers for what is under way. */
    Future<Void> close() {
        ended = "the channel is being closed";
        wake();
        return calls.call(loop, settings.close(), "closing the sink of " + address, this::closeSink, ignored -> {});
    }

    private Future<Void> closeSink() {
        return sink == null ? Future.succeededFuture() : sink.close();
    }

    private void left(Sending sending) {
        underWay.remove(sending);
        if (!waiting.isEmpty()) {
            wake(); // one that is added after this look wakes by itself
        }
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0 && !BoundedCalls.run(loop, this::work)) {
            doubtAll("the plugin of the adapter is gone");
            wakes.set(0);
        }
    }

    private void work() {
        int seen = wakes.get();
        do {
            sendWaiting();
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    private void sendWaiting() {
        String reason = ended;
        if (reason != null) {
            if (lost) {
                doubtAll(reason);
            } else {
                doubtWaiting(reason);
            }
            return;
        }
        Sink open = sink;
        if (open == null) {
            openSink();
            return;
        }
        while (underWay.size() < settings.sendsUnderWay()) {
            Sending sending = waiting.poll();
            if (sending == null) {
                return;
            }
            underWay.add(sending);
            if (sending.leave()) {
                handOver(open, sending);
            } else {
                underWay.remove(sending);
            }
        }
    }

    private void handOver(Sink open, Sending sending) {
        BoundedCalls.settle(() -> open.send(sending.batch()))
                .onComplete(sending::confirm, failure -> sending.doubt(secrets.reason(failure)));
    }

    private void openSink() {
        if (opening || waiting.isEmpty()) {
            return;
        }
        opening = true;
        calls.call(
                        loop,
                        settings.open(),
                        "opening a sink to " + address,
                        () -> connection.openSink(address),
                        Sink::close)
                .onComplete(answer -> BoundedCalls.run(loop, () -> {
                    opening = false;
                    if (answer.succeeded()) {
                        sink = answer.result();
                    } else {
                        doubtWaiting("cannot open a sink to " + address + ": " + secrets.reason(answer.cause()));
                    }
                    wake();
                }));
    }

    private void doubtAll(String reason) {
        underWay.forEach(sending -> sending.doubt(reason));
        doubtWaiting(reason);
    }

    private void doubtWaiting(String reason) {
        for (Sending sending = waiting.poll(); sending != null; sending = waiting.poll()) {
            sending.doubt(reason);
        }
    }
}
