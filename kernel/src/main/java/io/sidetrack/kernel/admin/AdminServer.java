package io.sidetrack.kernel.admin;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.lifecycle.StartException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of the REST admin.
 *
 * <p><b>Life.</b> Deployed once, on the kernel's Vert.x. The deployment succeeds when the port answers; {@link #port} is known then.
 * It fails with {@link StartException} where the port cannot be had. Undeploying closes the server with its streams.
 *
 * <p><b>Threading.</b> Everything runs on the event loop of this verticle; services may complete their futures anywhere.
 */
public final class AdminServer extends VerticleBase {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    /** Longer than the deadlines of the services themselves, which know better what became of the request. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Future<AdminContract> contract;
    private final AdminServices services;
    private final HttpConfig http;
    private final Duration deadline;
    private final Duration heartbeat;
    private volatile @Nullable HttpServer server;

    public AdminServer(Future<AdminContract> contract, AdminServices services, HttpConfig http) {
        this(contract, services, http, DEADLINE, HEARTBEAT);
    }

    /**
     * @param contract may still be loading
     * @param deadline how long a service may take to answer
     * @param heartbeat how often a stream shows that it is alive, and looks whether its caller is
     */
    AdminServer(
            Future<AdminContract> contract,
            AdminServices services,
            HttpConfig http,
            Duration deadline,
            Duration heartbeat) {
        this.contract = contract;
        this.heartbeat = heartbeat;
        this.deadline = deadline;
        this.services = services;
        this.http = http;
    }

    @Override
    public Future<?> start() {
        Promise<AdminContract> onContext = Promise.promise();
        contract.onComplete(loaded -> context.runOnContext(here -> onContext.handle(loaded)));
        return onContext
                .future()
                .compose(loaded -> new Routes(vertx, loaded, services, http, deadline, heartbeat).build())
                .compose(router -> vertx.createHttpServer(options())
                        .requestHandler(router)
                        .invalidRequestHandler(AdminServer::invalid)
                        .listen())
                .map(listening -> server = listening)
                .recover(failure -> Future.failedFuture(told(failure)));
    }

    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    /** The port that answers, which differs from the configured one where that is 0. */
    public int port() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("the REST admin has not started");
        }
        return listening.actualPort();
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(http.host())
                .setPort(http.port())
                .setHttp2ClearTextEnabled(false) // its upgrade would buffer bodies before the guard has seen the token
                .setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(16 * 1024)
                .setIdleTimeout(60);
    }

    private Throwable told(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new StartException("http.port " + http.port() + " on " + http.host() + " cannot be had ("
                        + cause.getMessage() + "); stop the process that holds it, or set another http.port");
            }
        }
        return failure;
    }

    /** What is no HTTP, or above the limits of a head. */
    private static void invalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        log.debug("refused a request that cannot be read", cause);
        ProblemException problem;
        if (cause instanceof TooLongHttpLineException) {
            problem = ProblemType.URI_TOO_LONG.because("The request line is longer than 8 KiB; send a shorter query");
        } else if (cause instanceof TooLongHttpHeaderException) {
            problem = ProblemType.HEADERS_TOO_LARGE.because("The headers are larger than 16 KiB; send fewer");
        } else {
            problem = ProblemType.INVALID_REQUEST.because("The request is no HTTP/1.1 that can be read");
        }
        Problems.send(request, request.response(), problem.header("Connection", "close"));
        request.connection().close();
    }
}
