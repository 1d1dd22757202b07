package io.sidetrack.it.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

/** What one test works with: a broker with addresses of its own, a node between them, and the ledger. */
final class Trial implements AutoCloseable {
    private final OutsideBroker broker;
    private final OutsideBroker.Route route;
    private final CountingPlugin plugin;
    private final CountingNode node;
    private final Ledger ledger = new Ledger();

    private Trial(OutsideBroker broker, Path folder, boolean sourceProxied, boolean sinkProxied, String more) {
        this.broker = broker;
        this.route = broker.newRoute();
        this.plugin = new CountingPlugin(folder);
        this.node = CountingNode.in(folder, broker, route, plugin, sourceProxied, sinkProxied, more);
    }

    /** Everything of the node goes through the proxy. */
    static Trial proxied(OutsideBroker broker, Path folder) {
        return new Trial(broker, folder, true, true, "");
    }

    /** Only what the node reads goes through the proxy. */
    static Trial sourceProxied(OutsideBroker broker, Path folder) {
        return new Trial(broker, folder, true, false, "");
    }

    /** Only what the node emits goes through the proxy. */
    static Trial sinkProxied(OutsideBroker broker, Path folder) {
        return new Trial(broker, folder, false, true, "");
    }

    /** Nothing goes through the proxy; {@code more} are settings of the subscription. */
    static Trial direct(OutsideBroker broker, Path folder, String more) {
        return new Trial(broker, folder, false, false, more);
    }

    OutsideBroker.Route route() {
        return route;
    }

    CountingPlugin plugin() {
        return plugin;
    }

    CountingNode node() {
        return node;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Starts the node. */
    Trial started() {
        node.start();
        return this;
    }

    /** What happens while events are sent. */
    interface Meanwhile {
        void run() throws Exception;
    }

    /** Sends events at a pace as long as something else runs, and waits until the broker has answered for all of them. */
    void underLoad(long seed, double poison, Meanwhile meanwhile) throws Exception {
        underLoad(seed, poison, 1, meanwhile);
    }

    /** Likewise, with so many events every two milliseconds. */
    void underLoad(long seed, double poison, int perPause, Meanwhile meanwhile) throws Exception {
        Load load = Load.start(broker.sender(route, ledger), ledger, seed, poison, perPause);
        try {
            meanwhile.run();
        } finally {
            load.close();
        }
    }

    /** Sends so many events over so many keys in turn, and waits until the broker has them. */
    void send(int events, int keys) {
        try (OutsideBroker.Sender sender = broker.sender(route, ledger)) {
            for (int i = 0; i < events; i++) {
                send(sender, "k" + i % keys, false);
            }
            sender.flush();
        }
    }

    /** Sends one event and answers its number. */
    long send(String key, boolean poison) {
        try (OutsideBroker.Sender sender = broker.sender(route, ledger)) {
            long number = send(sender, key, poison);
            sender.flush();
            return number;
        }
    }

    private long send(OutsideBroker.Sender sender, String key, boolean poison) {
        long number = ledger.sending(key, poison);
        sender.send(number, key, poison);
        return number;
    }

    List<Output> outputs() {
        return broker.messages(route.out()).stream().map(Input::output).toList();
    }

    /** The numbers that came out of a key, in their order. */
    List<Long> numbersOf(String key) {
        return outputs().stream()
                .filter(output -> output.key().equals(key))
                .map(Output::number)
                .toList();
    }

    /** Waits until an event has come out that is sent from now on. */
    void awaitProgress(String after) {
        long now = ledger.lastSent();
        node.await("going on after " + after, () -> outputs().stream().anyMatch(output -> output.number() > now));
    }

    /** Waits until everything has come out or waits for a person on so many sidings. */
    void awaitSettled(int sidings) {
        node.await("done with everything", () -> node.isIdle(sidings) && ledger.isComplete(outputs(), node.resting()));
    }

    /** Waits until nothing is left, with a person who repairs what is errored. */
    void awaitRepaired() {
        node.await("done with everything, repaired where needed", () -> {
            node.repairOpen(ledger);
            return node.isIdle(0) && ledger.isComplete(outputs(), node.resting());
        });
    }

    /** Lays the ledger beside what came out; see {@link Ledger#assertHolds}. */
    void assertHolds(int interruptions) {
        assertThat(ledger.acknowledged()).as("acknowledged by the broker").isPositive();
        ledger.assertHolds(outputs(), node.resting(), interruptions);
    }

    @Override
    public void close() {
        node.close();
    }
}
