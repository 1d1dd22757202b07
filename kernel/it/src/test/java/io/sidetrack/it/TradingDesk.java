package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sidetrack.api.event.EventJson;
import io.sidetrack.testkit.orders.Bulk;
import io.sidetrack.testkit.orders.Order;
import io.sidetrack.testkit.orders.OrderBook;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The trading sample as its users see it: bulks go in over HTTP, a person repairs over REST, the ledger tells what was done. */
final class TradingDesk {
    static final String CONFIG = """
            http: {port: 0}
            plugins:
              trading: {options: {ledger: "%s"}}
            channels:
              orders: {}
              trades: {}
              trades-placed: {}
            subscriptions:
              intake:
                processor: trading.intake
                from: [orders]
                to: {trades: trades}
              place-trade:
                processor: trading.place-trade
                from: [trades]
                to: {placed: trades-placed}
                on-error: [trading.strip-units]
            """;
    private static final int PAGE = 500;

    private final OrderBook book;
    private final Path ledger;

    TradingDesk(OrderBook book, Path ledger) {
        this.book = book;
        this.ledger = ledger;
    }

    String config() {
        return CONFIG.formatted(ledger);
    }

    /** Publishes a bulk; a repeat under the same id is recognised. */
    static void publish(Rest rest, Bulk bulk) {
        offer(rest, bulk).expect(202);
    }

    /** The same, whatever the answer. */
    static Rest.Answer offer(Rest rest, Bulk bulk) {
        return rest.publish("orders", EventJson.toJson(bulk.event()).encode());
    }

    /** Whether everything that needs no person is done, with so many keys waiting. */
    static boolean isSettled(Rest rest, int waiting) {
        JsonNode intake = subscription(rest, "intake");
        JsonNode trades = subscription(rest, "place-trade");
        return intake.at("/lag").asLong() == 0
                && intake.at("/inFlight").asLong() == 0
                && trades.at("/lag").asLong() == 0
                && trades.at("/inFlight").asLong() == 0
                && trades.at("/sidings").asLong() == waiting
                && trades.at("/open").asLong() == waiting;
    }

    static JsonNode subscription(Rest rest, String name) {
        return rest.get("/api/v1/subscriptions/" + name).expect(200).json();
    }

    /** Repairs every errored event that waits for a person now; answers how many decisions were taken. */
    int repairOpen(Rest rest) {
        int decided = 0;
        for (JsonNode item : rest.get("/api/v1/errors?status=open&limit=" + PAGE)
                .expect(200)
                .json()
                .at("/items")) {
            String path = "/api/v1/errors/" + item.at("/id").asText();
            Rest.Answer detail = rest.get(path).expect(200);
            JsonNode data = detail.json().at("/current/event/data");
            Order order = book.find(data.at("/bulk").asText(), data.at("/line").asInt())
                    .orElseThrow(() -> new AssertionError("no such order: " + detail.text()));
            JsonObject edit = new JsonObject().put("data", order.repaired()).put("note", "as it was meant");
            int status = rest.post(path + "/resubmit", edit.encode(), "If-Match", detail.header("ETag"))
                    .status();
            if (status == 202) {
                decided++;
            }
        }
        return decided;
    }

    /** Every trade that was placed, in the order of its channel: reference by reference, per account. */
    static Map<String, List<String>> placed(Rest rest) {
        Map<String, List<String>> placed = new TreeMap<>();
        for (JsonNode trade : placedTrades(rest)) {
            placed.computeIfAbsent(trade.at("/account").asText(), account -> new ArrayList<>())
                    .add(trade.at("/bulk").asText() + "#" + trade.at("/line").asInt());
        }
        return placed;
    }

    /** The last position of each account and symbol, as the placed trades tell it. */
    static Map<String, Map<String, Long>> positions(Rest rest) {
        Map<String, Map<String, Long>> positions = new TreeMap<>();
        for (JsonNode trade : placedTrades(rest)) {
            positions
                    .computeIfAbsent(trade.at("/account").asText(), account -> new TreeMap<>())
                    .put(trade.at("/symbol").asText(), trade.at("/position").asLong());
        }
        return positions;
    }

    /** The references in the ledger, in the order in which they were written, per account. */
    Map<String, List<String>> ledger() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(ledger)) {
                String[] fields = line.split(",");
                lines.computeIfAbsent(fields[0], account -> new ArrayList<>()).add(fields[1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Every order is placed once, in the order of its account, and the positions are those of the reference. */
    void assertOutcome(Rest rest) {
        Map<String, List<String>> references = new TreeMap<>();
        book.accounts().forEach(account -> references.put(account, book.references(account)));
        assertThat(placed(rest)).isEqualTo(references);
        assertThat(positions(rest)).isEqualTo(book.positions());
    }

    /**
     * The ledger, an effect outside the store, has every order in the order of its account. After each interruption, a kill or a
     * storage failure, an account's ledger may go back to what was not committed yet, and goes on in order from there.
     */
    void assertLedgerRepeatsOnlyWhatWasUnderWay(int interruptions) {
        Map<String, List<String>> ledger = ledger();
        for (String account : book.accounts()) {
            List<String> expected = book.references(account);
            int next = 0;
            int stepsBack = 0;
            for (String reference : ledger.getOrDefault(account, List.of())) {
                int index = expected.indexOf(reference);
                assertThat(index)
                        .as("%s of %s", reference, account)
                        .isNotNegative()
                        .isLessThanOrEqualTo(next);
                if (index < next) {
                    stepsBack++;
                }
                next = index + 1;
            }
            assertThat(next).as("the end of the ledger of %s", account).isEqualTo(expected.size());
            assertThat(stepsBack).as("steps back of %s", account).isLessThanOrEqualTo(interruptions);
        }
    }

    private static List<JsonNode> placedTrades(Rest rest) {
        List<JsonNode> trades = new ArrayList<>();
        long from = 1;
        while (true) {
            JsonNode items = rest.get("/api/v1/channels/trades-placed/events?limit=" + PAGE + "&from=" + from)
                    .expect(200)
                    .json()
                    .at("/items");
            if (items.isEmpty()) {
                return trades;
            }
            for (JsonNode item : items) {
                trades.add(item.at("/event/data"));
                from = item.at("/position").asLong() + 1;
            }
        }
    }
}
