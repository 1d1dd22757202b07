package io.sidetrack.kernel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A real HTTP server that answers what a test has written down, and remembers what it was asked. */
final class ScriptedNode implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Deque<Reply>> replies = new TreeMap<>();
    private final List<Asked> asked = new ArrayList<>();

    ScriptedNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a request such as {@code GET /api/v1/errors}; several answers come in turn, and the last one stays. */
    ScriptedNode on(String methodAndPath, int status, String etag, String body) {
        synchronized (this) {
            replies.computeIfAbsent(methodAndPath, key -> new ArrayDeque<>()).add(new Reply(status, etag, body));
        }
        return this;
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    Asked lastAsked() {
        List<Asked> all = asked();
        return all.get(all.size() - 1);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Reply reply = reply(exchange, body);
        if (!reply.etag().isEmpty()) {
            exchange.getResponseHeaders().set("ETag", reply.etag());
        }
        byte[] bytes = reply.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Reply reply(HttpExchange exchange, String body) {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("If-Match"),
                body));
        Deque<Reply> queue = replies.get(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
        if (queue == null) {
            return new Reply(404, "", "{\"detail\":\"no such thing\"}");
        }
        return queue.size() == 1 ? queue.peek() : queue.remove();
    }

    record Asked(String method, String uri, String authorization, String ifMatch, String body) {}

    private record Reply(int status, String etag, String body) {}
}
