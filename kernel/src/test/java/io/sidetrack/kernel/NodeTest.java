package io.sidetrack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.ConfigException;
import io.sidetrack.kernel.lifecycle.LockNote;
import io.sidetrack.kernel.lifecycle.StartException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path home;

    @Nested
    class A_node {
        @Test
        void is_ready_when_its_start_succeeds_and_says_where_it_is() throws Exception {
            Node node = start("http: {port: 0}");
            try {
                assertThat(get(node.url() + "/health/ready").statusCode()).isEqualTo(200);
                assertThat(LockNote.read(data()).url()).isEqualTo(node.url());
                assertThat(authorized(node.url() + "/api/v1/node").body()).contains("\"version\":\"test\"");
            } finally {
                stop(node);
            }
        }

        @Test
        void tells_metrics_of_itself_and_of_each_subscription() throws Exception {
            Node node =
                    start("{http: {port: 0}, channels: {a: {}}, subscriptions: {s: {processor: no.such, from: [a]}}}");
            try {
                assertThat(authorized(node.url() + "/metrics").body())
                        .contains("sidetrack_ready 1.0")
                        .contains("sidetrack_subscription_running{subscription=\"s\"} 0.0")
                        .contains("jvm_memory_used_bytes");
            } finally {
                stop(node);
            }
        }

        @Test
        void leaves_port_and_data_folder_to_the_next_one_when_it_stops() throws Exception {
            Node first = start("http: {port: 0}");
            String url = first.url();
            stop(first);

            assertThatThrownBy(() -> get(url + "/health/live")).isInstanceOf(ConnectException.class);
            stop(start("http: {port: 0}"));
        }

        @Test
        void keeps_its_store_in_the_data_folder_whatever_that_is_called() throws Exception {
            stop(start("http: {port: 0}"));

            assertThat(data().resolve("sidetrack.db")).isRegularFile();
            assertThat(home.resolve("data")).doesNotExist();
        }
    }

    @Nested
    class A_start_that_fails {
        @Test
        void on_a_port_in_use_names_it_and_leaves_nothing_behind() throws Exception {
            try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                assertThatThrownBy(() -> start("http: {port: " + holder.getLocalPort() + "}"))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("http.port " + holder.getLocalPort() + " on 127.0.0.1")
                        .hasMessageContaining("set another http.port");
            }

            stop(start("http: {port: 0}"));
        }

        @Test
        void on_a_locked_data_folder_names_the_holder_and_does_not_disturb_it() throws Exception {
            Node holder = start("http: {port: 0}");
            try {
                assertThatThrownBy(() -> start("http: {port: 0}"))
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining(data().toString())
                        .hasMessageContaining(holder.url());

                assertThat(get(holder.url() + "/health/ready").statusCode()).isEqualTo(200);
            } finally {
                stop(holder);
            }
        }

        @Test
        void on_a_bad_configuration_has_touched_nothing() {
            assertThatThrownBy(() -> start("{htp: {}, http: {port: many}}"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("2 problems");

            assertThat(data()).doesNotExist();
        }

        @Test
        void on_a_store_file_that_is_none_names_the_file() throws Exception {
            Files.createDirectories(data());
            Files.writeString(
                    data().resolve("sidetrack.db"), "this is no database, and long enough to be seen as none. ");

            assertThatThrownBy(() -> start("http: {port: 0}"))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("sidetrack.db");
        }
    }

    private Node start(String yaml) throws Exception {
        Path config = Files.writeString(Files.createTempFile(home, "node", ".yaml"), yaml);
        Node node = new Node(new NodeSetup("test", config, data(), home.resolve("plugins"), null));
        try {
            node.start().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
        return node;
    }

    private static void stop(Node node) throws Exception {
        node.stop(Duration.ofSeconds(5))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    private Path data() {
        return home.resolve("node-data");
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> authorized(String url) throws Exception {
        String token = Files.readString(data().resolve("admin-token")).strip();
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }
}
