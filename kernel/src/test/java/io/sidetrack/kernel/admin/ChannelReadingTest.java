package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Channels as people see them: listed, browsed, followed. */
class ChannelReadingTest extends AdminFixture {
    private static final String EVENTS = "/api/v1/channels/orders/events";

    private void append(String... ids) throws Exception {
        for (String id : ids) {
            await(channels.append("orders", List.of(event(id, ""))));
        }
    }

    private static CloudEvent event(String id, String data) {
        return EventBuilder.event()
                .id(id)
                .source("/s")
                .type("t")
                .data(data, "text/plain")
                .build();
    }

    @Nested
    class Listed {
        @Test
        void with_their_depth_and_what_their_broker_says() throws Exception {
            append("a", "b");

            Answer answer = get("/api/v1/channels");

            JsonObject orders = answer.isOk().json().getJsonArray("items").getJsonObject(0);
            JsonObject remote = answer.json().getJsonArray("items").getJsonObject(1);
            assertThat(orders.getLong("last")).isEqualTo(2);
            assertThat(orders.getValue("broker")).isNull();
            assertThat(remote.getString("detail")).isEqualTo("connection refused");
            assertThat(remote.containsKey("last")).isFalse();
            assertThat(get("/api/v1/channels/orders").isOk().json()).isEqualTo(orders);
            get("/api/v1/channels/nope").isProblem(404, "unknown-channel", "'nope'");
        }
    }

    @Nested
    class Browsed {
        @Test
        void page_by_page_to_the_end_and_on_from_there() throws Exception {
            append("a", "b", "c");

            JsonObject first = get(EVENTS + "?limit=2").isOk().json();
            JsonObject second =
                    get(EVENTS + "?cursor=" + first.getString("next")).isOk().json();

            assertThat(ids(first)).containsExactly("a", "b");
            assertThat(ids(second)).containsExactly("c");
            assertThat(second.getString("next")).isEqualTo("4");
            assertThat(ids(get(EVENTS + "?cursor=4").isOk().json())).isEmpty();
        }

        @Test
        void from_a_position_a_time_or_an_end() throws Exception {
            append("a", "b");

            assertThat(ids(get(EVENTS + "?from=2").json())).containsExactly("b");
            assertThat(ids(get(EVENTS + "?from=earliest").json())).containsExactly("a", "b");
            assertThat(ids(get(EVENTS + "?from=latest").json())).isEmpty();
            assertThat(ids(get(EVENTS + "?from=2020-01-01T00:00:00Z").json())).containsExactly("a", "b");
            assertThat(ids(get(EVENTS + "?from=2099-01-01T00:00:00%2B09:00").json()))
                    .isEmpty();
        }

        @Test
        void not_from_anything_else() throws Exception {
            get(EVENTS + "?from=noon").isProblem(400, "invalid-request", "'noon'", "earliest");
            get(EVENTS + "?from=-1").isProblem(400, "invalid-request", "'-1'");
            get(EVENTS + "?cursor=99999999999999999999").isProblem(400, "invalid-request", "cursor");
            get(EVENTS + "?limit=0").isProblem(400, "invalid-request", "limit is '0'");
            get(EVENTS + "?form=1").isProblem(400, "invalid-request", "'form'", "from");
            get("/api/v1/channels/remote/events").isProblem(409, "not-embedded", "'main'", "remote-orders");
            get("/api/v1/channels/nope/events").isProblem(404, "unknown-channel");
        }

        private List<String> ids(JsonObject page) {
            return page.getJsonArray("items").stream()
                    .map(item -> ((JsonObject) item).getJsonObject("event").getString("id"))
                    .toList();
        }
    }

    @Nested
    class Followed {
        @Test
        void from_the_earliest_and_on_as_events_come() throws Exception {
            append("a");
            try (Stream stream = new Stream("?from=earliest")) {
                assertThat(stream.next()).isEqualTo("1 a");

                append("b", "c");

                assertThat(stream.next()).isEqualTo("2 b");
                assertThat(stream.next()).isEqualTo("3 c");
            }
        }

        @Test
        void from_the_latest_unless_told_otherwise() throws Exception {
            append("a");
            try (Stream stream = new Stream("")) {
                append("b");

                assertThat(stream.next()).isEqualTo("2 b");
            }
        }

        @Test
        void behind_the_last_event_that_was_seen() throws Exception {
            append("a", "b", "c");
            try (Stream stream = new Stream("?from=earliest", "Last-Event-ID: 2")) {
                assertThat(stream.next()).isEqualTo("3 c");
            }
        }

        @Test
        void in_order_through_many_pages_while_more_is_published() throws Exception {
            IntStream.range(0, 500).forEach(i -> channels.append("orders", List.of(event("e" + i, ""))));
            List<String> seen = new ArrayList<>();
            try (Stream stream = new Stream("?from=earliest")) {
                IntStream.range(500, 600).forEach(i -> channels.append("orders", List.of(event("e" + i, ""))));
                while (seen.size() < 600) {
                    seen.add(stream.next());
                }
            }

            assertThat(seen)
                    .isEqualTo(IntStream.range(0, 600)
                            .mapToObj(i -> (i + 1) + " e" + i)
                            .toList());
        }

        @Test
        void a_client_that_does_not_read_holds_back_its_own_reading_only() throws Exception {
            String large = "x".repeat(100_000);
            IntStream.range(0, 1_000).forEach(i -> channels.append("orders", List.of(event("e" + i, large))));
            try (Stream stream = new Stream("?from=earliest")) {
                assertThat(stream.next()).isEqualTo("1 e0");
                get("/health/live").isOk();

                assertThat(channels.highestRead).isLessThan(1_000);
            }
        }

        @Test
        void until_the_client_goes() throws Exception {
            Stream stream = new Stream("?from=earliest");
            append("a");
            assertThat(stream.next()).isEqualTo("1 a");
            assertThat(channels.listeners).hasSize(1);

            stream.close();

            channels.unlistened.get(10, TimeUnit.SECONDS);
            assertThat(channels.listeners).isEmpty();
        }

        @Test
        void or_until_the_server_closes() throws Exception {
            try (Stream stream = new Stream("?from=earliest")) {
                append("a");
                assertThat(stream.next()).isEqualTo("1 a");

                await(server.stop());

                assertThat(stream.next()).isEmpty();
            }
        }

        @Test
        void not_from_an_id_that_is_none() throws Exception {
            send(request(EVENTS).header("Accept", "text/event-stream").header("Last-Event-ID", "x\"y"))
                    .isProblem(400, "invalid-request", "Last-Event-ID");
        }
    }

    /** A client of server-sent events on a bare socket, as slow as its reader. */
    private final class Stream implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader reader;

        Stream(String query, String... headers) throws Exception {
            socket = new Socket();
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.setSoTimeout(10_000);
            String head = "GET " + EVENTS + query + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN
                    + "\r\nAccept: text/event-stream\r\n"
                    + String.join(
                            "", List.of(headers).stream().map(h -> h + "\r\n").toList())
                    + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (!reader.readLine().startsWith("retry:")) {
                // the head, and that the stream is open
            }
        }

        /** The next message as position and event id; empty at the end of the stream. */
        String next() throws Exception {
            String id = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    JsonObject data = new JsonObject(line.substring(6));
                    new PublishedContract().validate("ChannelEvent", data);
                    return id + " " + data.getJsonObject("event").getString("id");
                }
            }
            return "";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
