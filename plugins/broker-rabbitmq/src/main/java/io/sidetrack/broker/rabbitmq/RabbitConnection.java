package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Channel;
import io.sidetrack.api.adapter.BrokerConnection;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.api.adapter.Sink;
import io.sidetrack.api.adapter.Source;
import io.sidetrack.api.adapter.SourceRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the broker: one AMQP connection for reading and for questions, and, from the first sink on, another for
 * writing, since a broker that is short of memory or disk stops reading from connections that publish. Where one of them breaks
 * the whole is given up.
 *
 * <p><b>Threading.</b> Fields are touched on the loop alone.
 */
final class RabbitConnection implements BrokerConnection {
    private static final Duration OPENING = Duration.ofSeconds(9);
    private static final Duration DECLARING = Duration.ofSeconds(20);
    private static final long GOOD_BYE = 1_500;
    private static final long LOOK = 1_000;

    private final Vertx vertx;
    private final Context loop;
    private final Settings settings;
    private final LinkFactory links;
    private final Link reading;
    private final Declarations declarations;
    private final Queues queues;
    private final Set<RabbitSource> sources = new HashSet<>();
    private final Set<RabbitSink> sinks = new HashSet<>();
    private final Promise<Void> closed = Promise.promise();
    private final Promise<Void> released = Promise.promise();
    private final long timer;
    private volatile @Nullable Future<Link> writing;
    private boolean ending;

    RabbitConnection(Vertx vertx, Context loop, Settings settings, LinkFactory links, Link reading) {
        this.vertx = vertx;
        this.loop = loop;
        this.settings = settings;
        this.links = links;
        this.reading = reading;
        this.declarations = new Declarations(vertx, links, settings, DECLARING);
        this.queues = new Queues(vertx, reading, declarations, settings);
        this.timer = vertx.setPeriodic(LOOK, tick -> sinks.forEach(RabbitSink::expire));
        watch(reading);
    }

    @Override
    public Future<Source> openSource(SourceRequest request, Receiver receiver) {
        return unlessEnding(() -> Future.succeededFuture(request.address())
                .map(ChannelAddress::of)
                .compose(address -> queues.prepareSource(address, request)
                        .compose(exclusivity ->
                                vertx.executeBlocking(() -> open(address, exclusivity, request, receiver), false)))
                .compose(source -> {
                    if (ending) {
                        return source.close().compose(done -> Future.failedFuture("the connection is being closed"));
                    }
                    sources.add(source);
                    loop.runOnContext(turn -> source.start());
                    return Future.succeededFuture(source);
                }));
    }

    private RabbitSource open(ChannelAddress address, Exclusivity exclusivity, SourceRequest request, Receiver receiver)
            throws IOException {
        try {
            return consuming(address, exclusivity, request, receiver);
        } catch (IOException e) {
            boolean keptByAnother = Reasons.code(e) == Reasons.ACCESS_REFUSED && !Refusals.isForbidden(e);
            if (!keptByAnother || exclusivity != Exclusivity.EXCLUSIVE) {
                throw refused(address, e);
            }
            queues.requireAlone(address.readableQueue(), request.subscription(), 0);
            return consuming(address, Exclusivity.WATCHED, request, receiver); // it has a single active consumer
        }
    }

    private IOException refused(ChannelAddress address, IOException cause) {
        return Refusals.of(settings, "queue '" + address.readableQueue() + "'", "read it", cause);
    }

    private RabbitSource consuming(
            ChannelAddress address, Exclusivity exclusivity, SourceRequest request, Receiver receiver)
            throws IOException {
        Channel channel = reading.channel();
        RabbitSource source = new RabbitSource(
                new RabbitSource.Parts(reading, loop, queues, settings, exclusivity),
                channel,
                address.readableQueue(),
                request.subscription(),
                receiver,
                gone -> loop.runOnContext(turn -> sources.remove(gone)));
        try {
            source.consume();
            if (exclusivity == Exclusivity.WATCHED) {
                queues.requireAlone(address.readableQueue(), request.subscription(), 1);
            }
            return source;
        } catch (IOException | RuntimeException e) {
            source.forget();
            throw e;
        }
    }

    @Override
    public Future<Sink> openSink(String address) {
        return unlessEnding(() -> Future.succeededFuture(address)
                .map(ChannelAddress::of)
                .compose(parsed -> queues.prepareSink(parsed).map(parsed))
                .compose(parsed -> writing().compose(link -> {
                    if (ending) {
                        return Future.failedFuture("the connection is being closed");
                    }
                    RabbitSink sink = new RabbitSink(
                            link, loop, parsed, settings, gone -> loop.runOnContext(turn -> sinks.remove(gone)));
                    sinks.add(sink);
                    return Future.succeededFuture((Sink) sink);
                })));
    }

    private Future<Link> writing() {
        Future<Link> open = writing;
        if (open == null || open.failed()) {
            open = vertx.executeBlocking(() -> links.open("write", OPENING), false)
                    .map(link -> {
                        watch(link);
                        return link;
                    });
            writing = open;
        }
        return open;
    }

    @Override
    public Future<Void> closed() {
        return closed.future();
    }

    @Override
    public Future<Void> close() {
        if (!ending) {
            ending = true;
            List<Future<?>> ends = new ArrayList<>();
            List.copyOf(sources).forEach(source -> ends.add(source.close()));
            List.copyOf(sinks).forEach(sink -> ends.add(sink.close()));
            Future.join(ends)
                    .onComplete(done -> release(link -> {
                        long late = vertx.setTimer(GOOD_BYE, tick -> link.sever());
                        return vertx.executeBlocking(
                                        () -> {
                                            link.close();
                                            return null;
                                        },
                                        false)
                                .onComplete(gone -> vertx.cancelTimer(late))
                                .mapEmpty();
                    }));
        }
        return released.future();
    }

    /** Ends it at once and on any thread, without a word to anybody: for a plugin that is about to go. */
    void sever() {
        reading.sever();
        Future<Link> other = writing;
        if (other != null) {
            other.onSuccess(Link::sever);
        }
        declarations.sever();
    }

    private void watch(Link link) {
        link.ended().onFailure(cause -> loop.runOnContext(turn -> lost(cause)));
    }

    private void lost(Throwable cause) {
        closed.tryFail(cause);
        List.copyOf(sinks).forEach(sink -> sink.end(Reasons.of(cause)));
        List.copyOf(sources).forEach(source -> source.fail(cause));
        if (!ending) {
            ending = true;
            release(link -> {
                link.sever();
                return Future.succeededFuture();
            });
        }
    }

    private interface End {
        Future<Void> of(Link link);
    }

    private void release(End end) {
        vertx.cancelTimer(timer);
        declarations.sever();
        List<Future<Void>> ends = new ArrayList<>();
        ends.add(end.of(reading));
        Future<Link> other = writing;
        if (other != null) {
            ends.add(other.compose(end::of));
        }
        Future.join(ends).onComplete(done -> {
            closed.tryComplete();
            released.tryComplete();
        });
    }

    private <T> Future<T> unlessEnding(Supplier<Future<T>> opening) {
        if (ending) {
            return Future.failedFuture("the connection to broker " + settings.broker() + " is being closed");
        }
        return opening.get();
    }
}
