package io.sidetrack.bench.embedded;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;
import org.jspecify.annotations.Nullable;

/**
 * ActiveMQ Artemis embedded in this process, over its in-VM connector: a durable queue whose journal syncs every transaction. A
 * batch is sent in one transaction; one consumer receives, and acknowledges in transactions of up to as many messages. The batch is
 * done when its last message's acknowledgement is committed.
 */
final class ArtemisToDone implements Contender {
    private static final SimpleString QUEUE = SimpleString.of("bench");
    private static final String KEY = "key";

    private final EmbeddedActiveMQ server;
    private final ServerLocator locator;
    private final ClientSessionFactory sessions;
    private final Map<Long, CountDownLatch> waiting = new ConcurrentHashMap<>();
    private final Thread consumer;
    private volatile boolean closing;
    private volatile @Nullable Exception failure;

    /** @param fsyncNanos how long a sync takes here: what Artemis' own set-up measures to choose its journal's time-out */
    ArtemisToDone(Path folder, int batch, long fsyncNanos) throws Exception {
        server = new EmbeddedActiveMQ().setConfiguration(configuration(folder, (int) fsyncNanos));
        server.start();
        locator = ActiveMQClient.createServerLocator("vm://0").setBlockOnDurableSend(true);
        sessions = locator.createSessionFactory();
        try (ClientSession session = sessions.createSession()) {
            session.createQueue(QueueConfiguration.of(QUEUE)
                    .setAddress(QUEUE)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
        consumer = new Thread(() -> consume(batch), "artemis-consumer");
        consumer.start();
    }

    static JournalType journal() {
        return LibaioContext.isLoaded() ? JournalType.ASYNCIO : JournalType.NIO;
    }

    private static Configuration configuration(Path folder, int fsyncNanos) throws Exception {
        return new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(journal())
                .setJournalSyncTransactional(true)
                .setJournalSyncNonTransactional(true)
                .setJournalDatasync(true)
                .setJournalBufferTimeout_AIO(fsyncNanos)
                .setJournalBufferTimeout_NIO(fsyncNanos)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setMaxDiskUsage(-1)
                .addAcceptorConfiguration("in-vm", "vm://0");
    }

    @Override
    public Publisher publisher() throws Exception {
        ClientSession session = sessions.createSession(false, false);
        ClientProducer producer = session.createProducer(QUEUE);
        return new Publisher() {
            @Override
            public void publish(List<CloudEvent> batch) throws Exception {
                CountDownLatch done = new CountDownLatch(1);
                waiting.put(Long.parseLong(batch.get(batch.size() - 1).getId()), done);
                for (CloudEvent event : batch) {
                    ClientMessage message = session.createMessage(true);
                    message.putLongProperty("id", Long.parseLong(event.getId()));
                    message.putStringProperty(KEY, String.valueOf(event.getExtension("partitionkey")));
                    message.getBodyBuffer().writeBytes(Objects.requireNonNull(EventData.bytes(event)));
                    producer.send(message);
                }
                session.commit();
                if (!done.await(60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("not consumed in time", failure);
                }
            }

            @Override
            public void close() throws IOException {
                try {
                    session.close();
                } catch (ActiveMQException e) {
                    throw new IOException(e);
                }
            }
        };
    }

    private void consume(int batch) {
        try (ClientSession session = sessions.createSession(false, false)) {
            ClientConsumer queue = session.createConsumer(QUEUE);
            session.start();
            List<Long> received = new ArrayList<>(batch);
            while (!closing) {
                for (ClientMessage message = queue.receive(100);
                        message != null;
                        message = received.size() < batch ? queue.receiveImmediate() : null) {
                    message.acknowledge();
                    received.add(message.getLongProperty("id"));
                }
                if (!received.isEmpty()) {
                    session.commit();
                    received.forEach(this::done);
                    received.clear();
                }
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private void done(long id) {
        CountDownLatch batch = waiting.remove(id);
        if (batch != null) {
            batch.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            consumer.join();
            sessions.close();
            locator.close();
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
