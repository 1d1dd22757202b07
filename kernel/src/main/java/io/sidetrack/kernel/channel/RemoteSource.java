package io.sidetrack.kernel.channel;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Source;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An adapter's source as the kernel holds it. An adapter that throws breaks this source and nothing else; after {@link #close}
 * nothing is delivered, whatever the adapter still does. Closing succeeds within its deadline.
 */
final class RemoteSource implements Source {
    private final Source source;
    private final RelayReceiver relay;
    private final BoundedCalls calls;
    private final Duration deadline;
    private final Consumer<RemoteSource> released;
    private volatile boolean ended;

    RemoteSource(
            Source source,
            RelayReceiver relay,
            BoundedCalls calls,
            Duration deadline,
            Consumer<RemoteSource> released) {
        this.source = source;
        this.relay = relay;
        this.calls = calls;
        this.deadline = deadline;
        this.released = released;
    }

    @Override
    public void request(int count) {
        guard(() -> source.request(count));
    }

    @Override
    public void settle(Assignment assignment, long position) {
        guard(() -> source.settle(assignment, position));
    }

    @Override
    public void settleUpTo(Assignment assignment, long position) {
        guard(() -> source.settleUpTo(assignment, position));
    }

    @Override
    public Future<Long> lag() {
        if (ended) {
            return Future.succeededFuture(-1L);
        }
        Promise<Long> promise = Promise.promise();
        Runnable disarm = calls.arm(deadline, () -> promise.tryComplete(-1L));
        BoundedCalls.settle(source::lag)
                .onComplete(answer -> promise.tryComplete(known(answer.succeeded() ? answer.result() : null)));
        return promise.future().andThen(done -> disarm.run());
    }

    @Override
    public Future<Void> close() {
        return close(source::close);
    }

    @Override
    public Future<Void> closeForNow() {
        return close(source::closeForNow);
    }

    private Future<Void> close(Supplier<Future<Void>> how) {
        relay.mute();
        released.accept(this);
        Promise<Void> promise = Promise.promise();
        Runnable disarm = calls.arm(deadline, promise::tryComplete);
        if (ended) {
            promise.tryComplete();
        } else {
            ended = true;
            BoundedCalls.settle(how).onComplete(answer -> promise.tryComplete());
        }
        return promise.future().andThen(done -> disarm.run());
    }

    private static long known(@Nullable Long lag) {
        return lag == null ? -1 : Math.max(-1, lag);
    }

    /** The connection under it is gone. */
    void breakOff(Throwable cause) {
        ended = true;
        relay.failed(cause);
    }

    private void guard(Runnable call) {
        if (!ended) {
            try {
                call.run();
            } catch (RuntimeException | LinkageError e) {
                relay.failed(e);
            }
        }
    }
}
