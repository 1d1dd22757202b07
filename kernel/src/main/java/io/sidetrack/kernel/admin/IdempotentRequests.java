package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.store.AnswerStore;
import io.sidetrack.kernel.store.AnswerStore.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that comes again with the same {@code Idempotency-Key} within a day is not done again but gets the first answer; with
 * other content it is refused. While the first one is under way, the others wait for its answer.
 *
 * <p>What is sure is kept: successes and refusals. After a failure of the node (5xx), or where it died between the change and the
 * keeping, a repeat runs again; then the operation protects itself, by the version that must be named, by source and id, or because
 * a second time changes nothing.
 *
 * <p>Confined to the context of the verticle that serves.
 */
final class IdempotentRequests {
    static final String HEADER = "Idempotency-Key";
    private static final Logger log = LoggerFactory.getLogger(IdempotentRequests.class);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_BYTES = 1 << 20;

    private final AnswerStore store;
    private final Answers answers;
    private final LongSupplier wallMillis;
    private final Map<Buffer, UnderWay> underWay = new HashMap<>();

    private record UnderWay(Buffer digest, Future<Reply> answer) {}

    IdempotentRequests(AnswerStore store, Answers answers, LongSupplier wallMillis) {
        this.store = store;
        this.answers = answers;
        this.wallMillis = wallMillis;
    }

    /** Does {@code change} unless it was done for this key before. */
    Future<Reply> once(RoutingContext request, Buffer body, Supplier<Future<Reply>> change) {
        String given = request.request().getHeader(HEADER);
        if (given == null) {
            return change.get();
        }
        if (given.isBlank() || given.length() > 255) {
            throw ProblemType.INVALID_REQUEST.because(
                    HEADER + " has " + given.length() + " characters; expected 1 to 255, such as a UUID");
        }
        Buffer key = hash(Guard.caller(request).name(), given);
        Buffer digest = digest(request.request(), body);
        UnderWay before = underWay.get(key);
        if (before != null) {
            return before.digest().equals(digest) ? before.answer().map(IdempotentRequests::repeated) : other(given);
        }
        Promise<Reply> promise = Promise.promise();
        underWay.put(key, new UnderWay(digest, promise.future()));
        answers.bounded(store.find(key, since()))
                .compose(found -> found.isEmpty()
                        ? run(request, key, digest, change)
                        : found.get().digest().equals(digest)
                                ? Future.succeededFuture(repeated(reply(found.get())))
                                : other(given))
                .onComplete(done -> {
                    underWay.remove(key);
                    if (done.succeeded()) {
                        promise.complete(done.result());
                    } else {
                        promise.fail(done.cause());
                    }
                });
        return promise.future();
    }

    private Future<Reply> run(RoutingContext request, Buffer key, Buffer digest, Supplier<Future<Reply>> change) {
        Future<Reply> running;
        try {
            running = answers.bounded(change.get());
        } catch (RuntimeException e) {
            running = Future.failedFuture(e);
        }
        return running.transform(done -> {
            Reply sure = done.succeeded() ? done.result() : refusal(request, done.cause());
            if (sure == null || sure.body().length() > MOST_BYTES) {
                return done.succeeded() ? Future.succeededFuture(done.result()) : Future.failedFuture(done.cause());
            }
            return keep(key, digest, sure).map(sure);
        });
    }

    /** The change has happened, so its answer is given even where it cannot be kept. */
    private Future<Void> keep(Buffer key, Buffer digest, Reply reply) {
        JsonObject headers = new JsonObject().put("Content-Type", reply.contentType());
        reply.headers().forEach(headers::put);
        Answer answer = new Answer(key, digest, reply.status(), headers, reply.body(), wallMillis.getAsLong());
        return answers.bounded(store.keep(answer, since())).otherwise(failure -> {
            log.warn("an answer could not be kept, so a repeat of its request will run again: {}", failure.toString());
            return null;
        });
    }

    /** What was refused for good; {@code null} where another try may end otherwise. */
    private static @Nullable Reply refusal(RoutingContext request, Throwable failure) {
        ProblemException problem = Problems.of(request, failure);
        int status = problem.type().status();
        return status >= 500 || status == 429
                ? null
                : problem.reply(request.request().path());
    }

    private long since() {
        return wallMillis.getAsLong() - KEPT.toMillis();
    }

    private static Future<Reply> other(String key) {
        return Future.failedFuture(ProblemType.OTHER_REQUEST.because(
                HEADER + " '" + key + "' was used within a day for another request; take a new key for a new request"));
    }

    private static Reply repeated(Reply first) {
        return first.header("Idempotency-Replayed", "true");
    }

    private static Reply reply(Answer answer) {
        Map<String, String> headers = new HashMap<>();
        answer.headers().forEach(header -> headers.put(header.getKey(), String.valueOf(header.getValue())));
        String contentType = String.valueOf(headers.remove("Content-Type"));
        return new Reply(answer.status(), contentType, answer.body(), headers);
    }

    private static Buffer digest(HttpServerRequest request, Buffer body) {
        Buffer asked = Buffer.buffer();
        for (String part : new String[] {
            request.method().name(),
            request.uri(),
            String.valueOf(request.getHeader("If-Match")),
            String.valueOf(request.getHeader("Content-Type"))
        }) {
            asked.appendString(part).appendByte((byte) 0);
        }
        request.headers().forEach(header -> {
            if (header.getKey().regionMatches(true, 0, "ce-", 0, 3)) {
                asked.appendString(header.getKey() + ":" + header.getValue()).appendByte((byte) 0);
            }
        });
        return hash(asked.appendBuffer(body));
    }

    private static Buffer hash(String caller, String key) {
        return hash(Buffer.buffer(caller).appendByte((byte) 0).appendBytes(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static Buffer hash(Buffer bytes) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
