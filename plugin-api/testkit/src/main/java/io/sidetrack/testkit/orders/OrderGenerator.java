package io.sidetrack.testkit.orders;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generates the orders of one plan, once. */
final class OrderGenerator {
    private static final List<String> SYMBOLS =
            List.of("ACME", "BOLT", "CRUX", "DUNE", "ECHO", "FLUX", "GRIT", "HALO", "IRIS", "JADE", "KITE", "LYNX");
    private static final List<String> UNKNOWN_SIDES = List.of("HOLD", "SHORT", "B/S", "");

    private final OrderPlan plan;
    private final Random random;
    private final List<String> accounts = new ArrayList<>();
    /** Per account and symbol what is held at least, and at most, whatever a person decides on the orders that wait. */
    private final Map<String, Long> least = new HashMap<>();

    private final Map<String, Long> most = new HashMap<>();

    OrderGenerator(OrderPlan plan) {
        check(plan);
        this.plan = plan;
        this.random = new Random(plan.seed()); // its algorithm is specified, so every JVM draws the same
        for (int i = 1; i <= plan.accounts(); i++) {
            accounts.add("ACC-%03d".formatted(i));
        }
    }

    private static void check(OrderPlan plan) {
        boolean counts = plan.orders() >= plan.damaged() && plan.damaged() >= plan.units() && plan.units() >= 0;
        boolean waits = plan.damaged() == plan.units()
                || (plan.waiting() > 0 && !plan.kinds().isEmpty());
        if (!counts || !waits || plan.accounts() < Math.max(1, plan.waiting()) || plan.bulkSize() < 1) {
            throw new IllegalArgumentException(
                    "expected orders >= damaged >= units >= 0, accounts >= waiting, bulkSize >= 1,"
                            + " and kinds and a waiting account where an order waits; found " + plan);
        }
    }

    List<Order> generate() {
        Damage[] damages = damages();
        List<String> waiting = new ArrayList<>(accounts);
        Collections.shuffle(waiting, random);
        List<Order> orders = new ArrayList<>(plan.orders());
        int waits = 0;
        for (int i = 0; i < plan.orders(); i++) {
            String account = damages[i].waitsForPerson()
                    ? waiting.get(waits++ % plan.waiting())
                    : accounts.get(random.nextInt(accounts.size()));
            orders.add(order(i, account, damages[i]));
        }
        return orders;
    }

    /** Which order has which damage. */
    private Damage[] damages() {
        Damage[] damages = new Damage[plan.orders()];
        Arrays.fill(damages, Damage.NONE);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < plan.orders(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        for (int i = 0; i < plan.damaged(); i++) {
            damages[places.get(i)] = i < plan.units()
                    ? Damage.UNIT
                    : plan.kinds().get((i - plan.units()) % plan.kinds().size());
        }
        return damages;
    }

    private Order order(int index, String account, Damage damage) {
        String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
        String position = account + "/" + symbol;
        long held = least.getOrDefault(position, 0L);
        boolean sale = held > 0 && random.nextInt(5) < 2;
        long shares = sale ? 1 + (long) (random.nextDouble() * held) : 1 + random.nextInt(10_000);
        String text = text(account, sale, symbol, shares, damage, most.getOrDefault(position, 0L));
        book(position, sale, shares, damage.waitsForPerson());
        int bulk = index / plan.bulkSize() + 1;
        int line = index % plan.bulkSize() + 1;
        return new Order("orders-%05d".formatted(bulk), line, account, sale, symbol, shares, damage, text);
    }

    /** Nobody knows what becomes of an order that waits: its purchase may never come, its sale may. */
    private void book(String position, boolean sale, long shares, boolean waits) {
        if (sale || !waits) {
            least.merge(position, sale ? -shares : shares, Long::sum);
        }
        if (!sale || !waits) {
            most.merge(position, sale ? -shares : shares, Long::sum);
        }
    }

    private String text(String account, boolean sale, String symbol, long shares, Damage damage, long most) {
        String side = sale ? "SELL" : "BUY";
        return switch (damage) {
            case NONE -> line(account, side, symbol, Long.toString(shares));
            case UNIT -> line(account, side, symbol, shares + " SHARES");
            case UNKNOWN_SIDE ->
                line(account, UNKNOWN_SIDES.get(random.nextInt(UNKNOWN_SIDES.size())), symbol, Long.toString(shares));
            case NO_SYMBOL -> line(account, side, "", Long.toString(shares));
            case NOT_POSITIVE -> line(account, side, symbol, random.nextBoolean() ? "0" : Long.toString(-shares));
            case OVERSOLD -> line(account, "SELL", symbol, Long.toString(most + 1 + random.nextInt(1_000)));
            case NO_ACCOUNT -> line("", side, symbol, Long.toString(shares));
        };
    }

    private static String line(String account, String side, String symbol, String shares) {
        return String.join(",", account, side, symbol, shares);
    }
}
