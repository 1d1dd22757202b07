package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client can get wrong while a node runs: each is a problem in a sentence, and nothing comes of it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestIT {
    private static final String CONFIG = """
            http: {port: 0}
            channels:
              trades: {}
              trades-placed: {}
            subscriptions:
              place-trade:
                processor: trading.place-trade
                from: [trades]
                to: {placed: trades-placed}
            """;
    private static final String EVENTS = "/api/v1/channels/trades/events";

    private SidetrackProcess node;
    private Rest rest;

    @BeforeAll
    void start(@TempDir Path folder) {
        node = Installation.in(folder).withSamplePlugins().config(CONFIG).run();
        rest = node.rest();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class A_publisher_is_told_and_nothing_is_published {
        @Test
        void when_the_event_is_malformed() {
            long before = published();
            assertProblem(rest.publish("trades", "{\"id\": "), 400, "malformed-json", "no JSON");
            assertProblem(rest.publish("trades", "{}"), 400, "malformed-event", "specversion");
            assertProblem(
                    rest.publish("trades", event("e1").replace("\"1.0\"", "\"7\"")),
                    400,
                    "malformed-event",
                    "specversion");
            assertProblem(
                    rest.publish("trades", event("e1").replace("\"/tests\"", "\"not a uri\"")),
                    400,
                    "malformed-event",
                    "source");
            assertProblem(
                    rest.publishBatch("trades", "[" + event("e1") + ", {}]"), 400, "malformed-event", "specversion");
            assertProblem(
                    rest.post(EVENTS, "{}", "Content-Type", "application/xml"), 415, "unsupported-media-type", "xml");
            assertThat(published()).isEqualTo(before);
        }

        @Test
        void when_the_body_is_of_a_hundred_megabytes() throws IOException {
            long before = published();
            assertThat(upload("Content-Length: 100000000", "")).contains(" 413 ", "body-too-large", "http.max-body");
            assertThat(upload("Transfer-Encoding: chunked", "10000\r\n"))
                    .contains(" 413 ", "body-too-large", "http.max-body");
            assertThat(published()).isEqualTo(before);
        }

        @Test
        void when_there_is_no_such_channel() {
            assertProblem(rest.publish("tardes", event("e1")), 404, "unknown-channel", "tardes");
        }

        @Test
        void when_the_token_is_wrong() {
            long before = published();
            assertProblem(rest.token("wrong").publish("trades", event("e1")), 401, "unauthorized", "admin-token");
            assertProblem(rest.token("").publish("trades", event("e1")), 401, "unauthorized", "admin-token");
            assertThat(published()).isEqualTo(before);
        }

        @Test
        void when_the_same_id_comes_with_other_content() {
            rest.publish("trades", event("twice")).expect(202);
            long before = published();
            assertProblem(
                    rest.publish("trades", event("twice").replace("\"shares\": \"1\"", "\"shares\": \"2\"")),
                    409,
                    "other-content",
                    "twice");
            assertThat(published()).isEqualTo(before);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class Who_decides_is_told_and_nothing_is_decided {
        private String path;

        @BeforeAll
        void a_trade_waits_for_a_person() {
            rest.publish("trades", event("damaged").replace("BUY", "HOLD")).expect(202);
            node.await("done with the damaged trade", 20, () -> !errors().isEmpty());
            path = "/api/v1/errors/" + errors().get(0).at("/id").asText();
        }

        @Test
        void without_the_version_that_was_seen() {
            assertProblem(rest.post(path + "/resubmit", "{}"), 428, "version-required", "If-Match");
            assertProblem(rest.post(path + "/discard", "{}"), 428, "version-required", "If-Match");
            assertStillOpen();
        }

        @Test
        void with_a_version_that_is_stale() {
            String seen = rest.get(path).expect(200).header("ETag");
            Rest.Answer stale = rest.post(path + "/discard", "{}", "If-Match", "\"77\"");
            assertProblem(stale, 412, "other-version", "77");
            assertThat(stale.header("ETag")).as("the version of now").isEqualTo(seen);
            assertStillOpen();
        }

        @Test
        void with_a_wrong_token() {
            assertProblem(
                    rest.token("wrong").post(path + "/discard", "{}", "If-Match", "\"2\""),
                    401,
                    "unauthorized",
                    "token");
            assertStillOpen();
        }

        @Test
        void on_what_is_not_there() {
            assertProblem(
                    rest.post("/api/v1/errors/01m82aen9169evve466g4xdx01/discard", "{}", "If-Match", "\"2\""),
                    404,
                    "unknown-error",
                    "01m82aen9169evve466g4xdx01");
        }

        private void assertStillOpen() {
            assertThat(rest.get(path).expect(200).json().at("/status").asText()).isEqualTo("open");
        }

        private JsonNode errors() {
            return rest.get("/api/v1/errors?status=open").expect(200).json().at("/items");
        }
    }

    private static void assertProblem(Rest.Answer answer, int status, String type, String named) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().at("/type").asText()).isEqualTo("/docs/problems/" + type);
        assertThat(answer.json().at("/detail").asText()).contains(named);
    }

    private long published() {
        return rest.get("/api/v1/channels/trades")
                .expect(200)
                .json()
                .at("/last")
                .asLong();
    }

    /** Sends up to a hundred megabytes and answers what comes back. */
    private String upload(String framing, String beforeEachBlock) throws IOException {
        URI uri = URI.create(node.url().orElseThrow());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort());
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            Thread sender = new Thread(() -> send(socket, framing, beforeEachBlock), "upload");
            sender.start();
            StringBuilder answer = new StringBuilder();
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                answer.append(line).append('\n');
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
                }
            }
            for (int i = 0; i < length; i++) {
                answer.append((char) in.read());
            }
            return answer.toString();
        }
    }

    private void send(Socket socket, String framing, String beforeEachBlock) {
        byte[] block =
                (beforeEachBlock + " ".repeat(0x10000) + (beforeEachBlock.isEmpty() ? "" : "\r\n")).getBytes(UTF_8);
        try {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + node.token()
                            + "\r\nContent-Type: application/cloudevents+json\r\n" + framing + "\r\n\r\n")
                    .getBytes(UTF_8));
            for (int sent = 0; sent < 100_000_000; sent += 0x10000) {
                out.write(block);
            }
        } catch (IOException e) {
            return; // the node has answered and hung up: it need not take it all
        }
    }

    private static String event(String id) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/tests", "type": "trade", "partitionkey": "A",
                 "data": {"account": "A", "side": "BUY", "symbol": "ACME", "shares": "1"}}""".formatted(id);
    }
}
