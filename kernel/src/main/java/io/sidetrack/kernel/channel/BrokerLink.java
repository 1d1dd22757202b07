package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.ConnectionContext;
import io.sidetrack.kernel.config.NodeConfig.BrokerConfig;
import io.sidetrack.kernel.plugin.Components;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one remote broker connected: looks its adapter up, connects, and connects again with back-off after every failure and
 * loss, until it is closed. A plugin that comes later, or again, is found by the next attempt.
 *
 * <p><b>Threading.</b> State changes on the kernel's context only; {@link #standing}, {@link #capabilities} and {@link #send} may
 * be called from any thread.
 */
final class BrokerLink {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);

    /**
     * @param state {@code up}, {@code connecting} or {@code down}
     * @param since when it came into that state
     */
    record Standing(String state, String detail, Instant since) {}

    private final Vertx vertx;
    private final Context home;
    private final Components components;
    private final BrokerConfig broker;
    private final TopologySettings settings;
    private final BoundedCalls calls;
    private final Backoff backoff;
    private final List<Promise<OpenConnection>> waiting = new ArrayList<>();
    private volatile Standing standing;
    private volatile @Nullable HostedAdapter host;
    private volatile @Nullable OpenConnection open;
    private long openSince;
    private boolean closing;
    private boolean released;
    /** Counts up with each adapter that is let go: what was begun with an older one counts no more. */
    private int era;

    BrokerLink(
            Vertx vertx,
            Context home,
            Components components,
            BrokerConfig broker,
            TopologySettings settings,
            RandomGenerator random) {
        this.vertx = vertx;
        this.home = home;
        this.components = components;
        this.broker = broker;
        this.settings = settings;
        this.calls = new BoundedCalls(vertx, home);
        this.backoff = new Backoff(settings.backoff(), settings.maxBackoff(), random);
        this.standing = new Standing("connecting", "connecting to broker " + broker.name(), Instant.now());
    }

    /** Begins to connect; succeeds as soon as the adapter was looked up, found or not. */
    Future<Void> start() {
        Promise<Void> looked = Promise.promise();
        home.runOnContext(ignored -> connect(era, looked));
        return looked.future();
    }

    Standing standing() {
        return standing;
    }

    BrokerConfig broker() {
        return broker;
    }

    /** Throws {@link ChannelRefusedException} with the reason while the adapter is not there. */
    Capabilities capabilities() {
        HostedAdapter hosted = host;
        if (hosted == null) {
            throw new ChannelRefusedException(standing.detail());
        }
        return hosted.capabilities();
    }

    /** The connection: now, or when there is one; fails only when the link is closed. Asked and answered on the kernel's context. */
    Future<OpenConnection> connection() {
        OpenConnection now = open;
        if (closing) {
            return Future.failedFuture(closed());
        }
        if (now != null) {
            return Future.succeededFuture(now);
        }
        Promise<OpenConnection> promise = Promise.promise();
        waiting.add(promise);
        return promise.future();
    }

    /** Whether {@code connection} is still the one. On the kernel's context. */
    boolean isOpen(OpenConnection connection) {
        return open == connection;
    }

    Future<List<Confirmation>> send(String address, List<CloudEvent> batch) {
        OpenConnection now = open;
        return now != null
                ? now.send(address, batch)
                : Future.succeededFuture(
                        Sending.doubts(batch.size(), "broker " + broker.name() + " is away: " + standing.detail()));
    }

    Future<Void> close() {
        Promise<Void> promise = Promise.promise();
        home.runOnContext(ignored -> {
            closing = true;
            List.copyOf(waiting).forEach(each -> each.tryFail(closed()));
            waiting.clear();
            letGo().onComplete(promise);
        });
        return promise.future();
    }

    /** Lets go of the adapter, for another one that {@link #resume} looks up. What is sent meanwhile is indeterminate. */
    Future<Void> release() {
        Promise<Void> promise = Promise.promise();
        home.runOnContext(ignored -> {
            released = true;
            stand("connecting", "the plugin of adapter '" + broker.adapter() + "' is being replaced");
            letGo().onComplete(promise);
        });
        return promise.future();
    }

    /** Looks the adapter up and connects at once; succeeds when it was looked up, found or not. */
    Future<Void> resume() {
        Promise<Void> promise = Promise.promise();
        home.runOnContext(ignored -> {
            released = false;
            backoff.reset();
            connect(era, promise);
        });
        return promise.future();
    }

    private Future<Void> letGo() {
        era++;
        OpenConnection last = open;
        HostedAdapter hosted = host;
        open = null;
        host = null;
        return (last == null ? Future.<Void>succeededFuture() : last.close())
                .compose(done -> hosted == null ? Future.succeededFuture() : hosted.undeploy());
    }

    /** @param looked told when the adapter was looked up, found or not */
    private void connect(int of, Promise<Void> looked) {
        if (closing || released || of != era) {
            looked.tryComplete();
            return;
        }
        adapter(of, looked)
                .compose(hosted ->
                        attempt(hosted).map(connection -> new OpenConnection(hosted, connection, calls, settings)))
                .onComplete(answer -> home.runOnContext(ignored -> {
                    if (answer.succeeded() && of != era) {
                        answer.result().close();
                    } else if (of != era) {
                        LOG.debug("broker {}: the adapter before did not connect", broker.name(), answer.cause());
                    } else if (answer.failed()) {
                        failed(answer.cause());
                    } else {
                        connected(answer.result());
                    }
                    looked.tryComplete();
                }));
    }

    private Future<HostedAdapter> adapter(int of, Promise<Void> looked) {
        HostedAdapter hosted = host;
        if (hosted != null) {
            return Future.succeededFuture(hosted);
        }
        return calls.call(
                        home,
                        settings.connect(),
                        "looking up adapter '" + broker.adapter() + "'",
                        () -> HostedAdapter.find(
                                vertx, components, broker, () -> home.runOnContext(gone -> pluginGone(of))),
                        HostedAdapter::undeploy)
                .compose(found -> {
                    if (of != era) {
                        return found.undeploy().compose(done -> Future.failedFuture(closed()));
                    }
                    host = found;
                    looked.tryComplete();
                    return Future.succeededFuture(found);
                });
    }

    private Future<BrokerConnection> attempt(HostedAdapter hosted) {
        ConnectionContext context =
                new ConnectionContext(hosted.vertx(), broker.name(), hosted.options(), settings.connect());
        return calls.call(
                hosted.loop(),
                settings.connect(),
                "connecting to broker " + broker.name(),
                () -> hosted.adapter().connect(context),
                BrokerConnection::close);
    }

    private void connected(OpenConnection connection) {
        open = connection;
        openSince = System.nanoTime();
        stand("up", "");
        LOG.info("broker {} is connected", broker.name());
        connection.ended().onFailure(cause -> home.runOnContext(ignored -> lost(connection, cause)));
        List<Promise<OpenConnection>> served = List.copyOf(waiting);
        waiting.clear();
        served.forEach(each -> each.complete(connection));
    }

    private void lost(OpenConnection connection, Throwable cause) {
        if (open != connection) {
            return;
        }
        open = null;
        tell("connecting", "the connection to broker " + broker.name() + " was lost: " + reason(cause));
        connection.breakOff(cause);
        if (System.nanoTime() - openSince > settings.maxBackoff().toNanos()) {
            backoff.reset();
        }
        later();
    }

    private void failed(Throwable cause) {
        String reason = reason(cause);
        tell(
                "down",
                cause instanceof ChannelRefusedException
                        ? reason
                        : "cannot connect to broker " + broker.name() + ": " + reason);
        later();
    }

    private void pluginGone(int of) {
        if (of != era) {
            return;
        }
        host = null;
        OpenConnection now = open;
        if (now != null) {
            lost(now, new IllegalStateException("the plugin of adapter '" + broker.adapter() + "' has stopped"));
        }
    }

    private void later() {
        int of = era;
        vertx.setTimer(backoff.next(), id -> home.runOnContext(ignored -> connect(of, Promise.promise())));
    }

    private void tell(String state, String detail) {
        if (!closing && !standing.detail().equals(detail)) {
            LOG.warn("{}", detail);
        }
        stand(state, detail);
    }

    private void stand(String state, String detail) {
        Standing before = standing;
        standing = new Standing(state, detail, before.state().equals(state) ? before.since() : Instant.now());
    }

    /** What went wrong, without secrets. Any thread. */
    String reason(Throwable cause) {
        HostedAdapter hosted = host;
        return (hosted == null ? Secrets.NONE : hosted.secrets()).reason(cause);
    }

    private IllegalStateException closed() {
        return new IllegalStateException("broker " + broker.name() + " is being closed");
    }
}
