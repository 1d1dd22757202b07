package io.sidetrack.kernel.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client of server-sent events, as a browser is one. Reads block, so tests that use it have a time-out. */
final class Feed implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream body;
    private final BufferedReader lines;

    /** What the browser would come back with. */
    String lastId = "";

    Feed(HttpRequest.Builder request, String... headers) throws Exception {
        request.header("Accept", "text/event-stream");
        HttpResponse<InputStream> response = CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200
                || !response.headers().firstValue("Content-Type").orElse("").equals("text/event-stream")) {
            throw new AssertionError("no stream but " + response.statusCode() + " "
                    + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        body = response.body();
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /** The next message as {@code event: data}, a comment as {@code : text}; {@code end} at the end. */
    String nextOrComment() throws IOException {
        String event = "";
        String data = null;
        String line;
        while ((line = lines.readLine()) != null) {
            if (line.startsWith(":")) {
                lines.readLine();
                return line;
            } else if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && data != null) {
                return event + ": " + data;
            } else if (line.isEmpty() && !lastId.isEmpty() && event.isEmpty()) {
                return "at " + lastId;
            }
        }
        return "end";
    }

    /** The next message, without comments and without those that carry an id alone. */
    String next() throws IOException {
        String next = nextOrComment();
        while (next.startsWith(":") || next.startsWith("at ")) {
            next = nextOrComment();
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
