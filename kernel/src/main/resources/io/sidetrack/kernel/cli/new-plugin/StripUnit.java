package @package@;

import io.sidetrack.api.error.Decision;
import io.sidetrack.api.error.ErrorWorkflowHandler;
import io.sidetrack.api.error.ErroredEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Repairs amounts that carry a unit: '12 EUR' becomes 12. All else is left to a person. */
final class StripUnit implements ErrorWorkflowHandler {
    @Override
    public Future<Decision> decide(ErroredEvent errored) {
        JsonObject event = errored.json(); // a copy
        String amount = String.valueOf(event.getValue("amount"));
        return amount.matches("\\d{1,18} [A-Z]+")
                ? Decision.repair(event.put("amount", Long.parseLong(amount.split(" ")[0])), "removed the unit")
                        .future()
                : Decision.leave("amount carries no unit").future();
    }
}
