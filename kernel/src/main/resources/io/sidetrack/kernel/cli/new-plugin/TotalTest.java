package @package@;

import static io.sidetrack.testkit.PluginTestKit.event;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class TotalTest {
    private final ProcessorKit total = PluginTestKit.processor(new Total());

    @Test
    void amounts_of_a_key_add_up() {
        total.with(event("payment", "K1", amount(2))).run().isDone();
        total.with(event("payment", "K2", amount(9))).run().isDone();
        total.with(event("payment", "K1", amount(3)))
                .run()
                .hasState(new JsonObject().put("total", 5))
                .emits("totals", "totalled", amount(3).put("total", 5));
    }

    @Test
    void an_amount_that_is_no_number_is_rejected() {
        total.with(event("payment", "K1", amount("12 EUR")))
                .run()
                .fails(EventRejectedException.class)
                .hasMessage("amount is '12 EUR'; expected a whole number");
    }

    private static JsonObject amount(Object amount) {
        return new JsonObject().put("amount", amount);
    }
}
