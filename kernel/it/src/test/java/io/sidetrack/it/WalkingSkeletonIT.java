package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One damaged trade on its whole way: published, failed, set aside, repaired by a person, drained in order. */
@Timeout(120)
class WalkingSkeletonIT {
    private static final String CONFIG = """
            http: {port: 0}
            channels:
              trades: {}
              trades-placed: {}
            subscriptions:
              place-trade:
                processor: trading.place-trade
                from: [trades]
                to: {placed: trades-placed}
            """;

    @TempDir
    private Path folder;

    Installation installation() {
        return Installation.in(folder).withSamplePlugins().config(CONFIG);
    }

    @Test
    void a_damaged_trade_waits_with_its_account_until_a_person_repairs_it() {
        Installation installation = installation();
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            rest.publish("trades", trade("t1", "ACC-1", "100")).expect(202);
            rest.publish("trades", trade("t2", "ACC-1", "8756 SHARES")).expect(202);
            rest.publish("trades", trade("t3", "ACC-1", "5")).expect(202);
            rest.publish("trades", trade("t4", "ACC-2", "7")).expect(202);

            node.await("done with the sound trades", 10, () -> booked(rest).size() == 2 && lag(rest) == 0);
            assertThat(booked(rest)).containsExactlyInAnyOrder("ACC-1 100", "ACC-2 7");
            JsonNode errored = onlyError(rest);
            assertThat(errored.at("/status").asText()).isEqualTo("open");
            assertThat(errored.at("/key").asText()).isEqualTo("ACC-1");
            assertThat(errored.at("/waiting").asInt()).isEqualTo(1);
            assertThat(errored.at("/cause/message").asText()).contains("8756 SHARES");

            String path = "/api/v1/errors/" + errored.at("/id").asText();
            String etag = rest.get(path).expect(200).header("ETag");
            rest.post(path + "/resubmit", "{\"data\": " + data("ACC-1", "8756") + "}", "If-Match", etag)
                    .expect(202);

            node.await("done with the repaired account", 10, () -> booked(rest).size() == 4);
            assertThat(ofAccount(rest, "ACC-1")).containsExactly("ACC-1 100", "ACC-1 8856", "ACC-1 8861");
            node.await("done with the siding", 10, () -> sidings(rest) == 0);
            assertThat(rest.get(path).expect(200).json().at("/status").asText()).isEqualTo("succeeded");
            assertThat(node.terminate()).as(node.log()).isZero();
        }
    }

    @Test
    void what_waits_still_waits_after_the_node_was_killed() {
        Installation installation = installation();
        String id;
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            rest.publish("trades", trade("t1", "ACC-1", "none")).expect(202);
            rest.publish("trades", trade("t2", "ACC-1", "5")).expect(202);
            node.await("done with the siding's head", 10, () -> lag(rest) == 0 && open(rest) == 1);
            id = onlyError(rest).at("/id").asText();
            node.kill9();
        }

        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            assertThat(onlyError(rest).at("/id").asText()).isEqualTo(id);
            assertThat(onlyError(rest).at("/waiting").asInt()).isEqualTo(1);
            String etag = rest.get("/api/v1/errors/" + id).expect(200).header("ETag");
            rest.post("/api/v1/errors/" + id + "/discard", "{}", "If-Match", etag)
                    .expect(200);

            node.await(
                    "done with the trade behind the discarded one",
                    10,
                    () -> booked(rest).size() == 1);
            assertThat(booked(rest)).containsExactly("ACC-1 5");
        }
    }

    @Test
    void the_command_line_repairs_it_too() throws Exception {
        Installation installation = installation();
        try (SidetrackProcess node = installation.run()) {
            Installation.Finished published =
                    installation.commandWithInput(trade("t1", "ACC-1", "5 SHARES"), "channel", "publish", "trades");
            assertThat(published.exit()).as(published.err()).isZero();
            node.await("done with the siding's head", 10, () -> open(node.rest()) == 1);
            String id = onlyError(node.rest()).at("/id").asText();

            assertThat(installation.command("errors", "list").out()).contains(id, "ACC-1", "5 SHARES");
            assertThat(installation.command("errors", "show", id).out()).contains("errors resubmit " + id);
            Installation.Finished repaired =
                    installation.commandWithInput(data("ACC-1", "5"), "errors", "resubmit", id, "--data", "-");

            assertThat(repaired.exit()).as(repaired.out() + repaired.err()).isZero();
            assertThat(repaired.out()).startsWith("Done: it ran again with success.");
            assertThat(installation
                            .command("channel", "tail", "trades-placed", "--from", "earliest", "--limit", "1")
                            .out())
                    .contains("trade-placed", "ACC-1");
            assertThat(installation.command("errors", "list").out()).isEqualTo("Nothing waits for a person.\n");
            assertThat(installation.command("plugin", "list").out()).contains("trading", "started", "place-trade");
        }
    }

    private static String trade(String id, String account, String shares) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "/tests", "type": "trade", "partitionkey": "%s",
                 "datacontenttype": "application/json", "data": %s}""".formatted(id, account, data(account, shares));
    }

    private static String data(String account, String shares) {
        return """
                {"account": "%s", "side": "BUY", "symbol": "ACME", "shares": "%s"}""".formatted(account, shares);
    }

    /** Account and position of every trade that was booked, in the order of the channel. */
    private static List<String> booked(Rest rest) {
        List<String> booked = new ArrayList<>();
        for (JsonNode item : rest.get("/api/v1/channels/trades-placed/events")
                .expect(200)
                .json()
                .at("/items")) {
            JsonNode trade = item.at("/event/data");
            booked.add(
                    trade.at("/account").asText() + " " + trade.at("/position").asText());
        }
        return booked;
    }

    private static List<String> ofAccount(Rest rest, String account) {
        return booked(rest).stream()
                .filter(line -> line.startsWith(account + " "))
                .toList();
    }

    private static JsonNode onlyError(Rest rest) {
        JsonNode items = rest.get("/api/v1/errors").expect(200).json().at("/items");
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private static long lag(Rest rest) {
        return subscription(rest).at("/lag").asLong();
    }

    private static long open(Rest rest) {
        return subscription(rest).at("/open").asLong();
    }

    private static long sidings(Rest rest) {
        return subscription(rest).at("/sidings").asLong();
    }

    private static JsonNode subscription(Rest rest) {
        return rest.get("/api/v1/subscriptions/place-trade").expect(200).json();
    }
}
