package io.sidetrack.kernel.dispatch;

import io.sidetrack.api.error.Cause;
import io.sidetrack.api.error.Cause.Kind;
import io.sidetrack.api.processor.EventRejectedException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Makes causes of what went wrong. */
final class Causes {
    private static final int MAX_STACK_TRACE = 16_384;
    private static final int MAX_MESSAGE = 2_000;
    private final String subscription;

    Causes(String subscription) {
        this.subscription = subscription;
    }

    Cause of(Throwable failure) {
        Kind kind = failure instanceof EventRejectedException ? Kind.REJECTED : Kind.FAILED;
        String type = failure.getClass().getName();
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new Cause(kind, type, cut(message, MAX_MESSAGE), trace(failure), fingerprint(type, frame(failure)));
    }

    /** A cause that the kernel itself states. */
    Cause of(Kind kind, String type, String message) {
        return new Cause(kind, type, cut(message, MAX_MESSAGE), "", fingerprint(type, ""));
    }

    private String fingerprint(String type, String frame) {
        return subscription + ":" + type + (frame.isEmpty() ? "" : "@" + frame);
    }

    /** The first frame that is neither of the JDK nor of the libraries that call and serve plugins. */
    private static String frame(Throwable failure) {
        for (StackTraceElement element : failure.getStackTrace()) {
            String type = element.getClassName();
            if (!type.startsWith("java.")
                    && !type.startsWith("jdk.")
                    && !type.startsWith("io.vertx.")
                    && !type.startsWith("io.netty.")
                    && !type.startsWith("com.fasterxml.")
                    && !type.startsWith("io.sidetrack.api.")
                    && !type.startsWith("io.sidetrack.kernel.")) {
                return type + "." + element.getMethodName();
            }
        }
        return "";
    }

    private static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return cut(text.toString(), MAX_STACK_TRACE);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
