package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.testkit.orders.Bulk;
import io.sidetrack.testkit.orders.OrderBook;
import io.sidetrack.testkit.orders.OrderPlan;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 orders over 200 accounts, 2 % of their lines damaged: what comes out equals the reference, in spite of everything. */
@Timeout(400)
class TenThousandOrdersIT {
    private static final int KILLS = 20;

    @TempDir
    private Path folder;

    @Test
    void damaged_accounts_wait_for_a_person_and_all_others_are_done_meanwhile() {
        OrderBook book = OrderBook.of(OrderPlan.demo());
        TradingDesk desk = new TradingDesk(book, folder.resolve("ledger.csv"));
        Installation installation = Installation.in(folder).withSamplePlugins().config(desk.config());
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            book.bulks().forEach(bulk -> TradingDesk.publish(rest, bulk));

            SortedSet<String> waiting = book.waitingAccounts();
            node.await("done with what needs no person", 60, () -> TradingDesk.isSettled(rest, waiting.size()));
            Map<String, List<String>> before = TradingDesk.placed(rest);
            for (String account : book.accounts()) {
                List<String> placed = before.getOrDefault(account, List.of());
                if (waiting.contains(account)) {
                    assertThat(placed).as(account).isNotEqualTo(book.references(account));
                    assertThat(book.references(account).subList(0, placed.size()))
                            .as(account)
                            .isEqualTo(placed);
                } else {
                    assertThat(placed).as(account).isEqualTo(book.references(account));
                }
            }

            node.await("done with everything", 60, () -> {
                desk.repairOpen(rest);
                return TradingDesk.isSettled(rest, 0);
            });
            desk.assertOutcome(rest);
            desk.assertLedgerRepeatsOnlyWhatWasUnderWay(0);
            assertThat(node.terminate()).as(node.log()).isZero();
        }
    }

    @Test
    void nothing_is_lost_or_done_twice_when_the_node_is_killed_twenty_times() throws InterruptedException {
        long seed = 20_261_122L;
        Random random = new Random(seed);
        OrderBook book = OrderBook.of(OrderPlan.demo().withBulkSize(100));
        TradingDesk desk = new TradingDesk(book, folder.resolve("ledger.csv"));
        Installation installation = Installation.in(folder).withSamplePlugins().config(desk.config());
        Deque<Bulk> toPublish = new ArrayDeque<>(book.bulks());
        for (int kill = 0; kill < KILLS; kill++) {
            try (SidetrackProcess node = installation.run()) {
                Thread work = new Thread(() -> publishAndRepair(desk, node.rest(), toPublish, 5));
                work.start();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(600)); // the moment of the kill
                node.kill9();
                work.join();
            }
        }
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            publishAndRepair(desk, rest, toPublish, Integer.MAX_VALUE);
            node.await("done with everything", 90, () -> {
                desk.repairOpen(rest);
                return TradingDesk.isSettled(rest, 0);
            });
            desk.assertOutcome(rest);
            desk.assertLedgerRepeatsOnlyWhatWasUnderWay(KILLS);
        }
    }

    /** Publishes until the node is gone or so many bulks have their 202; a bulk without an answer is published again later. */
    private static void publishAndRepair(TradingDesk desk, Rest rest, Deque<Bulk> toPublish, int bulks) {
        try {
            for (int i = 0; i < bulks && !toPublish.isEmpty(); i++) {
                TradingDesk.publish(rest, toPublish.peek());
                toPublish.poll();
                if (i % 2 == 1) {
                    desk.repairOpen(rest);
                }
            }
        } catch (UncheckedIOException e) {
            return; // killed in between: nobody knows whether the last call took effect
        }
    }
}
