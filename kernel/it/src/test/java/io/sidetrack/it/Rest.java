package io.sidetrack.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of a node's REST. Connection failures are {@link UncheckedIOException}; every status is an answer. */
public final class Rest {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String url;
    private final String token;

    private Rest(String url, String token) {
        this.url = url;
        this.token = token;
    }

    public static Rest of(String url, String token) {
        return new Rest(url, token);
    }

    /** The same node with another token. */
    public Rest token(String other) {
        return new Rest(url, other);
    }

    /** @param path from the root, such as {@code /api/v1/errors} */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** Posts JSON, or nothing where {@code body} is empty; {@code headers} are names and values in turn. */
    public Answer post(String path, String body, String... headers) {
        HttpRequest.Builder request =
                request(path).POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    /** Publishes one event in structured mode. */
    public Answer publish(String channel, String event) {
        return post("/api/v1/channels/" + channel + "/events", event, "Content-Type", "application/cloudevents+json");
    }

    /** Publishes a JSON array of events. */
    public Answer publishBatch(String channel, String events) {
        return post(
                "/api/v1/channels/" + channel + "/events",
                events,
                "Content-Type",
                "application/cloudevents-batch+json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A status with headers and body. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        /** The body as JSON; a missing node where it is none. */
        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        }

        /** A header, empty where it is not there. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The same answer where it has this status; else fails with all of it. */
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError(response.request().method() + " " + response.uri() + " answered " + status()
                        + " in place of " + status + ": " + text());
            }
            return this;
        }
    }
}
