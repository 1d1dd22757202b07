package io.sidetrack.bench.brokers;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The broker as the bench itself sees it: durable queues, what is in them, and how much. */
final class RabbitQueues implements AutoCloseable {
    private static final int UNCONFIRMED = 1_000;
    private static final int CONFIRM_MILLIS = 60_000;
    private static final int DRAIN_SECONDS = 120;
    /** Where a message that is no CloudEvent names its key. */
    private static final String KEY_HEADER = "partitionkey";

    private final Connection connection;
    private final Channel channel;
    private final String type;

    /** @param type of the queues: {@code classic} or {@code quorum} */
    RabbitQueues(String uri, String type) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        this.connection = factory.newConnection("bench");
        this.channel = connection.createChannel();
        this.type = type;
    }

    /** A new durable queue; a quorum queue does not give up messages that come back. */
    void create(String queue) throws IOException {
        Map<String, Object> arguments = type.equals("quorum")
                ? Map.of("x-queue-type", type, "x-delivery-limit", -1)
                : Map.of("x-queue-type", type);
        channel.queueDeclare(queue, true, false, false, arguments);
    }

    void delete(String queue) throws IOException {
        channel.queueDelete(queue);
    }

    /** How many messages wait in it; those that somebody has and did not acknowledge do not count. */
    long size(String queue) throws IOException {
        return channel.queueDeclarePassive(queue).getMessageCount();
    }

    /** Fills a new queue with so many persistent messages. */
    void fill(String queue, int events) throws IOException, InterruptedException, TimeoutException {
        try (Channel own = connection.createChannel()) {
            own.confirmSelect();
            for (int number = 0; number < events; number++) {
                String key = new String(BenchValue.keyBytes(BenchValue.keyOf(number)), StandardCharsets.UTF_8);
                BasicProperties properties = new BasicProperties.Builder()
                        .deliveryMode(2)
                        .contentType("application/json")
                        .messageId(Integer.toString(number))
                        .headers(Map.of(KEY_HEADER, key))
                        .build();
                own.basicPublish("", queue, properties, BenchValue.of(number, 0));
                if (number % UNCONFIRMED == 0) {
                    own.waitForConfirmsOrDie(CONFIRM_MILLIS);
                }
            }
            own.waitForConfirmsOrDie(CONFIRM_MILLIS);
        }
    }

    /** Takes so many messages out of a queue. */
    void read(String queue, int events, Ledger ledger) throws IOException, InterruptedException, TimeoutException {
        CountDownLatch all = new CountDownLatch(events);
        try (Channel own = connection.createChannel()) {
            own.basicConsume(
                    queue,
                    true,
                    (consumer, message) -> {
                        ledger.add(message.getBody());
                        all.countDown();
                    },
                    consumer -> {});
            if (!all.await(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(queue + " did not give what it held");
            }
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
