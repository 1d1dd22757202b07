package io.sidetrack.broker.rabbitmq;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What kind of queue it is. AMQP does not tell; but a declaration that differs from what exists is refused with the difference,
 * and one that could not be made either changes nothing. So we declare the queue as of a type that no broker has, and learn from
 * the refusals; that needs the permission to configure the queue, and leaves a line in the broker's log.
 *
 * @param durable whether it outlives a restart of the broker
 * @param limit after how many deliveries a quorum queue gives a message up, as its arguments say; {@code null} where they do not
 */
record QueueTraits(
        Type type,
        boolean durable,
        boolean singleActiveConsumer,
        @Nullable Long limit) {
    private static final Logger LOG = LoggerFactory.getLogger(QueueTraits.class);
    private static final String TYPE = "x-queue-type";
    private static final String LIMIT = "x-delivery-limit";
    private static final String SINGLE_ACTIVE = "x-single-active-consumer";
    private static final String NO_TYPE = "sidetrack-asks-for-the-type";
    private static final int ROUNDS = 20;

    private static final Pattern DIFFERENCE = Pattern.compile(
            "inequivalent arg '([^']+)' for queue .* but current is (?:none|(?:the value )?'([^']*)'(?: of type '([^']*)')?)");

    enum Type {
        CLASSIC,
        QUORUM,
        STREAM,
        UNKNOWN
    }

    private static final QueueTraits UNKNOWN = new QueueTraits(Type.UNKNOWN, true, false, null);

    /** Asks one question, with a channel that may end by it. */
    interface Asking {
        void ask(Queues.Question<?> question) throws IOException;
    }

    static QueueTraits ask(String queue, Asking asking) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put(TYPE, NO_TYPE);
        boolean durable = true;
        boolean autoDelete = false;
        for (int round = 0; round < ROUNDS; round++) {
            Matcher difference = difference(queue, asking, durable, autoDelete, arguments);
            if (difference == null) {
                return UNKNOWN;
            }
            String name = Objects.requireNonNull(difference.group(1));
            String value = difference.group(2);
            switch (name) {
                case "durable" -> durable = false;
                case "auto_delete" -> autoDelete = true;
                case TYPE -> {
                    return found(queue, asking, durable, autoDelete, arguments, value == null ? "classic" : value);
                }
                default -> {
                    if (value == null || arguments.put(name, typed(value, difference.group(3))) != null) {
                        return UNKNOWN;
                    }
                }
            }
        }
        return UNKNOWN;
    }

    private static QueueTraits found(
            String queue,
            Asking asking,
            boolean durable,
            boolean autoDelete,
            Map<String, Object> arguments,
            String type) {
        Type known = switch (type) {
            case "classic" -> Type.CLASSIC;
            case "quorum" -> Type.QUORUM;
            case "stream" -> Type.STREAM;
            default -> Type.UNKNOWN;
        };
        Long limit = null;
        if (known == Type.QUORUM) {
            arguments.put(TYPE, type);
            arguments.putIfAbsent(LIMIT, -77L); // no broker makes such a queue
            Matcher difference = difference(queue, asking, durable, autoDelete, arguments);
            String value = difference == null || !LIMIT.equals(difference.group(1)) ? null : difference.group(2);
            limit = value == null || !value.matches("-?\\d{1,18}") ? null : Long.valueOf(value);
        }
        return new QueueTraits(known, durable, "true".equals(String.valueOf(arguments.get(SINGLE_ACTIVE))), limit);
    }

    private static @Nullable Matcher difference(
            String queue, Asking asking, boolean durable, boolean autoDelete, Map<String, Object> arguments) {
        try {
            asking.ask(channel -> channel.queueDeclare(queue, durable, false, autoDelete, arguments));
            return null;
        } catch (IOException e) {
            Matcher matcher = DIFFERENCE.matcher(Reasons.of(e));
            return matcher.find() ? matcher : null;
        }
    }

    private static Object typed(String value, @Nullable String type) {
        return switch (type == null ? "" : type.toLowerCase(Locale.ROOT)) {
            case "bool" -> Boolean.valueOf(value);
            case "byte", "short", "signedint", "unsignedint", "long" -> Long.valueOf(value);
            default -> value;
        };
    }

    /** Whether the broker may keep others away from the queue while we read it: quorum queues take no notice of the wish. */
    boolean mayRefuseOthers() {
        return type != Type.QUORUM && !singleActiveConsumer;
    }

    /** Throws where events of the queue could be lost, or it cannot be read as a queue. */
    void refuse(String queue, Settings settings, String brokerVersion) throws IOException {
        if (type == Type.STREAM) {
            throw new IOException(stream(queue));
        }
        if (type == Type.UNKNOWN) {
            LOG.warn(
                    "the type of queue {} is unknown: user {} may not configure it. Whether it is durable, and whether it gives"
                            + " messages up after some deliveries, is up to you",
                    queue,
                    settings.get(RabbitOptions.USERNAME));
        }
        refuseTransient(queue, settings);
        if (type == Type.QUORUM && !settings.get(RabbitOptions.PERMIT_DELIVERY_LIMIT)) {
            refuseLimit(queue, settings, brokerVersion);
        }
    }

    void refuseTransient(String queue, Settings settings) throws IOException {
        if (!durable && !settings.get(RabbitOptions.PERMIT_TRANSIENT)) {
            throw new IOException(
                    "queue '" + queue + "' is not durable: a restart of the broker loses what it holds. Use a durable"
                            + " one, or set brokers." + settings.broker() + ".options.permit-transient to true");
        }
    }

    private void refuseLimit(String queue, Settings settings, String brokerVersion) throws IOException {
        boolean defaultLimit = limit == null && !brokerVersion.matches("[0-3]\\..*");
        if (defaultLimit || (limit != null && limit >= 0)) {
            throw new IOException("queue '" + queue + "' gives a message up after " + (limit == null ? "20" : limit)
                    + " deliveries, and events that come again with every reconnect would be lost or dead-lettered. Declare it with "
                    + LIMIT + " -1 (RabbitMQ 4), or without a limit (3), or set brokers." + settings.broker()
                    + ".options.permit-delivery-limit to true");
        }
    }

    static String stream(String queue) {
        return "'" + queue
                + "' is a stream: it keeps what was read, and is read by position. This adapter reads classic and quorum"
                + " queues; bind one to the exchange that feeds the stream";
    }
}
