package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.dispatch.sim.MemoryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A REST admin on a free port, before services in memory. Every answer is checked against the published contract. */
abstract class AdminFixture {
    static final String TOKEN = "s3cret";
    static final Duration DEADLINE = Duration.ofSeconds(20);
    static final long MAX_BODY = 64 * 1024;
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final PublishedContract CONTRACT = new PublishedContract();

    final MemoryChannels channels = new MemoryChannels();
    final MemoryErrors errors = new MemoryErrors();
    final MemoryNode node = new MemoryNode();
    final Vertx vertx = Vertx.vertx();
    final AtomicLong wallMillis = new AtomicLong(System.currentTimeMillis());
    final MemoryStore grants = new MemoryStore(wallMillis::get);
    Access access;
    AdminServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new AdminServer(
                AdminContract.load(vertx),
                services(),
                new HttpConfig("127.0.0.1", 0, MAX_BODY),
                deadline(),
                heartbeat());
        await(vertx.deployVerticle(server));
    }

    /** How long services may take to answer. */
    Duration deadline() {
        return DEADLINE;
    }

    Duration heartbeat() {
        return Duration.ofSeconds(15);
    }

    AdminServices services() throws Exception {
        return new AdminServices(
                channels,
                channels,
                errors,
                node,
                errors,
                node,
                node,
                node,
                node,
                access(),
                grants.answers(),
                () -> Future.succeededFuture("sidetrack_ready 1.0\n"));
    }

    /** Tokens and sessions in memory; the administrator's token is {@link #TOKEN}. */
    final Access access() throws Exception {
        if (access == null) {
            access = await(Access.open(grants.access(), TOKEN, wallMillis::get));
        }
        return access;
    }

    @AfterEach
    void closeVertx() throws Exception {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN);
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    /** {@code headers} are names and values in turn. */
    Answer post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                request(path).POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** A request that proves nothing. */
    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    static Answer send(HttpRequest.Builder builder) throws Exception {
        HttpRequest request = builder.build();
        HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
        Answer answer = new Answer(response);
        CONTRACT.check(request.method(), request.uri().getPath(), answer);
        return answer;
    }
}
