package io.sidetrack.kernel.channel;

import io.sidetrack.api.adapter.Assignment;
import io.sidetrack.api.adapter.Delivery;
import io.sidetrack.api.adapter.Receiver;
import io.sidetrack.kernel.embedded.CallerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an adapter's source and the kernel's receiver: brings every call onto the receiver's context in order, tells of
 * a failure once, and lets nothing through after that or after {@link #mute}. A failure before {@link #opened} is kept for the
 * opening to report. Thread-safe.
 */
final class RelayReceiver implements Receiver {
    private final Receiver receiver;
    private final CallerContext caller;
    private volatile boolean muted;
    private boolean opened;
    private @Nullable Throwable failure;

    RelayReceiver(Receiver receiver, CallerContext caller) {
        this.receiver = receiver;
        this.caller = caller;
    }

    /** The source is open; answers why it has failed already, or {@code null}. */
    synchronized @Nullable Throwable opened() {
        opened = true;
        return failure;
    }

    void mute() {
        muted = true;
    }

    @Override
    public void received(List<Delivery> batch) {
        run(() -> receiver.received(batch));
    }

    @Override
    public Future<Void> assigned(List<Assignment> assignments) {
        return ask(target -> target.assigned(assignments));
    }

    @Override
    public Future<Void> revoked(List<Assignment> assignments) {
        return ask(target -> target.revoked(assignments));
    }

    @Override
    public void lost(List<Assignment> assignments) {
        run(() -> receiver.lost(assignments));
    }

    @Override
    public void failed(Throwable cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
            if (!opened) {
                return;
            }
        }
        run(() -> {
            muted = true;
            receiver.failed(cause);
        });
    }

    private void run(Runnable call) {
        if (!muted) {
            caller.run(() -> {
                if (!muted) {
                    call.run();
                }
            });
        }
    }

    /** A receiver that is not there any more has nothing to wait for. */
    private Future<Void> ask(Function<Receiver, Future<Void>> question) {
        Promise<Void> promise = Promise.promise();
        caller.run(() -> {
            if (muted) {
                promise.complete();
            } else {
                BoundedCalls.settle(() -> question.apply(receiver)).onComplete(promise);
            }
        });
        return promise.future();
    }
}
