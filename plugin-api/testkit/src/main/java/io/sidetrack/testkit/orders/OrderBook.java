package io.sidetrack.testkit.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Generated orders in the order of their receipt, and the reference of what must come out. Immutable.
 *
 * <p>Whatever a person does with the orders that wait, repair or discard in any mix, no other sale goes beyond its position.
 */
public final class OrderBook {
    private final List<Order> orders;
    private final int bulkSize;

    private OrderBook(List<Order> orders, int bulkSize) {
        this.orders = List.copyOf(orders);
        this.bulkSize = bulkSize;
    }

    public static OrderBook of(OrderPlan plan) {
        return new OrderBook(new OrderGenerator(plan).generate(), plan.bulkSize());
    }

    public List<Order> orders() {
        return orders;
    }

    public List<Order> orders(Predicate<Order> which) {
        return orders.stream().filter(which).toList();
    }

    /** The order of that bulk and line. */
    public Optional<Order> find(String bulk, int line) {
        return orders.stream()
                .filter(order -> order.line() == line && order.bulk().equals(bulk))
                .findFirst();
    }

    /** The orders cut into bulks. */
    public List<Bulk> bulks() {
        List<Bulk> bulks = new ArrayList<>();
        for (int from = 0; from < orders.size(); from += bulkSize) {
            List<Order> some = orders.subList(from, Math.min(from + bulkSize, orders.size()));
            bulks.add(new Bulk(some.get(0).bulk(), some));
        }
        return bulks;
    }

    /** All lines. */
    public String csv() {
        return bulks().stream().map(Bulk::csv).collect(Collectors.joining());
    }

    /** Accounts, each with an order at least. */
    public SortedSet<String> accounts() {
        return orders.stream().map(Order::account).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Accounts that cannot finish before a person has decided on one of their orders. */
    public SortedSet<String> waitingAccounts() {
        return orders(order -> order.damage().waitsForPerson() && order.damage() != Damage.NO_ACCOUNT).stream()
                .map(Order::account)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Per account and symbol the position in the end, with every order repaired. */
    public Map<String, Map<String, Long>> positions() {
        return positions(order -> true);
    }

    /** Per account and symbol the position in the end, where only the orders that {@code kept} names took effect. */
    public Map<String, Map<String, Long>> positions(Predicate<Order> kept) {
        Map<String, Map<String, Long>> positions = new TreeMap<>();
        for (Order order : orders(kept)) {
            positions
                    .computeIfAbsent(order.account(), account -> new TreeMap<>())
                    .merge(order.symbol(), order.change(), Long::sum);
        }
        return positions;
    }

    /**
     * The references of one account's orders, in the order in which they must be booked. One without an account comes in where
     * the person who gave it the account moved it: behind all that waits there.
     */
    public List<String> references(String account) {
        return orders(order -> order.account().equals(account)).stream()
                .map(Order::reference)
                .toList();
    }
}
