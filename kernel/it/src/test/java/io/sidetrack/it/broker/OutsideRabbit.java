package io.sidetrack.it.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.sidetrack.testkit.server.FaultProxy;
import io.sidetrack.testkit.server.RabbitServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** RabbitMQ from outside. Lives as long as the JVM. */
final class OutsideRabbit implements OutsideBroker {
    private static final int PERSISTENT = 2;
    private static OutsideRabbit shared;

    private final AtomicInteger routes = new AtomicInteger();
    private final RabbitServer server = RabbitServer.start();
    private final FaultProxy proxy = FaultProxy.listen().target("127.0.0.1", server.port());
    private final Map<String, List<Message>> read = new HashMap<>();

    /** The one of this JVM; started at the first call. */
    static synchronized OutsideRabbit shared() {
        if (shared == null) {
            shared = new OutsideRabbit();
        }
        return shared;
    }

    RabbitServer server() {
        return server;
    }

    @Override
    public String plugin() {
        return "broker-rabbitmq";
    }

    @Override
    public String configuration(boolean proxied) {
        int port = proxied ? proxy.port() : server.port();
        return "{adapter: rabbitmq, options: {hosts: ['127.0.0.1:" + port + "'], heartbeat: 1s}}";
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    @Override
    public Route newRoute() {
        Route route = Route.of(routes.incrementAndGet());
        declare(route.in());
        declare(route.out());
        return route;
    }

    void declare(String queue) {
        withChannel(channel -> channel.queueDeclare(queue, true, false, false, Map.of()));
    }

    @Override
    public Sender sender(Route route, Ledger ledger) {
        return new RabbitSender(this, route, ledger);
    }

    @Override
    public void put(String address, String key, String contentType, byte[] body) {
        withChannel(channel -> {
            channel.confirmSelect();
            BasicProperties properties = new BasicProperties.Builder()
                    .contentType(contentType)
                    .headers(Map.of("partitionkey", key))
                    .deliveryMode(PERSISTENT)
                    .build();
            channel.basicPublish("", address, true, properties, body);
            return channel.waitForConfirms(10_000);
        });
    }

    /** Takes everything and acknowledges nothing, so that the broker has it all in its order again afterwards. */
    @Override
    public synchronized List<Message> messages(String address) {
        try {
            List<Message> found = browse(address);
            read.put(address, found);
            return found;
        } catch (UncheckedIOException e) {
            return read.getOrDefault(address, List.of()); // the broker is away; whoever needs more asks again
        }
    }

    private List<Message> browse(String queue) {
        return withChannel(channel -> {
            BlockingQueue<Message> taken = new LinkedBlockingQueue<>();
            int count = channel.queueDeclarePassive(queue).getMessageCount();
            channel.basicConsume(queue, false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                    taken.add(new Message(
                            properties.getHeaders().get("cloudEvents_id").toString(), body));
                }
            });
            Message[] messages = new Message[count];
            for (int i = 0; i < count; i++) {
                messages[i] = taken.poll(10, TimeUnit.SECONDS);
                if (messages[i] == null) {
                    throw new IOException(queue + " has " + count + " messages and gave " + i);
                }
            }
            return List.of(messages);
        });
    }

    @Override
    public void kill() {
        server.kill();
    }

    @Override
    public void restart() {
        server.restart();
    }

    Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(server.port());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("outside");
    }

    /** What is done on a channel of its own. */
    interface OnChannel<T> {
        T call(Channel channel) throws IOException, InterruptedException, TimeoutException;
    }

    <T> T withChannel(OnChannel<T> call) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return call.call(channel);
        } catch (IOException | RuntimeException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (TimeoutException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
