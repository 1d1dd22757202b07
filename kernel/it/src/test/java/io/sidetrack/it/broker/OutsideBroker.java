package io.sidetrack.it.broker;

import io.sidetrack.testkit.server.FaultProxy;
import java.util.List;

/**
 * A real broker as somebody outside of Sidetrack sees it: past the proxy that stands between it and the node. One for all tests of
 * the JVM; each test has addresses of its own.
 */
interface OutsideBroker {

    /** A test's subscription, and the addresses where its events go in and come out: nothing of it meets another test's. */
    record Route(String subscription, String in, String out) {

        static Route of(int number) {
            return new Route("count-" + number, "in-" + number, "out-" + number);
        }
    }

    /** Sends events, in order, and tells the ledger which of them the broker has acknowledged. Used by one thread. */
    interface Sender extends AutoCloseable {

        /** Sends without waiting for the acknowledgement, but with a bound on those that are outstanding. */
        void send(long number, String key, boolean poison);

        /** Waits until nothing is outstanding: what has no acknowledgement then never gets one. */
        void flush();

        @Override
        void close();
    }

    /** The bundled plugin with its adapter, such as {@code broker-kafka}. */
    String plugin();

    /** The adapter and its options as YAML. */
    String configuration(boolean proxied);

    /** What stands between it and those parts of a node that are configured to go through it. */
    FaultProxy proxy();

    /** Makes the addresses of a test. */
    Route newRoute();

    Sender sender(Route route, Ledger ledger);

    /** Puts a message that is no event, as a console tool does, and waits until the broker has it. */
    void put(String address, String key, String contentType, byte[] body);

    /** A message with the CloudEvents id in its headers. */
    record Message(String id, byte[] body) {}

    /** Everything that is there until now, in the order of the broker; what it knew before while the broker is away. */
    List<Message> messages(String address);

    /** Ends it as a crash does. */
    void kill();

    /** Starts it again with its data. */
    void restart();
}
