package @package@;

import static io.sidetrack.testkit.PluginTestKit.event;

import io.sidetrack.testkit.HandlerKit;
import io.sidetrack.testkit.PluginTestKit;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class StripUnitTest {
    private final HandlerKit stripUnit = PluginTestKit.errorHandler(new StripUnit());

    @Test
    void a_unit_is_removed() {
        stripUnit.with(event("payment", "K1", amount("12 EUR"))).run().repairs(amount(12L));
    }

    @Test
    void all_else_is_left_to_a_person() {
        stripUnit.with(event("payment", "K1", amount("twelve"))).run().leaves();
    }

    private static JsonObject amount(Object amount) {
        return new JsonObject().put("amount", amount);
    }
}
