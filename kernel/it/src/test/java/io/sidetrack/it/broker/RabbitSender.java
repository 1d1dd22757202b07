package io.sidetrack.it.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes with confirms. When its connection goes it opens another and goes on with the next event: of those that were
 * outstanding nobody knows whether the broker has them.
 */
final class RabbitSender implements OutsideBroker.Sender {
    private static final int WINDOW = 256;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final OutsideRabbit broker;
    private final OutsideBroker.Route route;
    private final Ledger ledger;
    private final NavigableMap<Long, Long> outstanding = new TreeMap<>();
    private Connection connection;
    private Channel channel;

    RabbitSender(OutsideRabbit broker, OutsideBroker.Route route, Ledger ledger) {
        this.broker = broker;
        this.route = route;
        this.ledger = ledger;
    }

    @Override
    public void send(long number, String key, boolean poison) {
        awaitOutstanding(WINDOW);
        Map<String, Object> headers = new HashMap<>();
        Input.attributes(number, key).forEach((name, value) -> headers.put("cloudEvents_" + name, value));
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(Input.CONTENT_TYPE)
                .headers(headers)
                .deliveryMode(2)
                .build();
        try {
            Channel open = open();
            synchronized (outstanding) {
                outstanding.put(open.getNextPublishSeqNo(), number);
            }
            open.basicPublish("", route.in(), true, properties, Input.data(number, poison));
        } catch (IOException | AlreadyClosedException e) {
            lost();
        }
    }

    @Override
    public void flush() {
        awaitOutstanding(1);
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.abort();
        }
    }

    private Channel open() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (channel == null || !channel.isOpen()) {
            try {
                lost();
                close();
                connection = broker.connect();
                channel = connection.createChannel();
                channel.confirmSelect();
                channel.addConfirmListener(
                        (tag, multiple) -> confirmed(tag, multiple, true),
                        (tag, multiple) -> confirmed(tag, multiple, false));
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("RabbitMQ cannot be reached", e);
                }
                pause();
            }
        }
        return channel;
    }

    private void confirmed(long tag, boolean multiple, boolean taken) {
        synchronized (outstanding) {
            Map<Long, Long> answered =
                    multiple ? outstanding.headMap(tag, true) : outstanding.subMap(tag, true, tag, true);
            if (taken) {
                answered.values().forEach(ledger::acknowledged);
            }
            answered.clear();
            outstanding.notifyAll();
        }
    }

    private void lost() {
        synchronized (outstanding) {
            outstanding.clear();
            outstanding.notifyAll();
        }
    }

    /** Until fewer are outstanding, or the connection is gone and with it all answers. */
    private void awaitOutstanding(int fewerThan) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (outstanding) {
            while (outstanding.size() >= fewerThan && channel != null && channel.isOpen()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("RabbitMQ confirms nothing; outstanding: " + outstanding.values());
                }
                waitALittle();
            }
        }
    }

    private void waitALittle() {
        try {
            outstanding.wait(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
