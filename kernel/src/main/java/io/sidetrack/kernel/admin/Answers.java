package io.sidetrack.kernel.admin;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Runs operations and sends what they answer: on the context of the request, within a deadline, and whatever they throw. */
final class Answers {
    private final Vertx vertx;
    private final Duration deadline;

    Answers(Vertx vertx, Duration deadline) {
        this.vertx = vertx;
        this.deadline = deadline;
    }

    Handler<RoutingContext> raw(Function<RoutingContext, Future<Reply>> operation) {
        return unbounded(request -> bounded(operation.apply(request)));
    }

    /** For an operation that reads a body, which may take its time, and bounds what comes after by itself. */
    Handler<RoutingContext> unbounded(Function<RoutingContext, Future<Reply>> operation) {
        return request -> operation
                .apply(request)
                .onSuccess(reply -> send(request, reply))
                .onFailure(request::fail);
    }

    /** The same future on this context, failed with a {@link TimeoutException} when the deadline has passed. */
    <T> Future<T> bounded(Future<T> future) {
        Context context = vertx.getOrCreateContext();
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(deadline.toMillis(), late -> promise.tryFail(new TimeoutException()));
        future.onComplete(done -> context.runOnContext(hop -> {
            vertx.cancelTimer(timer);
            if (done.succeeded()) {
                promise.tryComplete(done.result());
            } else {
                promise.tryFail(done.cause());
            }
        }));
        return promise.future();
    }

    private static void send(RoutingContext request, Reply reply) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return; // the client went
        }
        reply.headers().forEach(response::putHeader);
        response.setStatusCode(reply.status());
        if (reply.status() == 204) {
            response.end();
        } else {
            response.putHeader("Content-Type", reply.contentType()).end(reply.body());
        }
    }
}
