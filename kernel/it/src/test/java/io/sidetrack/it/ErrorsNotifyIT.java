package io.sidetrack.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bundled plugin that tells a web address of errored events. */
@Timeout(120)
class ErrorsNotifyIT {
    private static final Path BUNDLED = Path.of(Objects.requireNonNull(System.getProperty("sidetrack.dist")))
            .resolve("plugins/sidetrack-errors-notify.jar");

    private final List<String> posts = new CopyOnWriteArrayList<>();
    private HttpServer chat;

    @TempDir
    private Path folder;

    @BeforeEach
    void openChat() throws IOException {
        chat = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        chat.createContext("/hook", exchange -> {
            posts.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        chat.start();
    }

    @AfterEach
    void closeChat() {
        chat.stop(0);
    }

    @Test
    void the_first_errored_event_of_a_group_reaches_the_chat_and_the_next_of_the_group_does_not() throws Exception {
        String options = "{url: 'http://127.0.0.1:" + chat.getAddress().getPort() + "/hook'}";
        try (SidetrackProcess node = installation(options).run()) {
            publish(node, "t1", "ACC-1", "HOLD", "ACME");
            node.await("done with the notification", 20, () -> posts.size() == 1);
            publish(node, "t2", "ACC-2", "HOLD", "ACME");
            publish(node, "t3", "ACC-3", "BUY", "");
            node.await("done with the notification of another group", 20, () -> posts.size() == 2);
        }

        assertThat(told(0)).contains("place-trade", "side is 'HOLD'");
        assertThat(told(1)).contains("place-trade", "symbol");
    }

    @Test
    void a_subscription_without_an_address_says_what_is_missing_and_the_others_run() {
        try (SidetrackProcess node = installation("{}").run()) {
            JsonNode notify =
                    node.rest().get("/api/v1/subscriptions/notify").expect(200).json();
            assertThat(notify.toString()).contains("plugins.errors-notify.options.url is missing");
            publish(node, "t1", "ACC-1", "HOLD", "ACME");
            node.await(
                    "done with the trade",
                    20,
                    () -> node.rest()
                                    .get("/api/v1/errors?status=open")
                                    .expect(200)
                                    .json()
                                    .at("/items")
                                    .size()
                            == 1);
        }
    }

    private Installation installation(String options) {
        return Installation.in(folder).withSamplePlugins().plugin(BUNDLED).config("""
                http: {port: 0}
                channels:
                  trades: {}
                  trades-placed: {}
                plugins:
                  errors-notify: {options: %s}
                subscriptions:
                  place-trade:
                    processor: trading.place-trade
                    from: [trades]
                    to: {placed: trades-placed}
                  notify:
                    processor: errors-notify.webhook
                    from: [sidetrack.system]
                """.formatted(options));
    }

    private static void publish(SidetrackProcess node, String id, String account, String side, String symbol) {
        node.rest()
                .publish("trades", """
                        {"specversion": "1.0", "id": "%s", "source": "/tests", "type": "trade", "partitionkey": "%s",
                         "data": {"account": "%s", "side": "%s", "symbol": "%s", "shares": "5"}}""".formatted(id, account, account, side, symbol))
                .expect(202);
    }

    private String told(int post) throws IOException {
        return new ObjectMapper().readTree(posts.get(post)).at("/text").asText();
    }
}
