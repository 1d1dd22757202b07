package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

/** What the broker, or the network, said when it ended something: found under the exceptions of the client. */
final class Reasons {
    static final int NOT_FOUND = 404;
    static final int ACCESS_REFUSED = 403;
    static final int RESOURCE_LOCKED = 405;
    static final int PRECONDITION_FAILED = 406;

    private Reasons() {}

    /** As a sentence for people. */
    static String of(Throwable failure) {
        ShutdownSignalException signal = signal(failure);
        if (signal != null) {
            Method method = signal.getReason();
            if (method instanceof AMQP.Connection.Close close) {
                return "the broker closed the connection: " + close.getReplyText();
            }
            if (method instanceof AMQP.Channel.Close close) {
                return "the broker closed the AMQP channel: " + close.getReplyText();
            }
        }
        Throwable root = signal != null && signal.getCause() != null ? signal.getCause() : failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof MissedHeartbeatException) {
            return "the broker was silent for longer than two heartbeats";
        }
        String message = root.getMessage();
        String name = root.getClass().getSimpleName();
        return message == null || message.isBlank() ? "the connection broke (" + name + ")" : message;
    }

    /** The reply code of a channel or connection that the broker closed; 0 where it did not. */
    static int code(Throwable failure) {
        ShutdownSignalException signal = signal(failure);
        Method method = signal == null ? null : signal.getReason();
        if (method instanceof AMQP.Channel.Close close) {
            return close.getReplyCode();
        }
        return method instanceof AMQP.Connection.Close close ? close.getReplyCode() : 0;
    }

    private static @Nullable ShutdownSignalException signal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                return signal;
            }
        }
        return null;
    }
}
