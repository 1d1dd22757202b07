package io.sidetrack.kernel.admin;

import io.sidetrack.api.event.ExactJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.DecodeException;
import org.jspecify.annotations.Nullable;

/** Reads bodies up to a limit, and JSON up to a depth. Above the limit nothing is kept: the rest is dropped as it comes. */
final class Bodies {
    static final int MAX_DEPTH = 64;

    private final long limit;

    Bodies(long limit) {
        this.limit = limit;
    }

    /** The body, empty where there is none. Must be called before the request is left to itself. */
    Future<Buffer> read(HttpServerRequest request) {
        if (announced(request) > limit) {
            return Future.failedFuture(tooLarge());
        }
        if (request.isEnded()) {
            return Future.succeededFuture(Buffer.buffer());
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect")) && request.version() != HttpVersion.HTTP_1_0) {
            request.response().writeContinue();
        }
        Collector collector = new Collector();
        request.handler(collector::add).endHandler(end -> collector.end()).exceptionHandler(collector.promise::tryFail);
        return collector.promise.future();
    }

    /** Parses JSON of bounded depth; no number of it loses a digit. */
    static @Nullable Object json(Buffer body) {
        checkDepth(body);
        try {
            return ExactJson.decode(body);
        } catch (DecodeException e) {
            String message = String.valueOf(e.getMessage());
            int end = message.indexOf('\n');
            throw ProblemType.MALFORMED_JSON.because(
                    "The body is no JSON: " + (end < 0 ? message : message.substring(0, end)));
        }
    }

    private static void checkDepth(Buffer body) {
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < body.length(); i++) {
            byte c = body.getByte(i);
            if (text) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    text = false;
                }
            } else if (c == '"') {
                text = true;
            } else if (c == '{' || c == '[') {
                if (++depth > MAX_DEPTH) {
                    throw ProblemType.MALFORMED_JSON.because("The JSON is nested deeper than " + MAX_DEPTH + " at byte "
                            + i + "; send it flatter, or as text");
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // counted as it comes
        }
    }

    private ProblemException tooLarge() {
        return ProblemType.BODY_TOO_LARGE.because("The body is larger than " + limit
                + " bytes; send smaller batches, or raise http.max-body in the configuration");
    }

    /** Counts while it collects, on the context of the request. */
    private final class Collector {
        private final Promise<Buffer> promise = Promise.promise();
        private Buffer body = Buffer.buffer();

        void add(Buffer chunk) {
            if (body.length() + (long) chunk.length() > limit) {
                body = Buffer.buffer();
                promise.tryFail(tooLarge());
            } else if (!promise.future().isComplete()) {
                body.appendBuffer(chunk);
            }
        }

        void end() {
            promise.tryComplete(body);
        }
    }
}
