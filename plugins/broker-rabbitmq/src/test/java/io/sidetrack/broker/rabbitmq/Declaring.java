package io.sidetrack.broker.rabbitmq;

import io.sidetrack.testkit.Settled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/** The client that declares, without a connection beside it. */
final class Declaring implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    final Declarations declarations;

    Declaring(TestBroker broker, Duration patience) {
        Settings settings = Settings.of("main", broker.options());
        declarations = new Declarations(vertx, new LinkFactory(vertx, settings), settings, patience);
    }

    Future<Void> make(Declaration... wanted) {
        Promise<Void> made = Promise.promise();
        loop.runOnContext(turn -> declarations.make(List.of(wanted)).onComplete(made));
        return made.future();
    }

    Throwable failure(Declaration... wanted) {
        return Settled.of(make(wanted), Session.PATIENCE).failure();
    }

    @Override
    public void close() {
        Settled.succeeded(vertx.close(), Session.PATIENCE);
    }
}
