package io.sidetrack.sample.trading;

import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Invocation;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A trade whose fields are all there and make sense. Each field has a reader of its own, so that alike errors form one group
 * and different ones do not.
 *
 * @param account whose positions it changes; the key of its event
 * @param symbol what is traded
 * @param change the shares, negative for a sale
 * @param order where the trade came from: {@code bulk#line}, else the id of its event
 */
record Trade(String account, String symbol, long change, String order) {

    static Trade of(Invocation call) {
        JsonObject data = json(call);
        String account = account(data, call.key());
        requireNoExcess(data);
        boolean sale = sale(data);
        String symbol = symbol(data);
        long shares = shares(data);
        return new Trade(account, symbol, sale ? -shares : shares, order(data, call));
    }

    private static JsonObject json(Invocation call) {
        try {
            return call.json();
        } catch (DecodeException e) {
            throw new EventRejectedException(
                    "data is no JSON object; expected one with account, side, symbol and shares", e);
        }
    }

    private static String account(JsonObject data, @Nullable String key) {
        String account = text(data, "account");
        if (account == null) {
            throw new EventRejectedException(
                    "account is missing; expected the account's name, and the same in partitionkey: it orders the trades");
        }
        if (!account.equals(key)) {
            throw new EventRejectedException("partitionkey is " + (key == null ? "missing" : "'" + key + "'")
                    + "; expected the account '" + account + "': trades are ordered and booked by account");
        }
        return account;
    }

    private static void requireNoExcess(JsonObject data) {
        String excess = text(data, "excess");
        if (excess != null) {
            throw new EventRejectedException(
                    "excess is '" + excess
                            + "'; expected a line of 4 fields: put the right values into account, side, symbol and shares and remove excess");
        }
    }

    private static boolean sale(JsonObject data) {
        String side = text(data, "side");
        if (side == null || !(side.equals("BUY") || side.equals("SELL"))) {
            throw new EventRejectedException("side is " + found(side) + "; expected BUY or SELL");
        }
        return side.equals("SELL");
    }

    private static String symbol(JsonObject data) {
        String symbol = text(data, "symbol");
        if (symbol == null) {
            throw new EventRejectedException("symbol is missing; expected what is traded, such as ACME");
        }
        return symbol;
    }

    private static long shares(JsonObject data) {
        String text = text(data, "shares");
        long shares;
        try {
            shares = Long.parseLong(text == null ? "" : text);
        } catch (NumberFormatException e) {
            throw new EventRejectedException("shares is " + found(text) + "; expected a whole number above 0", e);
        }
        if (shares <= 0) {
            throw new EventRejectedException("shares is " + shares + "; expected a whole number above 0");
        }
        return shares;
    }

    private static String order(JsonObject data, Invocation call) {
        String bulk = text(data, "bulk");
        return bulk == null ? call.event().getId() : bulk + "#" + data.getValue("line");
    }

    private static @Nullable String text(JsonObject data, String name) {
        Object value = data.getValue(name);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    private static String found(@Nullable String value) {
        return value == null ? "missing" : "'" + value + "'";
    }
}
