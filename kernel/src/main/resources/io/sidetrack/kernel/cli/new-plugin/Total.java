package @package@;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Adds an event's amount to the total of its key: (event, total) → (totalled, new total). What it returns takes effect together
 * with the done mark, once; what it throws puts the event aside, with every later one of its key.
 */
final class Total implements Processor {
    @Override
    public Future<Result> process(Invocation call) {
        JsonObject event = call.json();
        JsonObject state = call.stateJson(); // of this event's key; empty at first
        long total = state.getLong("total", 0L) + amount(event);
        return Result.done()
                .state(state.put("total", total))
                .emit("totals", "totalled", event.put("total", total))
                .future();
    }

    private static long amount(JsonObject event) {
        String amount = String.valueOf(event.getValue("amount"));
        try {
            return Long.parseLong(amount);
        } catch (NumberFormatException e) {
            throw new EventRejectedException("amount is '" + amount + "'; expected a whole number"); // not retried
        }
    }
}
