package io.sidetrack.testkit.orders;

import io.vertx.core.json.JsonObject;

/**
 * One order as it was meant, and the line in which it arrives.
 *
 * @param bulk the id of the bulk event that carries it
 * @param line its line in the bulk, from 1
 * @param account whose order it is
 * @param sale whether it sells
 * @param symbol what is traded
 * @param shares how much, above zero
 * @param damage what is wrong with its line
 * @param text the line, damaged if {@code damage} says so
 */
public record Order(
        String bulk, int line, String account, boolean sale, String symbol, long shares, Damage damage, String text) {

    /** {@code bulk#line}: the order's name in the ledger of the trading sample. */
    public String reference() {
        return bulk + "#" + line;
    }

    /** What the order adds to the position of its account in its symbol. */
    public long change() {
        return sale ? -shares : shares;
    }

    /** The data of the trade as a person repairs it: as it was meant. */
    public JsonObject repaired() {
        return new JsonObject()
                .put("account", account)
                .put("side", sale ? "SELL" : "BUY")
                .put("symbol", symbol)
                .put("shares", Long.toString(shares))
                .put("bulk", bulk)
                .put("line", line);
    }
}
