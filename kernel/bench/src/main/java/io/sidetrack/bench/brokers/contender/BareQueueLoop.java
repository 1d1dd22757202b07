package io.sidetrack.bench.brokers.contender;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Written by hand on RabbitMQ's Java client: publish without waiting, confirms as they come, acknowledge behind what is confirmed
 * without a gap, many at once. One connection consumes and another publishes, so that a blocked publisher blocks no acknowledgement.
 */
public final class BareQueueLoop {
    private static final int ACKNOWLEDGE_MILLIS = 5;

    private final Task task;
    private final Channel in;
    private final Channel out;
    private final int often;
    private final long[] tags;
    private final boolean[] confirmed;
    private long oldest = 1;
    private long settled;
    private long acknowledged;

    private BareQueueLoop(Task task, Channel in, Channel out) {
        this.task = task;
        this.in = in;
        this.out = out;
        this.often = Math.max(1, task.inFlight() / 8);
        int slots = Integer.highestOneBit(task.inFlight()) * 4;
        this.tags = new long[slots];
        this.confirmed = new boolean[slots];
    }

    public static void main(String[] arguments) {
        CountDownLatch end = new CountDownLatch(1);
        Ending.run(() -> run(Task.ofSystem(), end), end::countDown);
    }

    private static void run(Task task, CountDownLatch end) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(task.broker());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (Connection consuming = factory.newConnection("bare-in");
                Connection publishing = factory.newConnection("bare-out")) {
            BareQueueLoop loop = new BareQueueLoop(task, consuming.createChannel(), publishing.createChannel());
            loop.start(clock);
            end.await();
            loop.finish();
        } finally {
            clock.shutdownNow();
        }
    }

    private void start(ScheduledExecutorService clock) throws IOException {
        out.confirmSelect();
        out.addConfirmListener(
                this::confirm,
                (number, multiple) -> Ending.fail(new IOException("the broker refused message " + number)));
        in.basicQos(task.inFlight());
        clock.scheduleWithFixedDelay(this::acknowledge, ACKNOWLEDGE_MILLIS, ACKNOWLEDGE_MILLIS, TimeUnit.MILLISECONDS);
        in.basicConsume(task.input(), false, (consumer, message) -> handOn(message), consumer -> {});
    }

    private void handOn(Delivery message) throws IOException {
        long number = out.getNextPublishSeqNo();
        synchronized (this) {
            int slot = slot(number);
            tags[slot] = message.getEnvelope().getDeliveryTag();
            confirmed[slot] = false;
        }
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .contentType(message.getProperties().getContentType())
                .headers(message.getProperties().getHeaders())
                .build();
        out.basicPublish("", task.output(), true, properties, Work.touch(message.getBody()));
    }

    private synchronized void confirm(long number, boolean multiple) {
        if (multiple) {
            for (long each = oldest; each <= number; each++) {
                confirmed[slot(each)] = true;
            }
        } else {
            confirmed[slot(number)] = true;
        }
        while (confirmed[slot(oldest)]) {
            int slot = slot(oldest++);
            confirmed[slot] = false;
            settled = tags[slot];
        }
        if (settled - acknowledged >= often) {
            acknowledge();
        }
    }

    private synchronized void acknowledge() {
        if (settled > acknowledged) {
            acknowledged = settled;
            try {
                in.basicAck(settled, true);
            } catch (IOException e) {
                Ending.fail(e);
            }
        }
    }

    private void finish() throws Exception {
        out.waitForConfirms();
        acknowledge();
        in.close();
        out.close();
    }

    private int slot(long number) {
        return (int) (number & (tags.length - 1));
    }
}
