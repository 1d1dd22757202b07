package io.sidetrack.bench.start;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.ExecutionException;

/** The least that answers over HTTP: what a start cannot cost less than. Ends when it is killed. */
public final class EmptyServer {

    private EmptyServer() {}

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        HttpServer server = Vertx.vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        System.out.println("ready at http://127.0.0.1:" + server.actualPort());
    }
}
