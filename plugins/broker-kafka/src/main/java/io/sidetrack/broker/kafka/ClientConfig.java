package io.sidetrack.broker.kafka;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.Options;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** What Kafka's clients are configured with, made of the options of one broker. */
final class ClientConfig {
    private final String broker;
    private final Options options;

    ClientConfig(String broker, Options options) {
        this.broker = broker;
        this.options = options;
    }

    Map<String, Object> admin() {
        Map<String, Object> config = common();
        put(config, KafkaOptions.REQUEST_TIMEOUT);
        config.put("default.api.timeout.ms", clamp(options.get(KafkaOptions.REQUEST_TIMEOUT)));
        return config;
    }

    Map<String, Object> consumer(String group, String instance) {
        Map<String, Object> config = common();
        config.put("group.id", group);
        config.put("group.instance.id", instance);
        config.put(
                "group.protocol", "classic"); // the newer one knows no assignor of the client, nor needs it; see README
        config.put("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class));
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "none"); // where to begin is decided at each assignment
        config.put("allow.auto.create.topics", false);
        List.of(
                        KafkaOptions.ISOLATION,
                        KafkaOptions.POLL_RECORDS,
                        KafkaOptions.FETCH_MIN,
                        KafkaOptions.FETCH_WAIT,
                        KafkaOptions.FETCH_MAX,
                        KafkaOptions.FETCH_PARTITION,
                        KafkaOptions.SESSION,
                        KafkaOptions.HEARTBEAT,
                        KafkaOptions.REQUEST_TIMEOUT)
                .forEach(option -> put(config, option));
        options.find(KafkaOptions.RACK).ifPresent(rack -> config.put("client.rack", rack));
        return config;
    }

    Map<String, Object> producer() {
        Map<String, Object> config = common();
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("max.in.flight.requests.per.connection", 5);
        config.put("metadata.max.idle.ms", 24 * 60 * 60 * 1_000); // a channel at rest does not lose what is known of it
        config.put("max.block.ms", clamp(options.get(KafkaOptions.REQUEST_TIMEOUT)));
        List.of(
                        KafkaOptions.COMPRESSION,
                        KafkaOptions.LINGER,
                        KafkaOptions.BATCH,
                        KafkaOptions.BUFFER,
                        KafkaOptions.REQUEST_SIZE,
                        KafkaOptions.REQUEST_TIMEOUT,
                        KafkaOptions.DELIVERY_TIMEOUT)
                .forEach(option -> put(config, option));
        return config;
    }

    private Map<String, Object> common() {
        Map<String, Object> config = new HashMap<>();
        config.put("client.id", "sidetrack-" + broker);
        config.put("enable.metrics.push", false);
        config.put("metric.reporters", List.of()); // nothing of ours stays in the platform's MBean server
        put(config, KafkaOptions.BOOTSTRAP);
        put(config, KafkaOptions.METADATA_AGE);
        put(config, KafkaOptions.PROTOCOL);
        String protocol = options.get(KafkaOptions.PROTOCOL);
        refuseUnused(protocol);
        if (protocol.startsWith("SASL")) {
            put(config, KafkaOptions.MECHANISM);
            config.put("sasl.jaas.config", login());
        }
        if (protocol.endsWith("SSL")) {
            tls(config);
        }
        return config;
    }

    /** What is set and would be passed over is a mistake: at worst it leaves a connection open to all. */
    private void refuseUnused(String protocol) {
        if (!protocol.startsWith("SASL")) {
            refuse(List.of(KafkaOptions.USERNAME, KafkaOptions.PASSWORD), "SASL_SSL or SASL_PLAINTEXT");
        }
        if (!protocol.endsWith("SSL")) {
            refuse(
                    List.of(KafkaOptions.TRUST, KafkaOptions.CHAIN, KafkaOptions.KEY, KafkaOptions.KEY_PASSWORD),
                    "SSL or SASL_SSL");
        }
        if (options.find(KafkaOptions.CHAIN).isEmpty()
                && options.find(KafkaOptions.KEY).isPresent()) {
            throw missing(KafkaOptions.CHAIN);
        }
    }

    private void refuse(List<Option<String>> unused, String expected) {
        for (Option<String> option : unused) {
            if (options.find(option).isPresent()) {
                throw new IllegalArgumentException("brokers." + broker + ".options." + option.name()
                        + " is set, but brokers." + broker + ".options.security.protocol is "
                        + options.get(KafkaOptions.PROTOCOL) + ", which does not use it; expected " + expected);
            }
        }
    }

    private String login() {
        String user = options.find(KafkaOptions.USERNAME).orElseThrow(() -> missing(KafkaOptions.USERNAME));
        String password = options.find(KafkaOptions.PASSWORD).orElseThrow(() -> missing(KafkaOptions.PASSWORD));
        String module = options.get(KafkaOptions.MECHANISM).equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        return module + " required username=" + quoted(user) + " password=" + quoted(password) + ";";
    }

    private void tls(Map<String, Object> config) {
        config.put("ssl.endpoint.identification.algorithm", options.get(KafkaOptions.VERIFY_HOST) ? "https" : "");
        options.find(KafkaOptions.TRUST).ifPresent(pem -> {
            config.put("ssl.truststore.type", "PEM");
            config.put(KafkaOptions.TRUST.name(), pem);
        });
        options.find(KafkaOptions.CHAIN).ifPresent(chain -> {
            config.put("ssl.keystore.type", "PEM");
            config.put(KafkaOptions.CHAIN.name(), chain);
            config.put(
                    KafkaOptions.KEY.name(),
                    options.find(KafkaOptions.KEY).orElseThrow(() -> missing(KafkaOptions.KEY)));
            options.find(KafkaOptions.KEY_PASSWORD)
                    .ifPresent(password -> config.put(KafkaOptions.KEY_PASSWORD.name(), password));
        });
    }

    /** Nothing that stands in a user name or password ends the quotation and adds an option of the login module. */
    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c < ' ') {
                quoted.append(String.format("\\%03o", (int) c)); // a line break ends it too
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private IllegalArgumentException missing(Option<?> option) {
        return new IllegalArgumentException("brokers." + broker + ".options." + option.name()
                + " is missing; expected a value, because of what else is set there");
    }

    private void put(Map<String, Object> config, Option<?> option) {
        Object value = options.get(option);
        config.put(option.name(), value instanceof Long number ? String.valueOf(number) : value);
    }

    private static int clamp(long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }
}
