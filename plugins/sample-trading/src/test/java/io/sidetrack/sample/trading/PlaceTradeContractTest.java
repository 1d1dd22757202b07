package io.sidetrack.sample.trading;

import static io.sidetrack.testkit.PluginTestKit.event;

import io.cloudevents.CloudEvent;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.ProcessorKit;
import io.sidetrack.testkit.contract.ProcessorContract;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

class PlaceTradeContractTest extends ProcessorContract {

    @Override
    protected ProcessorKit processor() {
        return PluginTestKit.processor(new PlaceTrade(Ledger.none()));
    }

    @Override
    protected List<CloudEvent> accepted() {
        return List.of(trade("BUY", "100"), trade("BUY", "1"), trade("SELL", "101"));
    }

    @Override
    protected List<CloudEvent> rejected() {
        return List.of(trade("SELL", "1"), trade("HOLD", "1"), trade("BUY", "8756 SHARES"), trade("BUY", "0"));
    }

    @Override
    protected Set<String> outputs() {
        return Set.of("placed");
    }

    private static CloudEvent trade(String side, String shares) {
        return event(
                        "trade",
                        "ACC-1",
                        new JsonObject()
                                .put("account", "ACC-1")
                                .put("side", side)
                                .put("symbol", "ACME")
                                .put("shares", shares))
                .build();
    }
}
