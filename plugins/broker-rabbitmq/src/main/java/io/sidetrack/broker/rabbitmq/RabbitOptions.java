package io.sidetrack.broker.rabbitmq;

import io.sidetrack.api.config.Option;
import io.sidetrack.api.config.OptionType;
import java.time.Duration;
import java.util.List;

/** The options of a broker with this adapter: a closed list, of which none names a file, a class or a URL. */
final class RabbitOptions {
    static final Option<List<String>> HOSTS = Option.of(
            "hosts",
            OptionType.STRINGS,
            List.of("localhost"),
            "the nodes of the cluster, each as host or host:port; tried in this order");
    static final Option<Integer> PORT = Option.optional(
            "port", OptionType.INTEGER, "the port of hosts that name none; without it 5672, with tls 5671");
    static final Option<String> VIRTUAL_HOST = Option.of("virtual-host", OptionType.STRING, "/", "the virtual host");
    static final Option<String> USERNAME = Option.of("username", OptionType.STRING, "guest", "who connects");
    static final Option<String> PASSWORD = Option.of("password", OptionType.STRING, "guest", "the password of username")
            .asSecret();
    static final Option<Boolean> TLS = Option.of(
            "tls",
            OptionType.BOOLEAN,
            false,
            "connects by TLS and checks the certificate of the broker, with its host name");
    static final Option<String> TLS_TRUST = Option.optional(
            "tls-trust",
            OptionType.STRING,
            "certificates in PEM that the broker's must be signed with; without it those that Java trusts");
    static final Option<String> TLS_CERTIFICATE = Option.optional(
            "tls-certificate", OptionType.STRING, "our own certificate chain in PEM, for brokers that ask for one");
    static final Option<String> TLS_KEY = Option.optional(
                    "tls-key", OptionType.STRING, "the private key of tls-certificate in PEM (PKCS 8)")
            .asSecret();
    static final Option<Duration> HEARTBEAT = Option.of(
            "heartbeat",
            OptionType.DURATION,
            Duration.ofSeconds(10),
            "how often both sides show that they live; a silent connection is given up after two of them");
    static final Option<Integer> PREFETCH = Option.of(
                    "prefetch",
                    OptionType.INTEGER,
                    1_000,
                    "how many deliveries of a queue may be with us and not settled; 1 to 65535")
            .inUnit("events");
    static final Option<Long> MAX_MESSAGE_SIZE = Option.of(
            "max-message-size",
            OptionType.SIZE,
            128L << 20,
            "events with more data are rejected before they are sent; not above the broker's max_message_size");
    static final Option<Declaring> DECLARE = Option.of(
            "declare",
            OptionType.oneOf(Declaring.class),
            Declaring.NOTHING,
            "what is made where it does not exist: nothing, queues (with their bindings), or queues-and-exchanges");
    static final Option<QueueType> QUEUE_TYPE = Option.of(
            "queue-type", OptionType.oneOf(QueueType.class), QueueType.QUORUM, "the type of queues that are made");
    static final Option<Boolean> SINGLE_ACTIVE_CONSUMER = Option.of(
            "single-active-consumer",
            OptionType.BOOLEAN,
            false,
            "queues that are made give their messages to one consumer at a time, and to the next when it goes");
    static final Option<ExchangeType> EXCHANGE_TYPE = Option.of(
            "exchange-type",
            OptionType.oneOf(ExchangeType.class),
            ExchangeType.TOPIC,
            "the type of exchanges that are made");
    static final Option<Boolean> PERMIT_TRANSIENT = Option.of(
            "permit-transient",
            OptionType.BOOLEAN,
            false,
            "reads and writes queues that do not survive a restart of the broker: events may be lost");
    static final Option<Boolean> PERMIT_DELIVERY_LIMIT = Option.of(
            "permit-delivery-limit",
            OptionType.BOOLEAN,
            false,
            "reads quorum queues that give a message up after some deliveries: events may be lost or dead-lettered");
    static final Option<String> KEY_HEADER = Option.of(
            "key-header",
            OptionType.STRING,
            "partitionkey",
            "the header with the ordering key of messages that name none as CloudEvents do");
    static final Option<String> WRAP_TYPE = Option.optional(
            "wrap-type",
            OptionType.STRING,
            "the type of events made from messages that are none; without it the message's type property,"
                    + " else rabbitmq.message");
    static final Option<String> WRAP_SOURCE = Option.optional(
            "wrap-source",
            OptionType.STRING,
            "the source of events made from messages that are none; without it /rabbitmq/VIRTUAL-HOST/QUEUE");

    static final List<Option<?>> ALL = List.of(
            HOSTS,
            PORT,
            VIRTUAL_HOST,
            USERNAME,
            PASSWORD,
            TLS,
            TLS_TRUST,
            TLS_CERTIFICATE,
            TLS_KEY,
            HEARTBEAT,
            PREFETCH,
            MAX_MESSAGE_SIZE,
            DECLARE,
            QUEUE_TYPE,
            SINGLE_ACTIVE_CONSUMER,
            EXCHANGE_TYPE,
            PERMIT_TRANSIENT,
            PERMIT_DELIVERY_LIMIT,
            KEY_HEADER,
            WRAP_TYPE,
            WRAP_SOURCE);

    enum Declaring {
        NOTHING,
        QUEUES,
        QUEUES_AND_EXCHANGES
    }

    enum QueueType {
        QUORUM,
        CLASSIC
    }

    enum ExchangeType {
        TOPIC,
        DIRECT,
        FANOUT,
        HEADERS
    }

    private RabbitOptions() {}
}
