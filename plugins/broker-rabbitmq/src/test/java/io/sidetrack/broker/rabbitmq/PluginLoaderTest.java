package io.sidetrack.broker.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import io.sidetrack.api.adapter.Confirmation;
import io.vertx.rabbitmq.RabbitMQClient;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PluginLoaderTest {
    private static final int COLLECTIONS = 100;

    @Test
    void nothing_of_it_stays_when_it_has_declared_written_and_read_and_is_gone() throws Exception {
        new Use().run(); // statics of Netty keep who comes first, and in a node that is the node
        WeakReference<ClassLoader> loader = used();
        for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(50); // threads of the clients end by themselves
        }
        assertThat(loader.get()).as("the loader of the plugin").isNull();
    }

    private static WeakReference<ClassLoader> used() throws Exception {
        try (Own own = new Own()) {
            own.loadClass(Use.class.getName())
                    .asSubclass(Runnable.class)
                    .getDeclaredConstructor()
                    .newInstance()
                    .run();
            return new WeakReference<>(own);
        }
    }

    /** What a plugin does, in classes of a loader of its own. */
    public static final class Use implements Runnable {
        @Override
        public void run() {
            String name = UUID.randomUUID().toString();
            String address = "x-" + name + "/k > q-" + name;
            try (Session session = Session.of(TestBroker.classic().with("declare", "queues-and-exchanges"))) {
                assertThat(session.send(session.sink(address), Session.event("1")))
                        .containsExactly(Confirmation.CONFIRMED);
                session.read(address).take(1);
            }
        }
    }

    /** Loads the plugin and its clients itself, and leaves the rest to the loader of the tests, as the node does. */
    private static final class Own extends URLClassLoader {
        private static final List<String> PACKAGES =
                List.of("io.sidetrack.broker.rabbitmq.", "com.rabbitmq.", "io.vertx.rabbitmq.");

        Own() {
            super(
                    Stream.of(RabbitPlugin.class, Use.class, ConnectionFactory.class, RabbitMQClient.class)
                            .map(each ->
                                    each.getProtectionDomain().getCodeSource().getLocation())
                            .toArray(URL[]::new),
                    PluginLoaderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (PACKAGES.stream().noneMatch(name::startsWith)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : findClass(name);
            }
        }
    }
}
