package io.sidetrack.testkit.orders;

import java.util.List;

/**
 * What orders to generate. The same plan gives the same orders, everywhere and always.
 *
 * @param seed the seed of all choices
 * @param orders how many orders
 * @param accounts how many accounts
 * @param damaged how many of the orders are damaged
 * @param units how many of the damaged ones carry a unit; the others wait for a person
 * @param waiting on how many accounts those others fall
 * @param kinds what damages those others have, in turn
 * @param bulkSize how many lines a bulk has at most
 */
public record OrderPlan(
        long seed, int orders, int accounts, int damaged, int units, int waiting, List<Damage> kinds, int bulkSize) {

    public OrderPlan {
        kinds = List.copyOf(kinds);
    }

    /** The orders of the demo: 10,000 over 200 accounts, 200 damaged, 20 of them on 9 accounts waiting for a person. */
    public static OrderPlan demo() {
        return new OrderPlan(
                1848,
                10_000,
                200,
                200,
                180,
                9,
                List.of(Damage.UNKNOWN_SIDE, Damage.NO_SYMBOL, Damage.NOT_POSITIVE, Damage.OVERSOLD),
                500);
    }

    public OrderPlan withSeed(long value) {
        return new OrderPlan(value, orders, accounts, damaged, units, waiting, kinds, bulkSize);
    }

    public OrderPlan withOrders(int count, int ofAccounts) {
        return new OrderPlan(seed, count, ofAccounts, damaged, units, waiting, kinds, bulkSize);
    }

    /** {@code count} damaged orders; all but {@code withUnit} of them wait for a person, on {@code onAccounts} accounts. */
    public OrderPlan withDamaged(int count, int withUnit, int onAccounts) {
        return new OrderPlan(seed, orders, accounts, count, withUnit, onAccounts, kinds, bulkSize);
    }

    public OrderPlan withKinds(Damage... values) {
        return new OrderPlan(seed, orders, accounts, damaged, units, waiting, List.of(values), bulkSize);
    }

    public OrderPlan withBulkSize(int lines) {
        return new OrderPlan(seed, orders, accounts, damaged, units, waiting, kinds, lines);
    }
}
