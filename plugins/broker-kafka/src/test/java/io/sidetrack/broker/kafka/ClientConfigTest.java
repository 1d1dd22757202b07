package io.sidetrack.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.OptionTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;

class ClientConfigTest {

    @Test
    void no_option_names_a_class_a_file_or_a_url() {
        Pattern dangerous = Pattern.compile(
                "location|class|classes|jaas|url|uri|reporters|interceptors?|serializer|assignor|strategy"
                        + "|providers?|callback|engine|keytab|plugin|file|path");

        assertThat(KafkaOptions.ALL)
                .extracting(Option::name)
                .noneMatch(name -> Arrays.stream(name.split("[.-]")).anyMatch(dangerous.asMatchPredicate()));
    }

    @Test
    void keys_of_kafka_that_are_not_declared_are_refused_by_name() {
        for (String key : List.of(
                "sasl.jaas.config",
                "ssl.keystore.location",
                "ssl.truststore.location",
                "sasl.oauthbearer.token.endpoint.url",
                "interceptor.classes",
                "key.deserializer",
                "partition.assignment.strategy",
                "metric.reporters",
                "sasl.login.callback.handler.class",
                "security.providers",
                "config.providers")) {
            List<String> problems = new ArrayList<>();
            Options.check("brokers.main.options", KafkaOptions.ALL, given(Map.of(key, "x")), problems);

            assertThat(problems).as(key).singleElement().asString().contains("brokers.main.options." + key, "unknown");
        }
    }

    @Test
    void values_that_are_none_of_their_type_are_named_all_at_once() {
        List<String> problems = new ArrayList<>();
        Options.check(
                "brokers.main.options",
                KafkaOptions.ALL,
                Map.of(
                        "bootstrap.servers", "localhost",
                        "security.protocol", "TLS",
                        "linger.ms", "-1",
                        "sasl.mechanism", "GSSAPI",
                        "wrap-source", "not a uri",
                        "unreachable-after", "soon"),
                problems);

        assertThat(problems).hasSize(6).allMatch(problem -> problem.contains("expected"));
    }

    @Test
    void kafkas_clients_take_what_is_made_of_the_options_and_know_each_key() {
        ClientConfig config =
                config(Map.of("security.protocol", "sasl_ssl", "sasl.username", "u", "sasl.password", "p"));

        assertThat(ProducerConfig.configNames()).containsAll(config.producer().keySet());
        assertThat(ConsumerConfig.configNames())
                .containsAll(config.consumer("group", "instance").keySet());
        assertThat(AdminClientConfig.configNames()).containsAll(config.admin().keySet());
        assertThat(config.admin())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("ssl.endpoint.identification.algorithm", "https");
    }

    @Test
    void what_stands_in_a_password_stays_the_password() {
        String password = "x\" serviceName=\"other\";\nevil.Module required \\ \t☃'";

        Object login = config(Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "plain",
                        "sasl.username",
                        "me\\",
                        "sasl.password",
                        password))
                .admin()
                .get("sasl.jaas.config");

        var entries = JaasContext.loadClientContext(Map.of("sasl.jaas.config", new Password(String.valueOf(login))))
                .configurationEntries();
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).getLoginModuleName())
                .isEqualTo("org.apache.kafka.common.security.plain.PlainLoginModule");
        assertThat(Map.<String, Object>copyOf(entries.get(0).getOptions()))
                .isEqualTo(Map.of("username", "me\\", "password", password));
    }

    @Test
    void a_user_without_a_password_is_refused_by_name() {
        ClientConfig config = config(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.username", "u"));

        assertThatThrownBy(config::admin).hasMessageContaining("brokers.main.options.sasl.password");
    }

    @Test
    void what_would_be_passed_over_is_refused_by_name() {
        ClientConfig password = config(Map.of("sasl.username", "u", "sasl.password", "p"));
        ClientConfig trust =
                config(Map.of("security.protocol", "SASL_PLAINTEXT", "ssl.truststore.certificates", "pem"));
        ClientConfig key = config(Map.of("security.protocol", "SSL", "ssl.keystore.key", "pem"));

        assertThatThrownBy(password::admin)
                .hasMessageContainingAll("brokers.main.options.sasl.username", "PLAINTEXT", "SASL_SSL");
        assertThatThrownBy(trust::admin)
                .hasMessageContainingAll("brokers.main.options.ssl.truststore.certificates", "SASL_PLAINTEXT");
        assertThatThrownBy(key::admin).hasMessageContaining("brokers.main.options.ssl.keystore.certificate.chain");
    }

    @Test
    void the_page_says_what_the_adapter_declares() {
        OptionTable.of(KafkaOptions.ALL).isIn(Path.of("README.md"));
    }

    private static ClientConfig config(Map<String, ?> more) {
        List<String> problems = new ArrayList<>();
        Options options = Options.check("brokers.main.options", KafkaOptions.ALL, given(more), problems);
        assertThat(problems).isEmpty();
        return new ClientConfig("main", options);
    }

    private static Map<String, Object> given(Map<String, ?> more) {
        Map<String, Object> given = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
        given.putAll(more);
        return given;
    }
}
