package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.ChannelException;
import io.sidetrack.kernel.store.FencedException;
import io.sidetrack.kernel.store.OrderChangedException;
import io.sidetrack.kernel.store.SubscriptionException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.SQLException;

/**
 * A call that changes the store, waiting for its group. It is applied by the writer, refused or not, and answered once the group
 * is durable.
 */
final class Write<T> implements Job {
    private final int commands;
    private final long bytes;
    private final Action<T> action;
    private final Promise<T> promise = Promise.promise();
    private Runnable answer = () -> {};

    /** @param bytes about how much it writes */
    Write(int commands, long bytes, Action<T> action) {
        this.commands = commands;
        this.bytes = bytes;
        this.action = action;
    }

    int commands() {
        return commands;
    }

    long bytes() {
        return bytes;
    }

    Future<T> future() {
        return promise.future();
    }

    /** What an action refuses it refuses before it has changed anything; every other failure fails the store. */
    void apply(Session session) throws SQLException {
        try {
            T result = action.apply(session);
            answer = () -> promise.tryComplete(result);
        } catch (ChannelException | FencedException | OrderChangedException | SubscriptionException refusal) {
            answer = () -> promise.tryFail(refusal);
        }
    }

    /** The group is durable. */
    void answer() {
        answer.run();
    }

    @Override
    public void fail(RuntimeException failure) {
        promise.tryFail(failure);
    }

    /** A change, on the writer thread. */
    interface Action<T> {
        T apply(Session session) throws SQLException;
    }
}
