package io.sidetrack.sample.trading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.testkit.HandlerKit;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.Processed;
import io.sidetrack.testkit.ProcessorKit;
import io.sidetrack.testkit.StartedPlugin;
import io.sidetrack.testkit.orders.Bulk;
import io.sidetrack.testkit.orders.OrderBook;
import io.sidetrack.testkit.orders.OrderPlan;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TradingPluginTest {
    private final OrderBook book =
            OrderBook.of(OrderPlan.demo().withOrders(2_000, 40).withDamaged(100, 60, 8));

    @Test
    void contributes_what_the_configuration_names() {
        try (StartedPlugin plugin = PluginTestKit.plugin(new TradingPlugin()).start()) {
            assertThat(plugin.processors()).containsExactly("intake", "place-trade");
            assertThat(plugin.errorHandlers()).containsExactly("strip-units");
        }
    }

    @Test
    void bulks_are_booked_to_the_reference_once_every_damage_is_repaired(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ledger.csv");
        ProcessorKit placeTrade;
        try (StartedPlugin plugin = PluginTestKit.plugin(new TradingPlugin())
                .option("ledger", file.toString())
                .start()) {
            placeTrade = plugin.processor("place-trade");
            trade(plugin, placeTrade);
        }

        for (Map.Entry<String, Map<String, Long>> account : book.positions().entrySet()) {
            JsonObject positions = placeTrade.stateJson(account.getKey());
            account.getValue()
                    .forEach((symbol, position) -> assertThat(positions.getLong(symbol))
                            .as("%s %s", account.getKey(), symbol)
                            .isEqualTo(position));
        }
        assertLedger(Files.readAllLines(file));
    }

    @Test
    void a_ledger_that_cannot_be_opened_fails_the_plugin_with_option_and_value(@TempDir Path folder) {
        String nowhere = folder.resolve("missing/ledger.csv").toString();

        assertThatThrownBy(() -> PluginTestKit.plugin(new TradingPlugin())
                        .option("ledger", nowhere)
                        .start())
                .cause()
                .hasMessage("option ledger is '" + nowhere
                        + "'; expected a file that can be written, in a folder that exists");
    }

    @Test
    void a_ledger_quotes_what_would_break_its_lines(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("ledger.csv");
        try (StartedPlugin plugin = PluginTestKit.plugin(new TradingPlugin())
                .option("ledger", file.toString())
                .start()) {
            EventBuilder trade = PluginTestKit.event(
                            "trade",
                            "A,\"1\"",
                            new JsonObject()
                                    .put("account", "A,\"1\"")
                                    .put("side", "BUY")
                                    .put("symbol", "ACME")
                                    .put("shares", "3"))
                    .id("t-1");
            plugin.processor("place-trade").with(trade).run().isDone();
        }

        assertThat(file).hasContent("\"A,\"\"1\"\"\",t-1,ACME,3\n");
    }

    private void trade(StartedPlugin plugin, ProcessorKit placeTrade) {
        ProcessorKit intake = plugin.processor("intake");
        HandlerKit stripUnits = plugin.errorHandler("strip-units");
        int repaired = 0;
        for (Bulk bulk : book.bulks()) {
            for (CloudEvent trade : intake.with(bulk.event()).run().events("trades")) {
                Processed processed = placeTrade.with(trade).run();
                if (processed.failure() != null) {
                    boolean byHand = failsForAPerson(trade);
                    repaired += byHand ? 0 : 1;
                    CloudEvent again = byHand
                            ? EventBuilder.from(trade).data(intended(trade)).build()
                            : stripUnits
                                    .with(trade)
                                    .failedWith(processed.failure())
                                    .run()
                                    .repaired();
                    placeTrade.with(again).attempt(2).revision(1).run().isDone();
                }
            }
        }
        assertThat(repaired).isEqualTo(60);
    }

    private boolean failsForAPerson(CloudEvent trade) {
        return !Objects.toString(EventData.json(trade).getString("shares")).endsWith(" SHARES");
    }

    private JsonObject intended(CloudEvent trade) {
        JsonObject data = EventData.json(trade);
        return book.find(data.getString("bulk"), data.getInteger("line"))
                .orElseThrow()
                .repaired();
    }

    private void assertLedger(List<String> lines) {
        assertThat(lines).hasSize(book.orders().size());
        for (String account : book.accounts()) {
            assertThat(lines.stream()
                            .filter(line -> line.startsWith(account + ","))
                            .map(line -> line.split(",", 3)[1]))
                    .as("ledger of %s", account)
                    .containsExactlyElementsOf(book.references(account));
        }
    }
}
