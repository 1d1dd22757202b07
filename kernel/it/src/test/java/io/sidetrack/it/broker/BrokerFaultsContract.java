package io.sidetrack.it.broker;

import static io.sidetrack.testkit.server.FaultProxy.Direction.TO_BROKER;
import static io.sidetrack.testkit.server.FaultProxy.Direction.TO_CLIENT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidetrack.it.Rest;
import io.sidetrack.testkit.server.FaultProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What holds with every broker, whatever happens between it and the node. */
@Timeout(600)
abstract class BrokerFaultsContract {
    private static final long SEED = 20_261_128L;

    @TempDir
    Path folder;

    private Trial trial;

    abstract OutsideBroker broker();

    @AfterEach
    void end() {
        broker().proxy().heal();
        if (trial != null) {
            trial.close();
        }
    }

    private Trial use(Trial made) {
        trial = made;
        return made.started();
    }

    @Test
    void nothing_is_lost_or_reordered_when_connections_break_under_load() throws Exception {
        Trial trial = use(Trial.proxied(broker(), folder));
        FaultProxy proxy = broker().proxy();
        trial.underLoad(SEED, 0, () -> {
            trial.awaitProgress("the start");
            proxy.cut();
            trial.awaitProgress("a cut");
            proxy.reset();
            trial.awaitProgress("a reset");

            long before = proxy.accepted();
            proxy.halfOpen();
            trial.node().await("aware of connections that are half open", () -> proxy.accepted() > before);
            proxy.heal();
            trial.awaitProgress("half-open connections");
        });
        trial.awaitSettled(0);

        trial.assertHolds(3);
    }

    @Test
    void nothing_is_lost_or_repeated_when_the_broker_is_slow() throws Exception {
        Trial trial = use(Trial.proxied(broker(), folder));
        trial.underLoad(SEED, 0, () -> {
            trial.awaitProgress("the start");
            broker().proxy().delay(Duration.ofMillis(150));
            trial.awaitProgress("a delay");
        });
        trial.awaitSettled(0);
        broker().proxy().throttle(50_000);
        trial.send(300, 50);
        trial.awaitSettled(0);

        trial.assertHolds(0);
    }

    @Test
    void nothing_is_lost_or_reordered_when_the_broker_is_killed_under_load() throws Exception {
        Trial trial = use(Trial.proxied(broker(), folder));
        trial.underLoad(SEED, 0, () -> {
            trial.awaitProgress("the start");
            broker().kill();
            broker().restart();
            trial.awaitProgress("a crash of the broker");
        });
        trial.awaitSettled(0);

        trial.assertHolds(1);
    }

    @Test
    void what_was_not_acknowledged_comes_again_and_does_not_run_again_not_even_repaired_poison() {
        Trial trial = use(Trial.sourceProxied(broker(), folder));
        FaultProxy proxy = broker().proxy();
        trial.plugin().closeGate();
        trial.send("k0", true);
        trial.send(59, 10);
        trial.node().await("in possession of all events", () -> trial.node().inFlight() == 60);
        proxy.swallow(TO_BROKER);
        trial.plugin().openGate();
        trial.node()
                .await("done with what needs no person", () -> trial.outputs().size() == 53);
        assertThat(trial.node().repairOpen(trial.ledger())).isEqualTo(1);
        trial.node().await("done with the repaired ones", () -> trial.outputs().size() == 60);

        trial.node().kill9();
        proxy.heal();
        trial.node().start();
        trial.send(10, 10);
        trial.awaitSettled(0);

        trial.assertHolds(0);
        assertThat(trial.plugin().calls()).hasSize(70).containsEntry(1L, 2);
        assertThat(trial.plugin().calls().entrySet())
                .as("called more than once, and not poison")
                .noneMatch(call -> call.getKey() > 1 && call.getValue() > 1);
    }

    @Test
    void a_confirm_that_is_lost_sends_the_same_event_again_and_does_not_call_the_processor_again() {
        Trial trial = use(Trial.sinkProxied(broker(), folder));
        FaultProxy proxy = broker().proxy();
        trial.send(20, 20);
        trial.awaitSettled(0);

        long before = proxy.swallowed(TO_CLIENT);
        proxy.swallow(TO_CLIENT);
        trial.send(20, 20);
        trial.node().await("done with sending", () -> trial.outputs().size() >= 40);
        trial.node().await("left without confirms", () -> proxy.swallowed(TO_CLIENT) > before);
        assertThat(trial.node().inFlight()).isEqualTo(20);
        proxy.heal();
        trial.send(20, 20);
        trial.awaitSettled(0);

        trial.assertHolds(1);
        assertThat(trial.plugin().calls())
                .hasSize(60)
                .allSatisfy((number, calls) ->
                        assertThat(calls).as("calls for %d", number).isEqualTo(1));
        assertRepeats(trial.outputs().size() - 60);
    }

    /** How often an event may stand in the channel again whose confirm was lost. */
    abstract void assertRepeats(int repeats);

    @Test
    void an_outage_of_the_processors_target_parks_a_few_and_ends_by_itself_in_order() {
        Trial trial = use(Trial.direct(broker(), folder, ""));
        trial.send(200, 100);
        trial.awaitSettled(0);

        trial.plugin().targetDown();
        trial.send(2_000, 200);
        trial.node().await("aware of the outage", () -> trial.node().state().equals("circuit-open"));
        assertThat(trial.node().subscription().at("/detail").asText()).contains("the target is down");
        int parked = trial.node().subscription().at("/parked").asInt();
        assertThat(parked).as("events on sidings while the target is away").isLessThan(1_000);
        assertThat(trial.node().subscription().at("/open").asInt())
                .as("for a person")
                .isZero();

        trial.plugin().targetUp();
        trial.awaitSettled(0);
        trial.assertHolds(0);
    }

    @Test
    void what_cannot_be_read_waits_with_its_bytes_and_its_followers_run_in_order_once_it_is_repaired() {
        Trial trial = use(Trial.direct(broker(), folder, ""));
        byte[] raw = "{\"specversion\": no JSON".getBytes(UTF_8);
        long first = trial.send("k1", false);
        broker().put(trial.route().in(), "k1", "application/cloudevents+json", raw);
        long second = trial.send("k1", false);
        long third = trial.send("k1", false);
        long other = trial.send("k2", false);
        trial.node().await("done with the other key", () -> trial.node().isIdle(1));
        assertThat(trial.numbersOf("k1")).containsExactly(first);
        assertThat(trial.numbersOf("k2")).containsExactly(other);

        JsonNode errored =
                trial.node().rest().get("/api/v1/errors").expect(200).json().at("/items/0");
        String path = "/api/v1/errors/" + errored.at("/id").asText();
        Rest.Answer seen = trial.node().rest().get(path).expect(200);
        assertThat(Base64.getDecoder().decode(seen.json().at("/original/raw").asText()))
                .isEqualTo(raw);
        assertThat(seen.json().at("/waiting").asInt()).isEqualTo(2);
        long repaired = 1_000_000;
        String edit = "{\"event\": {\"specversion\": \"1.0\", \"id\": \"repaired\", \"source\": \"/outside\","
                + " \"type\": \"counted\", \"partitionkey\": \"k1\", \"data\": {\"n\": " + repaired + "}}}";
        trial.node()
                .rest()
                .post(path + "/resubmit", edit, "If-Match", seen.header("ETag"))
                .expect(202);

        trial.node().await("done with everything", () -> trial.node().isIdle(0));
        assertThat(trial.numbersOf("k1")).containsExactly(first, repaired, second, third);
        assertThat(trial.node().resting()).isEqualTo(Set.of());
    }
}
