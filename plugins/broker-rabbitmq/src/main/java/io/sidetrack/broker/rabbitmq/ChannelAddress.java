package io.sidetrack.broker.rabbitmq;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The address of a channel, read from its text:
 *
 * <ul>
 *   <li>{@code QUEUE}: read from that queue, and written to it through the default exchange;
 *   <li>{@code EXCHANGE/KEY}: written to that exchange with that routing key, which may be empty; an empty exchange is the
 *       default one, so {@code /a/b} is the queue {@code a/b};
 *   <li>{@code EXCHANGE/KEY > QUEUE}: read from that queue, which is bound to the exchange by that key; written to the exchange.
 * </ul>
 *
 * @param queue what sources read, or {@code null} where the address names none
 */
record ChannelAddress(
        String text,
        String exchange,
        String routingKey,
        @Nullable String queue) {
    private static final String ARROW = " > ";

    /** Throws {@link IllegalArgumentException} where it is none. */
    static ChannelAddress of(String text) {
        int arrow = text.lastIndexOf(ARROW);
        String target = arrow < 0 ? text : text.substring(0, arrow).strip();
        String queue = arrow < 0 ? null : text.substring(arrow + ARROW.length()).strip();
        int slash = target.indexOf('/');
        String exchange = slash < 0 ? "" : target.substring(0, slash);
        String key = slash < 0 ? target : target.substring(slash + 1);
        if (queue == null && exchange.isEmpty()) {
            queue = key;
        }
        boolean queueMissing = queue != null && queue.isBlank();
        boolean nowhere = exchange.isEmpty() && key.isBlank();
        if (queueMissing || nowhere || (arrow >= 0 && exchange.isEmpty())) {
            throw new IllegalArgumentException(
                    "address '" + text + "' is none of RabbitMQ; expected QUEUE, EXCHANGE/KEY or EXCHANGE/KEY > QUEUE");
        }
        for (String name : new String[] {exchange, key, queue == null ? "" : queue}) {
            if (name.getBytes(StandardCharsets.UTF_8).length > 255) {
                throw new IllegalArgumentException(
                        "address '" + text + "' has a name of more than 255 bytes; RabbitMQ takes no longer ones");
            }
        }
        return new ChannelAddress(text, exchange, key, queue);
    }

    /** The queue that sources read; throws {@link IllegalArgumentException} where the address names none. */
    String readableQueue() {
        if (queue == null) {
            throw new IllegalArgumentException(
                    "address '" + text + "' names no queue to read from; expected QUEUE, or '" + text
                            + " > QUEUE' for a queue that is bound to the exchange");
        }
        return queue;
    }

    boolean isBound() {
        return queue != null && !exchange.isEmpty();
    }

    /** What sinks write to, in words. */
    String target() {
        return exchange.isEmpty()
                ? "queue '" + routingKey + "'"
                : "exchange '" + exchange + "' with routing key '" + routingKey + "'";
    }
}
