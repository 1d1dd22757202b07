package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes queues, exchanges and bindings by the Vert.x client.
 *
 * <p><b>Life of a client.</b> It is started when something must be made, declares that over its one AMQP channel and is stopped, whatever
 * came of it: after a failure it would go on over a new channel, opened on the event loop. It waits for the broker without a limit; so
 * where it takes too long, its connection is ended under it.
 *
 * <p><b>Threading.</b> Called, and answers, on the connection's loop, where the client queues its blocking calls; {@link #sever} on any
 * thread. One client at a time.
 */
final class Declarations {
    private static final Logger LOG = LoggerFactory.getLogger(Declarations.class);
    private static final int NO_GOOD_BYE = 1;

    private final Vertx vertx;
    private final LinkFactory links;
    private final Settings settings;
    private final Duration patience;
    private Future<Void> last = Future.succeededFuture();
    private volatile @Nullable Grip current;
    private volatile boolean severed;

    /** @param patience how long a client may take, with all that it declares */
    Declarations(Vertx vertx, LinkFactory links, Settings settings, Duration patience) {
        this.vertx = vertx;
        this.links = links;
        this.settings = settings;
        this.patience = patience;
    }

    /** Makes them in their order, when all that was asked for before is done. Some may have been made where it fails. */
    Future<Void> make(List<Declaration> wanted) {
        if (wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        last = last.otherwiseEmpty().compose(turn -> declare(wanted));
        return last;
    }

    /** Ends what is under way, and makes nothing any more. */
    void sever() {
        severed = true;
        Grip held = current;
        if (held != null) {
            end(held);
        }
    }

    private Future<Void> declare(List<Declaration> wanted) {
        Grip grip = new Grip();
        current = grip;
        if (severed) {
            return Future.failedFuture("the connection to broker " + settings.broker() + " has ended");
        }
        Promise<Void> declared = Promise.promise();
        long timer = vertx.setTimer(patience.toMillis(), late -> {
            declared.tryFail(new TimeoutException("declaring " + wanted.get(0).subject() + " at broker "
                    + settings.broker() + " took longer than " + patience.toMillis() + " ms"));
            end(grip);
        });
        vertx.executeBlocking(() -> RabbitMQClient.create(vertx, links.declaring(grip, patience)), false)
                .compose(client -> start(client)
                        .compose(started -> declareFrom(0, wanted, client))
                        .eventually(client::stop))
                .onComplete(done -> {
                    vertx.cancelTimer(timer);
                    if (done.succeeded()) {
                        declared.tryComplete();
                    } else {
                        declared.tryFail(done.cause());
                    }
                });
        return declared.future();
    }

    private Future<Void> start(RabbitMQClient client) {
        return client.start().recover(failure -> Future.failedFuture(Refusals.ofConnection(settings, failure)));
    }

    private Future<Void> declareFrom(int next, List<Declaration> wanted, RabbitMQClient client) {
        if (next == wanted.size()) {
            return Future.succeededFuture();
        }
        Declaration declaration = wanted.get(next);
        return declaration
                .by(client)
                .recover(failure -> Future.failedFuture(
                        Refusals.of(settings, declaration.subject(), declaration.permission(), failure)))
                .compose(done -> declareFrom(next + 1, wanted, client));
    }

    private void end(Grip grip) {
        vertx.executeBlocking(
                        () -> {
                            grip.end();
                            return null;
                        },
                        false)
                .onFailure(failure -> LOG.debug("a connection that declares did not end in order", failure));
    }

    /** The connection of a client, which the client gives nobody: what collects metrics is told of it. */
    private static final class Grip extends NoOpMetricsCollector {
        private @Nullable Connection connection;
        private boolean over;

        @Override
        public void newConnection(Connection made) {
            boolean late;
            synchronized (this) {
                connection = made;
                late = over;
            }
            if (late) {
                made.abort(NO_GOOD_BYE);
            }
        }

        /** Whoever waits for the broker over it fails. Blocks for a moment. */
        void end() {
            Connection made;
            synchronized (this) {
                over = true;
                made = connection;
            }
            if (made != null) {
                made.abort(NO_GOOD_BYE);
            }
        }
    }
}
