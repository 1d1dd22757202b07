package io.sidetrack.kernel.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidetrack.api.event.ExactJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** Talks REST to a node. What the node refuses is a {@link CommandFailed} with the problem's own words. Thread-safe. */
final class NodeClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI node;
    private final String token;

    NodeClient(URI node, String token) {
        this.node = node;
        this.token = token;
    }

    URI node() {
        return node;
    }

    /** @param path below the address of the node, with its query */
    Answer get(String path) {
        return accepted(send(request(path).GET()));
    }

    Answer post(String path, String contentType, String body, Map<String, String> headers) {
        return accepted(tryPost(path, contentType, body, headers));
    }

    Answer put(String path, String contentType, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).PUT(BodyPublishers.ofString(body)).setHeader("Content-Type", contentType);
        headers.forEach(request::setHeader);
        return accepted(send(request));
    }

    Answer postFile(String path, String contentType, Path file) {
        try {
            return accepted(
                    send(request(path).POST(BodyPublishers.ofFile(file)).setHeader("Content-Type", contentType)));
        } catch (FileNotFoundException e) {
            throw new CommandFailed("file " + file + " cannot be read: " + e.getMessage());
        }
    }

    Answer delete(String path) {
        return accepted(send(request(path).DELETE()));
    }

    /** The answer whatever its status is. */
    Answer tryPost(String path, String contentType, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).POST(BodyPublishers.ofString(body)).setHeader("Content-Type", contentType);
        headers.forEach(request::setHeader);
        return send(request);
    }

    /** The lines of a stream of server-sent events, as they come. Close it to end it. */
    Stream<String> follow(String path) {
        HttpRequest request = HttpRequest.newBuilder(node.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
        try {
            HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
            if (answer.statusCode() != 200) {
                try (Stream<String> body = answer.body()) {
                    throw refusal(new Answer(answer.statusCode(), "", String.join("\n", body.toList())));
                }
            }
            return answer.body();
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static String encode(String part) {
        return URLEncoder.encode(part, UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                return new Answer(
                        answer.statusCode(),
                        answer.headers().firstValue("ETag").orElse(""),
                        new String(body.readAllBytes(), UTF_8));
            }
        } catch (HttpTimeoutException e) {
            throw new CommandFailed("the node at " + node + " did not answer within " + TIMEOUT.toSeconds()
                    + " s; whether it took the request is not known, so look before you repeat it");
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private CommandFailed unreachable(IOException e) {
        String reason = e instanceof ConnectException || e.getMessage() == null ? "" : " (" + e.getMessage() + ")";
        return new CommandFailed("cannot reach a node at " + node + reason
                + "; is it running? Start one with 'sidetrack run', or name one with --url or --node");
    }

    private static CommandFailed interrupted() {
        Thread.currentThread().interrupt();
        return new CommandFailed("interrupted");
    }

    private static Answer accepted(Answer answer) {
        if (answer.isOk()) {
            return answer;
        }
        throw refusal(answer);
    }

    static CommandFailed refusal(Answer answer) {
        JsonObject problem = answer.problem();
        StringBuilder text = new StringBuilder(problem.getString("detail", "the node answered " + answer.status()));
        JsonArray errors = problem.getJsonArray("errors", new JsonArray());
        for (int i = 0; i < errors.size(); i++) {
            JsonObject error = errors.getJsonObject(i);
            text.append("\n  ").append(error.getString("at")).append(": ").append(error.getString("detail"));
        }
        return new CommandFailed(text.toString());
    }

    /** @param etag as the header stands, empty where there is none */
    record Answer(int status, String etag, String body) {

        boolean isOk() {
            return status / 100 == 2;
        }

        JsonObject json() {
            return ExactJson.object(body);
        }

        /** The problem that was answered; an empty one where the body is none. */
        JsonObject problem() {
            try {
                return new JsonObject(body);
            } catch (DecodeException | ClassCastException e) {
                return new JsonObject();
            }
        }
    }
}
