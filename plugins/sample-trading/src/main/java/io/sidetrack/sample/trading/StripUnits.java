package io.sidetrack.sample.trading;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.error.ErroredEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Repairs trades whose shares carry a unit: {@code 8756 SHARES} becomes {@code 8756}. All else is left to others. */
final class StripUnits implements ErrorWorkflowHandler {

    @Override
    public Future<Decision> decide(ErroredEvent errored) {
        JsonObject trade = errored.json(); // a copy
        String shares = trade.getString("shares", "");
        return shares != null && shares.matches("\\d+ SHARES")
                ? Decision.repair(trade.put("shares", shares.replace(" SHARES", "")), "removed the unit")
                        .future()
                : Decision.leave("shares carries no unit").future();
    }
}
