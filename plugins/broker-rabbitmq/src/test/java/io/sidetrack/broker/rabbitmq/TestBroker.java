package io.sidetrack.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.sidetrack.api.adapter.BrokerAdapter;
import io.sidetrack.api.config.Options;
import io.sidetrack.testkit.contract.BrokerUnderTest;
import io.sidetrack.testkit.server.RabbitServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A broker, mostly the one that the tests of this module share, and what they do behind the adapter's back. */
final class TestBroker implements BrokerUnderTest {
    private final RabbitServer server;
    private final Map<String, Object> arguments;
    private final RabbitAdapter adapter = new RabbitAdapter(java.util.concurrent.ConcurrentHashMap.newKeySet());
    private final Map<String, Object> given = new HashMap<>();

    /** @param arguments of the queues that are made */
    TestBroker(Map<String, Object> arguments) {
        this(RabbitServer.shared(), arguments);
    }

    TestBroker(RabbitServer server, Map<String, Object> arguments) {
        this.server = server;
        this.arguments = arguments;
        given.put("hosts", server.host() + ":" + server.port());
    }

    static TestBroker classic() {
        return new TestBroker(Map.of("x-queue-type", "classic"));
    }

    static TestBroker quorum() {
        return new TestBroker(Map.of("x-queue-type", "quorum"));
    }

    TestBroker with(String option, Object value) {
        given.put(option, value);
        return this;
    }

    TestBroker without(String option) {
        given.remove(option);
        return this;
    }

    RabbitServer server() {
        return server;
    }

    @Override
    public BrokerAdapter adapter() {
        return adapter;
    }

    @Override
    public Options options() {
        List<String> problems = new ArrayList<>();
        Options options = Options.check("options", RabbitOptions.ALL, given, problems);
        if (!problems.isEmpty()) {
            throw new AssertionError(problems);
        }
        return options;
    }

    @Override
    public String createAddress(int partitions) {
        String queue = "q-" + UUID.randomUUID();
        onChannel(channel -> channel.queueDeclare(queue, true, false, false, arguments));
        return queue;
    }

    @Override
    public void putUndecodable(String address, String key, byte[] raw) {
        put(
                address,
                new AMQP.BasicProperties.Builder()
                        .contentType("application/cloudevents+json")
                        .headers(key == null ? Map.of() : Map.of("partitionkey", key))
                        .build(),
                raw);
    }

    void put(String queue, AMQP.BasicProperties properties, byte[] body) {
        onChannel(channel -> {
            channel.confirmSelect();
            channel.basicPublish("", queue, properties, body);
            channel.waitForConfirmsOrDie(10_000);
            return null;
        });
    }

    @Override
    public void disconnect() {
        server.rabbitmqctl("close_all_connections", "a test breaks the network");
    }

    /** What to do on a channel of another client. */
    interface OnChannel<T> {
        T run(Channel channel) throws Exception;
    }

    <T> T onChannel(OnChannel<T> task) {
        try (Connection connection = connect()) {
            return task.run(connection.createChannel());
        } catch (Exception e) {
            throw new AssertionError("the test's own client failed", e);
        }
    }

    /** Asks a question whose refusal is an answer. */
    void ask(Queues.Question<?> question) throws IOException {
        try (Connection connection = connect()) {
            question.ask(connection.createChannel());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("the test's own client failed", e);
        }
    }

    Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(server.uri());
        factory.setAutomaticRecoveryEnabled(false);
        try {
            return factory.newConnection("test");
        } catch (IOException e) {
            throw new AssertionError("cannot connect to " + server.uri(), e);
        }
    }
}
