package io.sidetrack.kernel.channel;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Capabilities;
import io.sidetrack.api.adapter.Capabilities.Kind;
import io.sidetrack.api.adapter.Confirmation;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.sidetrack.api.adapter.StartPosition;
import io.sidetrack.kernel.channel.BrokerLink.Standing;
import io.sidetrack.kernel.channel.Topology.ChannelState;
import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.config.ChannelConfig;
import io.sidetrack.kernel.embedded.CallerContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A channel of a remote broker. Refuses what its broker cannot keep: a lossy channel, and more than one subscription on a
 * queue-like address, of which the first of the configuration has it.
 */
final class RemoteBinding implements ChannelBinding {
    private final ChannelConfig channel;
    private final String broker;
    private final BrokerLink link;
    private final Context home;
    private final @Nullable String reader;
    private final String instance;

    /**
     * @param reader the first subscription of the configuration that reads the address, {@code null} for none
     * @param instance what brokers know this kernel by
     */
    RemoteBinding(
            ChannelConfig channel,
            String broker,
            BrokerLink link,
            Context home,
            @Nullable String reader,
            String instance) {
        this.channel = channel;
        this.broker = broker;
        this.link = link;
        this.home = home;
        this.reader = reader;
        this.instance = instance;
    }

    @Override
    public boolean isEmbedded() {
        return false;
    }

    @Override
    public Capabilities capabilities() {
        return link.capabilities();
    }

    @Override
    public String reason(Throwable cause) {
        return link.reason(cause);
    }

    @Override
    public Future<Source> openSource(Reading reading, Receiver receiver) {
        CallerContext caller = CallerContext.current();
        SourceRequest request = new SourceRequest(
                channel.name(),
                channel.address(),
                reading.subscription(),
                instance,
                reading.exclusive(),
                reading.start(),
                reading.committed());
        return atHome(() -> open(request, receiver, caller));
    }

    @Override
    public Future<Map<String, Long>> positions(StartPosition place) {
        return ask("asking for positions of channel " + channel.name(), to -> to.positions(channel.address(), place));
    }

    @Override
    public Future<Map<String, Long>> progress(String subscription) {
        return ask(
                "asking for the progress of " + subscription + " in channel " + channel.name(),
                to -> to.progress(channel.address(), subscription));
    }

    /** Asks on the connection that is there, or on the next, and again where one goes before it has answered. */
    private <T> Future<T> ask(String what, Function<BrokerConnection, Future<T>> question) {
        return atHome(() -> askOpen(what, question));
    }

    private <T> Future<T> askOpen(String what, Function<BrokerConnection, Future<T>> question) {
        return link.connection()
                .compose(connection -> connection
                        .ask(what, question)
                        .recover(failure ->
                                link.isOpen(connection) ? Future.failedFuture(failure) : askOpen(what, question)));
    }

    private <T> Future<T> atHome(Supplier<Future<T>> call) {
        Promise<T> promise = Promise.promise();
        home.runOnContext(ignored -> call.get().onComplete(promise));
        return promise.future();
    }

    /** Opens on the connection that is there, or on the next: losing one in between is not the caller's business. */
    private Future<Source> open(SourceRequest request, Receiver receiver, CallerContext caller) {
        return link.connection().compose(connection -> {
            String refusal = refusal(connection.host().capabilities(), request.subscription());
            if (refusal != null) {
                return Future.failedFuture(new ChannelRefusedException(refusal));
            }
            RelayReceiver relay = new RelayReceiver(receiver, caller);
            return connection.openSource(request, relay).transform(answer -> {
                if (link.isOpen(connection)) {
                    return answer.succeeded()
                            ? Future.<Source>succeededFuture(answer.result())
                            : Future.failedFuture(answer.cause());
                }
                relay.mute();
                return open(request, receiver, caller);
            });
        });
    }

    @Override
    public Future<List<Confirmation>> send(List<CloudEvent> batch) {
        String lossy = lossy();
        return lossy == null
                ? link.send(channel.address(), batch)
                : Future.succeededFuture(batch.stream()
                        .map(event -> (Confirmation) new Confirmation.Rejected(lossy))
                        .toList());
    }

    @Override
    public Future<List<Published>> publish(List<CloudEvent> batch) {
        return send(batch)
                .map(confirmations -> confirmations.stream()
                        .map(confirmation -> new Published(confirmation, -1, false))
                        .toList());
    }

    @Override
    public ChannelState state() {
        Standing standing = link.standing();
        String lossy = lossy();
        return lossy == null
                ? new ChannelState(
                        channel.name(), broker, channel.address(), false, standing.state(), standing.detail())
                : new ChannelState(channel.name(), broker, channel.address(), false, "down", lossy);
    }

    private @Nullable String lossy() {
        try {
            return lossy(link.capabilities());
        } catch (ChannelRefusedException unknown) {
            return null; // the standing of the link says why
        }
    }

    private @Nullable String lossy(Capabilities capabilities) {
        return capabilities.lossy()
                ? "channels." + channel.name() + ": broker " + broker
                        + " may lose events that it has accepted; bind the channel to a durable address or broker"
                : null;
    }

    private @Nullable String refusal(Capabilities capabilities, String subscription) {
        String lossy = lossy(capabilities);
        if (lossy != null) {
            return lossy;
        }
        if (capabilities.kind() == Kind.QUEUE && reader != null && !reader.equals(subscription)) {
            return "subscriptions." + subscription + ".from: channel " + channel.name() + " is the queue '"
                    + channel.address() + "' of broker " + broker + ", and subscription " + reader
                    + " reads it already; a queue gives each message to one of them, so bind an exchange or topic"
                    + " with a queue for each subscription";
        }
        return null;
    }
}
