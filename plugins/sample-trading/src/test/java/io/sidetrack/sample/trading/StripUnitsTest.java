package io.sidetrack.sample.trading;

import static io.sidetrack.testkit.PluginTestKit.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.sidetrack.api.event.EventKeys;
import io.sidetrack.testkit.Decided;
import io.sidetrack.testkit.HandlerKit;
import io.sidetrack.testkit.PluginTestKit;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class StripUnitsTest {
    private final HandlerKit stripUnits = PluginTestKit.errorHandler(new StripUnits());

    @Test
    void a_unit_is_removed_and_nothing_else_changes() {
        CloudEvent trade = event("trade", "ACC-1", shares("8756 SHARES")).build();

        Decided decided = stripUnits.with(trade).run();

        decided.repairs(shares("8756")).withNote("removed the unit");
        assertThat(decided.repaired().getId()).isEqualTo(trade.getId());
        assertThat(EventKeys.defaultKey(decided.repaired())).isEqualTo("ACC-1");
    }

    @Test
    void all_else_is_left_to_others() {
        for (Object shares : new Object[] {"8756", "SHARES", "-8756 SHARES", "8756 SHARES OF ACME", 8756, "", null}) {
            stripUnits.with(event("trade", "ACC-1", shares(shares))).run().leaves();
        }
        stripUnits.with(event("trade", "ACC-1", new JsonObject())).run().leaves();
    }

    private static JsonObject shares(Object value) {
        return new JsonObject().put("symbol", "ACME").put("shares", value);
    }
}
