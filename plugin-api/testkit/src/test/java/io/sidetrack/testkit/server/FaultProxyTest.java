package io.sidetrack.testkit.server;

import static io.sidetrack.testkit.server.FaultProxy.Direction.TO_BROKER;
import static io.sidetrack.testkit.server.FaultProxy.Direction.TO_CLIENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int SILENCE_MILLIS = 300;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket broker;
    private FaultProxy proxy;

    /** A connection with both of its ends. */
    private record Pair(Socket client, Socket broker) {}

    @BeforeEach
    void open() throws IOException {
        broker = remember(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        broker.setSoTimeout(PATIENCE_MILLIS);
        proxy = remember(FaultProxy.listen()).target("127.0.0.1", broker.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @Nested
    class Without_faults {

        @Test
        void bytes_pass_both_ways_and_are_counted() throws IOException {
            Pair pair = connect();

            send(pair.client, "question");
            assertThat(receive(pair.broker, 8)).isEqualTo("question");
            send(pair.broker, "answer");
            assertThat(receive(pair.client, 6)).isEqualTo("answer");

            assertThat(proxy.passed(TO_BROKER)).isEqualTo(8);
            assertThat(proxy.passed(TO_CLIENT)).isEqualTo(6);
            assertThat(proxy.open()).isEqualTo(1);
            assertThat(proxy.accepted()).isEqualTo(1);
        }

        @Test
        void megabytes_arrive_unchanged_with_the_end_behind_them() throws Exception {
            byte[] much = new byte[20_000_000];
            new Random(7).nextBytes(much);
            Pair pair = connect();

            CompletableFuture<Void> sent = inBackground(() -> {
                pair.client.getOutputStream().write(much);
                pair.client.shutdownOutput();
                return null;
            });

            assertThat(pair.broker.getInputStream().readAllBytes()).isEqualTo(much);
            sent.join();
        }

        @Test
        void a_side_that_does_not_read_holds_the_other_back() throws IOException {
            assertThat(writeUntilHeldBack(64 << 20)).isLessThan(64 << 20);
        }

        @Test
        void a_side_that_is_held_back_learns_that_the_other_went() throws Exception {
            Pair pair = connect();
            CompletableFuture<Void> writing = inBackground(() -> {
                pair.client.getOutputStream().write(new byte[64 << 20]);
                return null;
            });
            await(() -> proxy.passed(TO_BROKER) > 0);

            pair.broker.close();

            assertThatThrownBy(writing::join).hasRootCauseInstanceOf(SocketException.class);
            await(() -> proxy.open() == 0);
        }

        @Test
        void the_end_of_one_side_is_the_end_of_the_other() throws IOException {
            Pair pair = connect();
            pair.broker.close();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            await(() -> proxy.open() == 0);
        }

        /** Writes on a connection of its own, whose other end nobody reads. */
        private long writeUntilHeldBack(long most) throws IOException {
            try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", proxy.port()));
                    Selector selector = Selector.open()) {
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_WRITE);
                ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
                long written = 0;
                while (written < most && selector.select(2_000) > 0) {
                    selector.selectedKeys().clear();
                    written += channel.write(bytes.rewind());
                }
                return written;
            }
        }
    }

    @Nested
    class Slow {

        @Test
        void delayed_bytes_arrive_that_much_later_each_way() throws IOException {
            Pair pair = connect();
            proxy.delay(Duration.ofMillis(150));
            long start = System.nanoTime();

            send(pair.client, "question");
            receive(pair.broker, 8);
            send(pair.broker, "answer");
            receive(pair.client, 6);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }

        @Test
        void what_is_delayed_goes_on_at_once_and_in_order_when_the_fault_ends() throws IOException {
            Pair pair = connect();
            proxy.delay(Duration.ofHours(1));
            send(pair.client, "first ");
            send(pair.client, "second ");
            assertSilent(pair.broker);

            proxy.heal();
            send(pair.client, "third");

            assertThat(receive(pair.broker, 18)).isEqualTo("first second third");
        }

        @Test
        void a_shorter_delay_holds_for_what_is_on_its_way() throws IOException {
            Pair pair = connect();
            proxy.delay(Duration.ofHours(1));
            send(pair.client, "question");
            assertSilent(pair.broker);

            proxy.delay(Duration.ofMillis(10));

            assertThat(receive(pair.broker, 8)).isEqualTo("question");
        }

        @Test
        void throttled_bytes_take_their_time_and_arrive_unchanged() throws Exception {
            Pair pair = connect();
            proxy.throttle(100_000);
            byte[] some = new byte[50_000];
            new Random(7).nextBytes(some);
            long start = System.nanoTime();

            CompletableFuture<Void> sent = inBackground(() -> {
                pair.client.getOutputStream().write(some);
                return null;
            });

            assertThat(pair.broker.getInputStream().readNBytes(some.length)).isEqualTo(some);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
            sent.join();
        }

        @Test
        void a_throttle_of_nothing_is_refused() {
            assertThatThrownBy(() -> proxy.throttle(0)).hasMessage("bytesPerSecond is 0; expected at least 1");
        }
    }

    @Nested
    class Struck {

        @Test
        void a_cut_closes_both_sides_and_new_connections_pass() throws IOException {
            Pair pair = connect();

            proxy.cut();

            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            assertThat(pair.broker.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.open()).isZero();
            assertPasses(connect());
        }

        @Test
        void a_reset_is_one_on_both_sides_and_new_connections_pass() throws IOException {
            Pair pair = connect();

            proxy.reset();

            assertReset(pair.client);
            assertReset(pair.broker);
            assertPasses(connect());
        }

        @Test
        void what_was_held_does_not_come_after_a_cut() throws IOException {
            Pair pair = connect();
            proxy.delay(Duration.ofHours(1));
            send(pair.client, "question");
            assertSilent(pair.broker);

            proxy.cut();

            assertThat(pair.broker.getInputStream().read()).isEqualTo(-1);
            assertThat(proxy.passed(TO_BROKER)).isZero();
        }
    }

    @Nested
    class Half_open {

        @Test
        void nothing_passes_and_neither_side_learns_of_it() throws IOException {
            Pair pair = connect();

            proxy.halfOpen();
            send(pair.client, "question");
            send(pair.broker, "answer");

            assertSilent(pair.broker);
            assertSilent(pair.client);
            await(() -> proxy.swallowed(TO_BROKER) == 8 && proxy.swallowed(TO_CLIENT) == 6);
            assertThat(proxy.open()).isEqualTo(1);
        }

        @Test
        void the_broker_does_not_learn_that_the_client_went() throws IOException {
            Pair pair = connect();

            proxy.halfOpen();
            pair.client.close();

            assertSilent(pair.broker);
            proxy.heal();
            assertThat(pair.broker.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void new_connections_are_taken_and_silent() throws IOException {
            proxy.halfOpen();

            Socket client = client();
            send(client, "question");

            assertSilent(client);
            await(() -> proxy.swallowed(TO_BROKER) == 8);
            broker.setSoTimeout(SILENCE_MILLIS);
            assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);
        }

        @Test
        void it_ends_with_a_reset_of_what_lost_bytes_and_others_go_on() throws IOException {
            Pair busy = connect();
            Pair idle = connect();
            proxy.halfOpen();
            Socket nowhere = client();
            send(busy.client, "question");
            await(() -> proxy.swallowed(TO_BROKER) == 8 && proxy.open() == 3);

            proxy.heal();

            assertReset(busy.client);
            assertReset(busy.broker);
            assertReset(nowhere);
            assertPasses(idle);
            assertPasses(connect());
        }
    }

    @Nested
    class One_way {

        @Test
        void a_confirm_is_lost_after_the_broker_took_the_message() throws IOException {
            Pair pair = connect();
            proxy.swallow(TO_CLIENT);

            send(pair.client, "message");
            assertThat(receive(pair.broker, 7)).isEqualTo("message");
            send(pair.broker, "confirm");

            await(() -> proxy.swallowed(TO_CLIENT) == 7);
            assertSilent(pair.client);
            pair.client.close();
            assertThat(pair.broker.getInputStream().read()).isEqualTo(-1);
        }

        @Test
        void a_new_connection_reaches_the_broker_and_hears_nothing() throws IOException {
            proxy.swallow(TO_CLIENT);
            Pair pair = connect();

            send(pair.client, "message");
            assertThat(receive(pair.broker, 7)).isEqualTo("message");
            send(pair.broker, "confirm");

            assertSilent(pair.client);
        }

        @Test
        void a_message_is_lost_and_the_broker_still_talks() throws IOException {
            Pair pair = connect();
            proxy.swallow(TO_BROKER);

            send(pair.client, "message");
            await(() -> proxy.swallowed(TO_BROKER) == 7);
            send(pair.broker, "heartbeat");

            assertThat(receive(pair.client, 9)).isEqualTo("heartbeat");
            assertSilent(pair.broker);
        }
    }

    @Nested
    class Refused {

        @Test
        void new_connections_are_reset_and_those_that_are_open_stay() throws IOException {
            Pair pair = connect();

            proxy.refuse();

            assertReset(client());
            assertPasses(pair);
            assertThat(proxy.refused()).isEqualTo(1);
            proxy.heal();
            assertPasses(connect());
        }

        @Test
        void a_broker_that_is_not_there_is_like_a_refusal_until_it_is_back() throws IOException {
            broker.close();
            assertReset(client());
            await(() -> proxy.refused() == 1 && proxy.open() == 0);

            broker = remember(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            proxy.target("127.0.0.1", broker.getLocalPort());

            assertPasses(connect());
        }

        @Test
        void a_proxy_knows_its_port_before_it_knows_its_broker() throws IOException {
            try (FaultProxy early = FaultProxy.listen();
                    Socket client = new Socket("127.0.0.1", early.port())) {
                assertReset(client);
            }
        }
    }

    private Pair connect() throws IOException {
        Socket client = client();
        Socket accepted = remember(broker.accept());
        accepted.setSoTimeout(PATIENCE_MILLIS);
        return new Pair(client, accepted);
    }

    private Socket client() throws IOException {
        Socket client = remember(new Socket("127.0.0.1", proxy.port()));
        client.setSoTimeout(PATIENCE_MILLIS);
        client.setTcpNoDelay(true);
        return client;
    }

    private <T extends AutoCloseable> T remember(T resource) {
        opened.add(0, resource);
        return resource;
    }

    private static void assertPasses(Pair pair) throws IOException {
        send(pair.client, "question");
        assertThat(receive(pair.broker, 8)).isEqualTo("question");
        send(pair.broker, "answer");
        assertThat(receive(pair.client, 6)).isEqualTo("answer");
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    /** Nothing comes for a while, not even an end. */
    private static void assertSilent(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static String receive(Socket socket, int bytes) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(bytes), UTF_8);
    }

    private static void await(Callable<Boolean> condition) {
        long deadline = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
                Thread.onSpinWait();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static CompletableFuture<Void> inBackground(Callable<Void> action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }
}
