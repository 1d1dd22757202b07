package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.lifecycle.Plugins;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Takes a jar in, to a file of its own and with a limit, and installs it. It is never extracted, and nothing of it is loaded before
 * the whole of it is there. The file goes when the request is answered.
 */
final class PluginUpload {
    static final long LIMIT = 256L << 20;
    private static final String TYPE = "application/java-archive";

    private final Vertx vertx;
    private final Plugins plugins;
    private final IdempotentRequests idempotent;
    private final long limit;

    PluginUpload(Vertx vertx, Plugins plugins, IdempotentRequests idempotent, long limit) {
        this.vertx = vertx;
        this.plugins = plugins;
        this.idempotent = idempotent;
        this.limit = limit;
    }

    Future<Reply> install(RoutingContext request) {
        HttpServerRequest http = request.request();
        String type = http.getHeader("Content-Type");
        if (type == null || !Requests.mediaType(type).equals(TYPE)) {
            throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
                    "Content-Type is '" + type + "'; expected " + TYPE + ", with the jar as the body");
        }
        String by = Guard.caller(request).name();
        http.pause();
        String file = plugins.uploads().resolve(UUID.randomUUID() + ".jar").toString();
        return vertx.fileSystem()
                .open(file, new OpenOptions().setCreateNew(true).setRead(false).setPerms("rw-------"))
                .compose(open -> new Intake(http, open).run())
                .compose(digest -> idempotent.once(
                        request,
                        digest,
                        () -> plugins.install(Path.of(file), by).map(plugin -> Reply.ok(PluginAdmin.view(plugin)))))
                .eventually(() -> vertx.fileSystem().delete(file).otherwiseEmpty());
    }

    /** Counts and digests while it writes, on the context of the request. */
    private final class Intake {
        private final HttpServerRequest http;
        private final AsyncFile file;
        private final MessageDigest digest = sha256();
        private final Promise<Void> taken = Promise.promise();
        private long length;

        Intake(HttpServerRequest http, AsyncFile file) {
            this.http = http;
            this.file = file;
        }

        Future<Buffer> run() {
            http.handler(this::add).endHandler(end -> taken.tryComplete()).exceptionHandler(taken::tryFail);
            file.exceptionHandler(taken::tryFail);
            if ("100-continue".equalsIgnoreCase(http.getHeader("Expect")) && http.version() != HttpVersion.HTTP_1_0) {
                http.response().writeContinue();
            }
            http.resume();
            return taken.future()
                    .transform(read -> file.close()
                            .compose(closed -> read.succeeded()
                                    ? Future.succeededFuture(Buffer.buffer(digest.digest()))
                                    : Future.failedFuture(read.cause())));
        }

        private void add(Buffer chunk) {
            length += chunk.length();
            if (length > limit) {
                taken.tryFail(ProblemType.BODY_TOO_LARGE.because("The jar is larger than " + limit
                        + " bytes; copy it into the plugins folder of the node instead"));
                return; // the rest is dropped as it comes
            }
            if (taken.future().isComplete()) {
                return;
            }
            digest.update(chunk.getBytes());
            file.write(chunk).onFailure(taken::tryFail);
            if (file.writeQueueFull()) {
                http.pause();
                file.drainHandler(drained -> http.resume());
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JVM has SHA-256", e);
        }
    }
}
