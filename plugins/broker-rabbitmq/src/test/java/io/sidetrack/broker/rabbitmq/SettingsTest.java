package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Address;
import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.OptionTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void the_page_of_the_plugin_holds_the_options_as_they_are_declared() {
        OptionTable.of(RabbitOptions.ALL).isIn(Path.of("README.md"));
    }

    @Test
    void hosts_have_ports_of_their_own_or_the_common_one() {
        assertThat(settings(Map.of("hosts", List.of("a", "b:1234"), "port", 99)).addresses())
                .containsExactly(new Address("a", 99), new Address("b", 1234));
        assertThat(settings(Map.of("hosts", "a", "tls", true)).addresses()).containsExactly(new Address("a", 5671));
    }

    @Test
    void every_problem_is_told_at_once_with_its_key() {
        assertThatThrownBy(() -> settings(Map.of(
                        "hosts", "amqp://user@host/x", "prefetch", 0, "heartbeat", "10m", "tls-certificate", "x")))
                .hasMessageStartingWith("brokers.main.options: ")
                .hasMessageContaining("hosts: 'amqp://user@host/x'; expected host or host:port")
                .hasMessageContaining("prefetch: is 0; expected 1 to 65535")
                .hasMessageContaining("heartbeat: is 600; expected 1 to 300 seconds")
                .hasMessageContaining("tls-certificate and tls-key");
    }

    @Test
    void a_source_for_wrapped_messages_that_is_no_uri_reference_is_refused() {
        assertThatThrownBy(() -> settings(Map.of("wrap-source", "no uri")))
                .hasMessageContaining("wrap-source: 'no uri'; expected a URI reference");
    }

    @Test
    void what_the_client_could_do_beyond_the_list_is_unknown() {
        List<String> problems = new ArrayList<>();
        Options.check(
                "options",
                RabbitOptions.ALL,
                Map.of("uri", "amqp://x", "sasl-config", "x", "key-store", "/etc/passwd", "client-properties", "x"),
                problems);
        assertThat(problems).hasSize(4).allMatch(problem -> problem.contains("unknown option"));
    }

    @Test
    void what_is_secret_is_declared_so() {
        assertThat(RabbitOptions.ALL.stream().filter(Option::secret).map(Option::name))
                .containsExactlyInAnyOrder("password", "tls-key");
    }

    private static Settings settings(Map<String, Object> given) {
        List<String> problems = new ArrayList<>();
        Options options = Options.check("options", RabbitOptions.ALL, given, problems);
        assertThat(problems).isEmpty();
        return Settings.of("main", options);
    }
}
