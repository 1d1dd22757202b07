package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.Settled;
import io.vertx.core.Vertx;
import io.vertx.rabbitmq.RabbitMQOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LinkFactoryTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        Settled.succeeded(vertx.close(), Session.PATIENCE);
    }

    @Test
    void the_client_that_declares_connects_as_the_options_say_once_and_without_repair() throws IOException {
        RabbitMQOptions declaring = declaring(Map.of(
                "hosts",
                List.of("a:1", "b:2"),
                "username",
                "bob",
                "password",
                "secret",
                "virtual-host",
                "desk",
                "heartbeat",
                "7s"));

        assertThat(declaring.getAddresses()).containsExactly(new Address("a", 1), new Address("b", 2));
        assertThat(declaring.getUser()).isEqualTo("bob");
        assertThat(declaring.getPassword()).isEqualTo("secret");
        assertThat(declaring.getVirtualHost()).isEqualTo("desk");
        assertThat(declaring.getRequestedHeartbeat()).isEqualTo(7);
        assertThat(declaring.getConnectionName()).isEqualTo("sidetrack main declare");
        assertThat(declaring.isSsl()).isFalse();
        assertThat(declaring.getReconnectAttempts()).isZero();
        assertThat(declaring.isAutomaticRecoveryEnabled()).isFalse();
    }

    @Test
    void a_host_that_does_not_answer_leaves_the_others_their_share_of_the_time() throws IOException {
        RabbitMQOptions declaring = declaring(Map.of("hosts", List.of("a", "b", "c")));

        assertThat(declaring.getConnectionTimeout()).isEqualTo(3_000);
        assertThat(declaring.getHandshakeTimeout()).isEqualTo(3_000);
    }

    private RabbitMQOptions declaring(Map<String, Object> given) throws IOException {
        List<String> problems = new ArrayList<>();
        Options options = Options.check("options", RabbitOptions.ALL, given, problems);
        assertThat(problems).isEmpty();
        return new LinkFactory(vertx, Settings.of("main", options))
                .declaring(new NoOpMetricsCollector(), Duration.ofSeconds(9));
    }
}
