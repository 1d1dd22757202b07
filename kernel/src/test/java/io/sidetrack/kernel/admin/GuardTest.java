package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.lifecycle.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is let in, and what strangers learn. */
class GuardTest extends AdminFixture {

    @Nested
    class A_token {
        private Answer ask(String path, String authorization) throws Exception {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
            return send(authorization == null ? request : request.header("Authorization", authorization));
        }

        @Test
        void is_wanted_for_everything_but_health_and_the_files_of_the_dashboard() throws Exception {
            for (String path : List.of(
                    "/api/v1/channels",
                    "/api/v1/openapi.yaml",
                    "/api/v1/channels/orders/events",
                    "/metrics",
                    "/api/nowhere",
                    "/api/v1/tokens/",
                    "/api",
                    "/health/../metrics",
                    "/health/../api/v1/node")) {
                Answer answer = ask(path, null);
                assertThat(answer.status()).as(path).isEqualTo(401);
                assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
            }
            ask("/health/live", null).isOk();
            ask("/health/ready", null).isOk();
            ask("/nowhere", null).isProblem(404, "not-found");
        }

        @Test
        void must_be_the_right_one_whole() throws Exception {
            for (String wrong : List.of(
                    "Bearer wrong",
                    "Bearer " + TOKEN + "x",
                    "Bearer s3cre",
                    "Bearer ",
                    "Basic " + TOKEN,
                    TOKEN,
                    "Bearer")) {
                ask("/api/v1/node", wrong).isProblem(401, "unauthorized", "data/admin-token");
            }
            ask("/api/v1/node", "bearer " + TOKEN).isOk();
        }

        @Test
        void is_asked_for_before_a_body_is_read() throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.port() + "/api/v1/channels/orders/events"))
                    .header("Content-Type", "application/cloudevents+json")
                    .POST(BodyPublishers.ofByteArray(new byte[(int) MAX_BODY * 4]));

            send(request).isProblem(401, "unauthorized");
        }
    }

    @Nested
    class A_request_line_by_line {
        /** What comes back for exactly these bytes; the connection ends afterwards. */
        private String raw(String request) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private String get(String path, String... headers) throws IOException {
            return raw("GET " + path + " HTTP/1.1\r\nAuthorization: Bearer " + TOKEN + "\r\nConnection: close\r\n"
                    + String.join("\r\n", headers) + "\r\n\r\n");
        }

        @Test
        void must_name_this_machine() throws Exception {
            for (String host : List.of("localhost", "localhost:8080", "127.0.0.1", "[::1]:8080", "a.localhost")) {
                assertThat(get("/api/v1/node", "Host: " + host)).as(host).startsWith("HTTP/1.1 200");
            }
            for (String host : List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "")) {
                assertThat(get("/health/live", "Host: " + host))
                        .as(host)
                        .contains("HTTP/1.1 4", "application/problem+json");
            }
            assertThat(get("/api/v1/node")).contains("HTTP/1.1 4", "application/problem+json");
        }

        @Test
        void cannot_put_headers_into_the_answer() throws Exception {
            String answer =
                    get("/api/v1/errors/x%0d%0aSet-Cookie:%20a=b?cursor=%0d%0aSet-Cookie:a=b", "Host: localhost");

            assertThat(answer).contains("problem+json");
            assertThat(answer.substring(0, answer.indexOf("\r\n\r\n"))).doesNotContain("Set-Cookie");
        }

        @Test
        void that_is_too_long_or_no_http_is_a_problem_too() throws Exception {
            assertThat(get("/api/v1/errors?q=" + "x".repeat(9000), "Host: localhost"))
                    .contains(" 414 ", "uri-too-long");
            assertThat(get("/api/v1/errors", "Host: localhost", "X: " + "x".repeat(20_000)))
                    .contains(" 431 ", "headers-too-large");
            assertThat(raw("GET / NONSENSE\r\n\r\n")).contains(" 400 ", "invalid-request");
            assertThat(get("/api/v1/errors/%zz", "Host: localhost")).contains("HTTP/1.1 400", "invalid-request");
        }

        @Test
        void with_two_lengths_is_refused() throws Exception {
            assertThat(raw("POST /api/v1/channels/orders/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + TOKEN + "\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc"))
                    .contains("HTTP/1.1 400");
        }

        @Test
        void is_told_to_go_on_where_it_asks_before_its_body() throws Exception {
            String event = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";
            String answer =
                    raw("POST /api/v1/channels/orders/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + TOKEN
                            + "\r\nContent-Type: application/cloudevents+json\r\nExpect: 100-continue\r\nConnection: close\r\n"
                            + "Content-Length: " + event.length() + "\r\n\r\n" + event);

            assertThat(answer).startsWith("HTTP/1.1 100").contains("HTTP/1.1 202");
        }
    }

    @Nested
    class What_is_not_there {
        @Test
        void is_a_problem_and_no_page() throws Exception {
            get("/api/v1/nowhere").isProblem(404, "not-found", "/api/v1/nowhere");
            get("/").isProblem(404, "not-found");
        }

        @Test
        void a_method_that_a_path_does_not_take_is_named_with_those_it_takes() throws Exception {
            Answer checked = send(request("/api/v1/errors").DELETE());
            Answer plain = send(request("/api/v1/channels/orders/events").DELETE());

            checked.isProblem(405, "method-not-allowed", "DELETE");
            assertThat(checked.header("Allow")).isEqualTo("GET");
            plain.isProblem(405, "method-not-allowed", "DELETE");
            assertThat(plain.header("Allow")).contains("GET").contains("POST");
        }
    }

    @Test
    void every_answer_forbids_to_guess_and_to_keep() throws Exception {
        Answer answer = get("/api/v1/node");

        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("default-src 'none'");
    }

    @Test
    void a_port_in_use_is_named() throws Exception {
        AdminServer second = new AdminServer(
                AdminContract.load(vertx), services(), new HttpConfig("127.0.0.1", server.port(), MAX_BODY));

        // another Vert.x, because servers of one Vert.x share a port
        io.vertx.core.Vertx other = io.vertx.core.Vertx.vertx();
        assertThatThrownBy(() -> await(other.deployVerticle(second)))
                .hasRootCauseInstanceOf(StartException.class)
                .hasMessageContaining("http.port " + server.port());
        other.close();
    }
}
