package io.sidetrack.it.broker;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidetrack.it.Installation;
import io.sidetrack.it.Rest;
import io.sidetrack.it.SidetrackProcess;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A node with one counting subscription from a broker to a broker, started any number of times. */
final class CountingNode implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 120;
    private static final long BETWEEN_LOOKS_NANOS = 150_000_000L; // looking costs the broker and the node something
    private static final String CONFIG = """
            http: {port: 0}
            brokers:
              source: %s
              sink: %s
            channels:
              in: {broker: source, address: %s}
              out: {broker: sink, address: %s}
            plugins:
              counting: {options: %s}
            subscriptions:
              %s: {processor: counting.count, from: [in], to: {out: out}, retry: {attempts: 2, backoff: 50ms}%s}
            """;

    private final Installation installation;
    private final String subscription;
    private SidetrackProcess process;

    private CountingNode(Installation installation, String subscription) {
        this.installation = installation;
        this.subscription = subscription;
    }

    /** @param more settings of the subscription, such as {@code , shared: true} */
    static CountingNode in(
            Path folder,
            OutsideBroker broker,
            OutsideBroker.Route route,
            CountingPlugin plugin,
            boolean sourceProxied,
            boolean sinkProxied,
            String more) {
        return new CountingNode(
                Installation.in(folder)
                        .bundled(broker.plugin())
                        .plugin(plugin.jar())
                        .config(CONFIG.formatted(
                                broker.configuration(sourceProxied),
                                broker.configuration(sinkProxied),
                                route.in(),
                                route.out(),
                                plugin.options(),
                                route.subscription(),
                                more)),
                route.subscription());
    }

    void start() {
        process = installation.run();
    }

    /** Copies a jar over the one that runs, and waits until it runs. */
    void replace(Path jar, String version) {
        installation.replacePlugin(jar);
        await("running version " + version, () -> {
            for (JsonNode plugin :
                    rest().get("/api/v1/plugins").expect(200).json().at("/items")) {
                if (plugin.at("/id").asText().equals("counting")) {
                    return plugin.at("/version").asText().equals(version);
                }
            }
            return false;
        });
    }

    void kill9() {
        process.kill9();
    }

    Rest rest() {
        return process.rest();
    }

    JsonNode subscription() {
        return rest().get("/api/v1/subscriptions/" + subscription).expect(200).json();
    }

    String state() {
        return subscription().at("/state").asText();
    }

    /** Why the subscription is in its state. */
    String detail() {
        return subscription().at("/detail").asText();
    }

    /** Deliveries that are with it and not settled. */
    int inFlight() {
        return subscription().at("/inFlight").asInt();
    }

    /** Whether it has nothing to do: all is settled but so many sidings, on which nothing moves without a person. */
    boolean isIdle(int sidings) {
        JsonNode subscription = subscription();
        return subscription.at("/lag").asLong(0) == 0
                && subscription.at("/inFlight").asLong() == 0
                && subscription.at("/sidings").asLong() == sidings
                && subscription.at("/open").asLong() == sidings;
    }

    /** Waits until a condition holds; fails with the log where the node ends before, or is late. */
    void await(String what, BooleanSupplier condition) {
        long[] next = {System.nanoTime()};
        process.await(what, PATIENCE_SECONDS, () -> {
            if (System.nanoTime() < next[0]) {
                return false;
            }
            boolean holds = condition.getAsBoolean();
            next[0] = System.nanoTime() + BETWEEN_LOOKS_NANOS;
            return holds;
        });
    }

    /** The numbers of the events on sidings. */
    Set<Long> resting() {
        Set<Long> numbers = new HashSet<>();
        forEach("/api/v1/sidings?subscription=" + subscription, siding -> {
            String events = "/api/v1/sidings/" + siding.at("/id").asLong() + "/events";
            forEach(
                    events,
                    event -> numbers.add(
                            Input.number(event.at("/received/event/id").asText())));
        });
        return numbers;
    }

    /** Repairs the errored events that are open now: told to the ledger, then decided with the version that was seen. */
    int repairOpen(Ledger ledger) {
        int[] decided = {0};
        forEach("/api/v1/errors?status=open", errored -> {
            String path = "/api/v1/errors/" + errored.at("/id").asText();
            Rest.Answer seen = rest().get(path).expect(200);
            long number = seen.json().at("/original/event/data/n").asLong();
            ledger.edited(number);
            String edit = "{\"data\": {\"n\": " + number + ", \"edited\": true}}";
            if (rest().post(path + "/resubmit", edit, "If-Match", seen.header("ETag"))
                            .status()
                    == 202) {
                decided[0]++;
            }
        });
        return decided[0];
    }

    private void forEach(String path, Consumer<JsonNode> action) {
        String first = path + (path.contains("?") ? "&" : "?") + "limit=500";
        String next = "";
        do {
            JsonNode page = rest().get(next.isEmpty() ? first : first + "&cursor=" + next)
                    .expect(200)
                    .json();
            page.at("/items").forEach(action);
            next = page.at("/next").asText("");
        } while (!next.isEmpty() && !next.equals("null"));
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
