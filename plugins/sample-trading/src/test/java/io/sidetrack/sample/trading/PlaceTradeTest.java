package io.sidetrack.sample.trading;

import static io.sidetrack.testkit.PluginTestKit.event;

import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.json.JsonObject;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlaceTradeTest {
    private final ProcessorKit placeTrade = PluginTestKit.processor(new PlaceTrade(Ledger.none()));

    @Test
    void trades_of_an_account_add_up_in_its_book() {
        placeTrade.with(trade("BUY", "ACME", "100")).run().hasState(new JsonObject().put("ACME", 100));
        placeTrade
                .with(trade("BUY", "BOLT", "7"))
                .run()
                .hasState(new JsonObject().put("ACME", 100).put("BOLT", 7));
        placeTrade
                .with(trade("SELL", "ACME", "100"))
                .run()
                .hasState(new JsonObject().put("ACME", 0).put("BOLT", 7))
                .emits("placed", "trade-placed", data("SELL", "ACME", "100").put("position", 0));
    }

    @Test
    void accounts_have_a_book_each() {
        placeTrade.with(trade("BUY", "ACME", "100")).run().isDone();

        placeTrade
                .with(event("trade", "ACC-2", data("BUY", "ACME", "1").put("account", "ACC-2")))
                .run()
                .hasState(new JsonObject().put("ACME", 1));
    }

    @Test
    void shares_may_be_a_number_after_an_edit() {
        placeTrade
                .with(event("trade", "ACC-1", data("BUY", "ACME", "").put("shares", 5)))
                .run()
                .hasState(new JsonObject().put("ACME", 5));
    }

    @Nested
    class A_damaged_trade_says_field_value_and_expectation {

        @Test
        void shares_with_a_unit() {
            rejected(trade("BUY", "ACME", "8756 SHARES"))
                    .hasMessage("shares is '8756 SHARES'; expected a whole number above 0")
                    .hasCauseInstanceOf(NumberFormatException.class);
        }

        @Test
        void no_shares() {
            rejected(trade("BUY", "ACME", null)).hasMessage("shares is missing; expected a whole number above 0");
            rejected(trade("BUY", "ACME", "0")).hasMessage("shares is 0; expected a whole number above 0");
            rejected(trade("BUY", "ACME", "-3")).hasMessage("shares is -3; expected a whole number above 0");
        }

        @Test
        void an_unknown_side() {
            rejected(trade("HOLD", "ACME", "1")).hasMessage("side is 'HOLD'; expected BUY or SELL");
            rejected(trade(null, "ACME", "1")).hasMessage("side is missing; expected BUY or SELL");
        }

        @Test
        void no_symbol() {
            rejected(trade("BUY", null, "1")).hasMessage("symbol is missing; expected what is traded, such as ACME");
        }

        @Test
        void a_sale_beyond_the_position_which_leaves_the_position() {
            placeTrade.with(trade("BUY", "ACME", "10")).run().isDone();

            rejected(trade("SELL", "ACME", "11"))
                    .hasMessage("shares is 11; expected at most 10, the position of account ACC-1 in ACME");
            placeTrade.with(trade("SELL", "ACME", "10")).run().hasState(new JsonObject().put("ACME", 0));
        }

        @Test
        void a_position_that_overflows() {
            placeTrade.with(trade("BUY", "ACME", "9223372036854775807")).run().isDone();

            rejected(trade("BUY", "ACME", "1")).hasMessageContaining("overflows");
        }

        @Test
        void no_account() {
            rejected(event("trade", "bulk-1#7", data("BUY", "ACME", "1").putNull("account")))
                    .hasMessageStartingWith(
                            "account is missing; expected the account's name, and the same in partitionkey");
        }

        @Test
        void a_key_that_is_not_the_account() {
            rejected(event("trade", "bulk-1#7", data("BUY", "ACME", "1")))
                    .hasMessageStartingWith("partitionkey is 'bulk-1#7'; expected the account 'ACC-1'");
            rejected(trade("BUY", "ACME", "1").partitionKey(null))
                    .hasMessageStartingWith("partitionkey is missing; expected the account 'ACC-1'");
        }

        @Test
        void too_many_fields() {
            rejected(event("trade", "ACC-1", data("BUY", "ACME", "1").put("excess", "000")))
                    .hasMessageStartingWith("excess is '000'; expected a line of 4 fields");
        }

        @Test
        void data_that_are_no_json_object() {
            rejected(trade("BUY", "ACME", "1").data("[1]", "application/json"))
                    .hasMessageStartingWith("data is no JSON object");
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> rejected(EventBuilder trade) {
        return placeTrade.with(trade).run().fails(EventRejectedException.class);
    }

    private static EventBuilder trade(String side, String symbol, String shares) {
        return event("trade", "ACC-1", data(side, symbol, shares));
    }

    private static JsonObject data(String side, String symbol, String shares) {
        return new JsonObject()
                .put("account", "ACC-1")
                .put("side", side)
                .put("symbol", symbol)
                .put("shares", shares);
    }
}
