package io.sidetrack.testkit.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrderBookTest {

    @Test
    void the_same_plan_gives_the_same_orders_and_another_seed_gives_others() {
        OrderBook book = OrderBook.of(OrderPlan.demo());

        assertThat(OrderBook.of(OrderPlan.demo()).csv()).isEqualTo(book.csv());
        assertThat(OrderBook.of(OrderPlan.demo().withSeed(2)).csv()).isNotEqualTo(book.csv());
    }

    @Test
    void the_demo_has_10000_orders_of_200_accounts_of_which_9_wait_for_a_person() {
        OrderBook book = OrderBook.of(OrderPlan.demo());

        assertThat(book.orders()).hasSize(10_000);
        assertThat(book.bulks())
                .hasSize(20)
                .allSatisfy(bulk -> assertThat(bulk.csv().lines()).hasSize(500));
        assertThat(book.accounts()).hasSize(200);
        assertThat(book.waitingAccounts()).hasSize(9);
        assertThat(book.orders(order -> order.damage() == Damage.UNIT)).hasSize(180);
        assertThat(book.orders(order -> order.damage().waitsForPerson())).hasSize(20);
    }

    @Test
    void an_order_is_found_by_bulk_and_line() {
        OrderBook book = OrderBook.of(OrderPlan.demo());
        Order order = book.bulks().get(3).orders().get(16);

        assertThat(book.find("orders-00004", 17)).contains(order);
        assertThat(book.find("orders-00004", 501)).isEmpty();
        assertThat(book.references(order.account())).contains("orders-00004#17");
    }

    @Test
    void no_sale_goes_beyond_its_position_whatever_becomes_of_the_orders_that_wait() {
        for (int seed = 0; seed < 20; seed++) {
            OrderBook book = OrderBook.of(OrderPlan.demo().withSeed(seed).withDamaged(2_000, 200, 40));
            Random person = new Random(seed);
            Map<String, Long> held = new HashMap<>();
            for (Order order : book.orders()) {
                String position = order.account() + "/" + order.symbol();
                if (order.damage() == Damage.OVERSOLD) {
                    long sold =
                            Long.parseLong(order.text().substring(order.text().lastIndexOf(',') + 1));
                    assertThat(sold).as("seed %s, %s", seed, order).isGreaterThan(held.getOrDefault(position, 0L));
                }
                if (!order.damage().waitsForPerson() || person.nextBoolean()) {
                    held.merge(position, order.change(), Long::sum);
                    assertThat(held.get(position))
                            .as("seed %s, %s", seed, order)
                            .isNotNegative();
                }
            }
        }
    }

    @Test
    void positions_in_the_end_are_the_sum_of_what_took_effect() {
        OrderBook book = OrderBook.of(OrderPlan.demo().withOrders(3, 1).withDamaged(0, 0, 0));

        long sum = book.orders().stream().mapToLong(Order::change).sum();
        long positions = book.positions().get("ACC-001").values().stream()
                .mapToLong(Long::longValue)
                .sum();
        assertThat(positions).isEqualTo(sum);
        assertThat(book.positions(order -> false)).isEmpty();
    }
}
