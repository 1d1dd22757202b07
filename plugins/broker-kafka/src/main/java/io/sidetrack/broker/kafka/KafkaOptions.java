package io.sidetrack.broker.kafka;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The options of a broker. Those with Kafka's own names mean what they mean to Kafka's clients; every other key of these clients is
 * refused, because some of them name classes, files or URLs, and a configuration may come from somebody who must not choose those.
 */
final class KafkaOptions {
    /** How an event becomes a record, by the Kafka protocol binding of CloudEvents. */
    enum SendAs {
        BINARY,
        STRUCTURED
    }

    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");

    static final Option<String> BOOTSTRAP =
            Option.required("bootstrap.servers", addresses(), "the brokers to ask first, as host:port, comma between");

    static final Option<String> PROTOCOL = Option.of(
            "security.protocol",
            spelled("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
            "PLAINTEXT",
            "how connections are secured");
    static final Option<String> MECHANISM = Option.of(
            "sasl.mechanism",
            spelled("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"),
            "SCRAM-SHA-512",
            "how the user proves who it is, with SASL_PLAINTEXT and SASL_SSL");
    static final Option<String> USERNAME = Option.optional("sasl.username", OptionType.STRING, "the user");
    static final Option<String> PASSWORD =
            Option.optional("sasl.password", OptionType.STRING, "the password").asSecret();
    static final Option<String> TRUST = Option.optional(
            "ssl.truststore.certificates",
            OptionType.STRING,
            "certificates of the authorities to trust, as PEM text; the JVM's own where none are given");
    static final Option<String> CHAIN = Option.optional(
            "ssl.keystore.certificate.chain", OptionType.STRING, "the client's certificate chain, as PEM text");
    static final Option<String> KEY = Option.optional(
                    "ssl.keystore.key", OptionType.STRING, "the client's private key (PKCS 8), as PEM text")
            .asSecret();
    static final Option<String> KEY_PASSWORD = Option.optional(
                    "ssl.key.password", OptionType.STRING, "the password of the private key where it is encrypted")
            .asSecret();
    static final Option<Boolean> VERIFY_HOST = Option.of(
            "ssl.verify-hostname",
            OptionType.BOOLEAN,
            true,
            "whether the broker's certificate must name the host that was asked");

    static final Option<Duration> UNREACHABLE = Option.of(
            "unreachable-after",
            OptionType.DURATION,
            Duration.ofSeconds(30),
            "how long no broker may answer before the connection counts as lost and is made anew");
    static final Option<Long> METADATA_AGE = number(
            "metadata.max.age.ms",
            1000,
            60_000,
            "ms",
            "the longest time until added partitions and moved leaders are seen");
    static final Option<String> RACK =
            Option.optional("client.rack", OptionType.STRING, "where this node stands, to read from a near replica");

    static final Option<String> ISOLATION = Option.of(
            "isolation.level",
            spelled("read_committed", "read_uncommitted"),
            "read_committed",
            "whether records of open and aborted transactions are read too");
    static final Option<Long> POLL_RECORDS =
            number("max.poll.records", 1, 1_000, "records", "the most records taken from the client at once");
    static final Option<Long> FETCH_MIN =
            size("fetch.min.bytes", 1L, "what a broker gathers before it answers a fetch");
    static final Option<Long> FETCH_WAIT =
            number("fetch.max.wait.ms", 0, 500, "ms", "how long a broker gathers that at most");
    static final Option<Long> FETCH_MAX =
            size("fetch.max.bytes", 16L << 20, "the most that one fetch brings from a broker");
    static final Option<Long> FETCH_PARTITION =
            size("max.partition.fetch.bytes", 1L << 20, "the most that one fetch brings of a partition");
    static final Option<Long> SESSION = number(
            "session.timeout.ms",
            1000,
            45_000,
            "ms",
            "how long a node that is gone keeps its partitions, unless it returns");
    static final Option<Long> HEARTBEAT =
            number("heartbeat.interval.ms", 100, 3_000, "ms", "how often a node tells its group that it is there");
    static final Option<Duration> COMMIT = Option.of(
            "commit-interval",
            OptionType.DURATION,
            Duration.ofMillis(250),
            "how often settled positions are committed; what was settled since then comes again after a crash");
    static final Option<Duration> HAND_OVER = Option.of(
            "hand-over",
            OptionType.DURATION,
            Duration.ofSeconds(10),
            "how long partitions that are taken from us are held until what is under way is settled");

    static final Option<String> COMPRESSION = Option.of(
            "compression.type",
            spelled("none", "gzip", "snappy", "lz4", "zstd"),
            "none",
            "how batches that are sent are compressed");
    static final Option<Long> LINGER =
            number("linger.ms", 0, 5, "ms", "how long a batch that is not full waits for more events");
    static final Option<Long> BATCH =
            size("batch.size", 64L << 10, "the size from which on a batch of a partition waits no longer");
    static final Option<Long> BUFFER =
            size("buffer.memory", 32L << 20, "what may wait to be sent before sending waits");
    static final Option<Long> REQUEST_SIZE =
            size("max.request.size", 1536L << 10, "the largest request, and so the largest event");
    static final Option<Long> REQUEST_TIMEOUT =
            number("request.timeout.ms", 100, 10_000, "ms", "how long a broker may take for one answer");
    static final Option<Long> DELIVERY_TIMEOUT = number(
            "delivery.timeout.ms",
            100,
            25_000,
            "ms",
            "how long an event may take with all repetitions, before its outcome is indeterminate");
    static final Option<SendAs> SEND_AS = Option.of(
            "send-as",
            OptionType.oneOf(SendAs.class),
            SendAs.BINARY,
            "how events are written: attributes as headers, or all as one JSON text");

    static final Option<String> WRAP_TYPE = Option.of(
            "wrap-type", OptionType.STRING, "kafka.record", "the type of events made of records that are none");
    static final Option<String> WRAP_SOURCE = Option.optional(
            "wrap-source", reference(), "their source, a URI reference; /kafka/TOPIC where none is given");
    static final Option<String> WRAP_CONTENT = Option.optional(
            "wrap-content-type", OptionType.STRING, "their content type where the record has no content-type header");

    static final Option<Boolean> CREATE = Option.of(
            "create-topics", OptionType.BOOLEAN, false, "whether topics of channels are made where they are missing");
    static final Option<Long> CREATE_PARTITIONS =
            number("create-partitions", -1, -1, "partitions", "of a topic that is made; -1 leaves it to the broker");
    static final Option<Long> CREATE_REPLICATION =
            number("create-replication", -1, -1, "replicas", "of a topic that is made; -1 leaves it to the broker");

    static final List<Option<?>> ALL = List.of(
            BOOTSTRAP,
            PROTOCOL,
            MECHANISM,
            USERNAME,
            PASSWORD,
            TRUST,
            CHAIN,
            KEY,
            KEY_PASSWORD,
            VERIFY_HOST,
            UNREACHABLE,
            METADATA_AGE,
            RACK,
            ISOLATION,
            POLL_RECORDS,
            FETCH_MIN,
            FETCH_WAIT,
            FETCH_MAX,
            FETCH_PARTITION,
            SESSION,
            HEARTBEAT,
            COMMIT,
            HAND_OVER,
            COMPRESSION,
            LINGER,
            BATCH,
            BUFFER,
            REQUEST_SIZE,
            REQUEST_TIMEOUT,
            DELIVERY_TIMEOUT,
            SEND_AS,
            WRAP_TYPE,
            WRAP_SOURCE,
            WRAP_CONTENT,
            CREATE,
            CREATE_PARTITIONS,
            CREATE_REPLICATION);

    private KafkaOptions() {}

    private static Option<Long> number(String name, long least, long defaultValue, String unit, String help) {
        String expected = "a whole number from " + least;
        return Option.of(name, bounded("long", expected, OptionType.LONG, least), defaultValue, help)
                .inUnit(unit);
    }

    private static Option<Long> size(String name, long defaultValue, String help) {
        return Option.of(name, bounded("size", OptionType.SIZE.expected(), OptionType.SIZE, 1), defaultValue, help);
    }

    /** Kafka's clients hold these numbers in 32 bits. */
    private static OptionType<Long> bounded(String name, String expected, OptionType<Long> type, long least) {
        return new OptionType<>(name, expected, given -> {
            Long value = type.parser().apply(given);
            if (value < least || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    private static OptionType<String> reference() {
        return new OptionType<>(
                "uri",
                "a URI reference such as /orders",
                given -> URI.create(given.toString()).toString());
    }

    /** One of these values, as Kafka spells them; case does not matter. */
    private static OptionType<String> spelled(String... values) {
        return new OptionType<>("enum", "one of " + String.join(", ", values), given -> {
            for (String value : values) {
                if (value.equalsIgnoreCase(given.toString())) {
                    return value;
                }
            }
            throw new IllegalArgumentException();
        });
    }

    private static OptionType<String> addresses() {
        return new OptionType<>("addresses", "host:port, several with a comma between", given -> {
            List<?> parts = given instanceof List<?> list
                    ? list
                    : List.of(given.toString().split(",", -1));
            List<String> addresses =
                    parts.stream().map(part -> part.toString().strip()).toList();
            if (addresses.isEmpty()
                    || !addresses.stream()
                            .allMatch(address -> ADDRESS.matcher(address).matches())) {
                throw new IllegalArgumentException();
            }
            return String.join(",", addresses);
        });
    }
}
