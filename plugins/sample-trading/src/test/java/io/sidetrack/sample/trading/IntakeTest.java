package io.sidetrack.sample.trading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventBuilder;
import io.sidetrack.api.event.EventData;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.Processed;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private final ProcessorKit intake = PluginTestKit.processor(new Intake());

    @Test
    void each_line_becomes_a_trade_keyed_by_its_account() {
        Processed processed = split("ACC-1,BUY,ACME,100\nACC-2,SELL,BOLT,8756 SHARES\n");

        assertThat(processed.events("trades"))
                .extracting(CloudEvent::getType, EventKeys::defaultKey)
                .containsExactly(tuple("trade", "ACC-1"), tuple("trade", "ACC-2"));
        processed
                .emits("trades", "trade", trade("ACC-2", "SELL", "BOLT", "8756 SHARES", 2))
                .hasNoState();
    }

    @Test
    void header_blank_lines_byte_order_mark_and_line_ends_of_windows_are_no_trades() {
        Processed processed = split("\uFEFFACCOUNT,SIDE,SYMBOL,SHARES\r\n\r\n ACC-1 , BUY,ACME , 100 \r\n");

        assertThat(processed.emits("trades")).hasSize(1);
        processed.emits("trades", "trade", trade("ACC-1", "BUY", "ACME", "100", 3));
    }

    @Test
    void thousands_of_lines_keep_their_order_around_damaged_ones() {
        StringBuilder csv = new StringBuilder();
        for (int i = 1; i <= 5_000; i++) {
            csv.append(i % 10 == 0 ? "rubbish " + i + "\n" : "ACC-1,BUY,ACME," + i + "\n");
        }

        List<CloudEvent> trades = split(csv.toString()).events("trades");

        assertThat(trades)
                .extracting(trade -> EventData.json(trade).getInteger("line"))
                .hasSize(5_000)
                .isSorted();
    }

    @Nested
    class A_damaged_line {

        @Test
        void without_an_account_gets_a_key_of_its_own() {
            Processed processed = split(",BUY,ACME,1\n , SELL,ACME,2\n");

            assertThat(processed.events("trades"))
                    .extracting(EventKeys::defaultKey)
                    .containsExactly("bulk-1#1", "bulk-1#2");
        }

        @Test
        void with_fields_missing_comes_out_without_them() {
            split("ACC-1,BUY\n").emits("trades", "trade", trade("ACC-1", "BUY", null, null, 1));
        }

        @Test
        void with_too_many_fields_keeps_the_excess() {
            split("ACC-1,BUY,ACME,1,000,x\n")
                    .emits(
                            "trades",
                            "trade",
                            trade("ACC-1", "BUY", "ACME", "1", 1).put("excess", "000,x"));
        }
    }

    @Nested
    class A_bulk_that_is_no_csv_text {

        @Test
        void is_rejected_for_its_content_type() {
            intake.with(bulk().data(new JsonObject()))
                    .run()
                    .fails(EventRejectedException.class)
                    .hasMessage("datacontenttype is 'application/json'; expected text/csv with lines of"
                            + " ACCOUNT,SIDE,SYMBOL,SHARES");
            intake.with(bulk())
                    .run()
                    .fails(EventRejectedException.class)
                    .hasMessageStartingWith("datacontenttype is missing");
        }

        @Test
        void is_rejected_for_its_missing_data() {
            intake.with(bulk().dataContentType("text/csv"))
                    .run()
                    .fails(EventRejectedException.class)
                    .hasMessageStartingWith("data is missing");
        }

        @Test
        void is_rejected_for_bytes_that_are_no_utf8() {
            intake.with(bulk().dataContentType("text/csv").data(new byte[] {'A', (byte) 0xff}))
                    .run()
                    .fails(EventRejectedException.class)
                    .hasMessageStartingWith("data is no UTF-8 text");
        }
    }

    private Processed split(String csv) {
        return intake.with(bulk().data(csv, "text/csv; charset=utf-8")).run();
    }

    private static EventBuilder bulk() {
        return EventBuilder.event()
                .id("bulk-1")
                .source("/desks/1")
                .type("orders-received")
                .subject("desk-1");
    }

    private static JsonObject trade(String account, String side, String symbol, String shares, int line) {
        return new JsonObject()
                .put("account", account)
                .put("side", side)
                .put("symbol", symbol)
                .put("shares", shares)
                .put("bulk", "bulk-1")
                .put("line", line);
    }
}
