package io.sidetrack.sample.trading;

import static io.sidetrack.testkit.PluginTestKit.event;

import io.cloudevents.CloudEvent;
import io.sidetrack.testkit.HandlerKit;
import io.sidetrack.testkit.PluginTestKit;
import io.sidetrack.testkit.contract.ErrorWorkflowHandlerContract;
import io.vertx.core.json.JsonObject;
import java.util.List;

class StripUnitsContractTest extends ErrorWorkflowHandlerContract {

    @Override
    protected HandlerKit handler() {
        return PluginTestKit.errorHandler(new StripUnits());
    }

    @Override
    protected List<CloudEvent> mine() {
        return List.of(trade("8756 SHARES"), trade("0 SHARES"), trade("99999999999999999999 SHARES"));
    }

    @Override
    protected List<CloudEvent> others() {
        return List.of(trade("8756"), trade("many SHARES"), trade(null));
    }

    private static CloudEvent trade(String shares) {
        return event("trade", "ACC-1", new JsonObject().put("shares", shares)).build();
    }
}
