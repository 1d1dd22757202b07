package io.sidetrack.sample.trading;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.sidetrack.api.processor.Processor;
import io.sidetrack.api.processor.Result;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Books a trade into its account's positions: (trade, book) → (trade-placed, new book). */
final class PlaceTrade implements Processor {
    private final Ledger ledger;

    PlaceTrade(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Future<Result> process(Invocation call) {
        Trade trade = Trade.of(call);
        JsonObject book = call.stateJson(); // this account's; empty at first
        long position = position(trade, book.getLong(trade.symbol(), 0L));
        Result result = Result.done()
                .state(book.put(trade.symbol(), position))
                .emit("placed", "trade-placed", call.json().put("position", position));
        return ledger.append(trade).map(result);
    }

    private static long position(Trade trade, long held) {
        if (trade.change() < -held) {
            throw new EventRejectedException("shares is " + -trade.change() + "; expected at most " + held
                    + ", the position of account " + trade.account() + " in " + trade.symbol());
        }
        if (trade.change() > Long.MAX_VALUE - held) {
            throw new EventRejectedException("shares is " + trade.change() + "; expected at most "
                    + (Long.MAX_VALUE - held) + ", or the position of account " + trade.account() + " in "
                    + trade.symbol() + " overflows");
        }
        return held + trade.change();
    }
}
