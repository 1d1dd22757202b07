package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.testkit.orders.Bulk;
import io.sidetrack.testkit.orders.OrderBook;
import io.sidetrack.testkit.orders.OrderPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk of a data folder is full: publishers are told, nothing acknowledged is lost, and the node goes on by itself. */
@Timeout(180)
class FullDiskIT {
    @TempDir
    private Path folder;

    @Test
    void a_node_that_fills_its_disk_under_load_says_so_and_goes_on_by_itself_once_there_is_room() {
        OrderBook book = OrderBook.of(OrderPlan.demo().withOrders(4_000, 100).withBulkSize(50));
        TradingDesk desk = new TradingDesk(book, folder.resolve("ledger.csv"));
        Installation installation = Installation.in(folder).withSamplePlugins().config(desk.config());
        Deque<Bulk> toPublish = new ArrayDeque<>(book.bulks());
        try (SmallDisk disk = SmallDisk.mount(installation.data(), 64);
                SidetrackProcess node = installation.logInto(disk.folder()).run()) {
            Rest rest = node.rest();
            disk.leave(2);

            Rest.Answer first = publishUntilRefused(rest, toPublish);
            assertThat(first.status()).as(first.text()).isIn(503, 504);
            assertThat(first.header("Content-Type")).startsWith("application/problem+json");
            assertThat(first.json().at("/detail").asText())
                    .contains("storage failed")
                    .containsAnyOf("Nothing was published", "retry with the same source and id");

            // closing the store gives some room back, which somebody else takes
            node.await("standing still", 30, () -> {
                disk.leave(0);
                return rest.get("/health/ready").status() == 503;
            });
            assertThat(rest.get("/health/ready").expect(503).text()).contains("storage failed", "goes on by itself");
            rest.get("/health/live").expect(200);
            Rest.Answer again = TradingDesk.offer(rest, toPublish.element()).expect(503);
            assertThat(again.json().at("/detail").asText()).contains("Nothing was published", "storage failed");

            disk.free();
            node.await("ready again", 60, () -> rest.get("/health/ready").status() == 200);
            toPublish.forEach(bulk -> TradingDesk.publish(rest, bulk));
            SortedSet<String> waiting = book.waitingAccounts();
            node.await("done with what needs no person", 60, () -> TradingDesk.isSettled(rest, waiting.size()));
            node.await("done with everything", 60, () -> {
                desk.repairOpen(rest);
                return TradingDesk.isSettled(rest, 0);
            });
            desk.assertOutcome(rest);
            desk.assertLedgerRepeatsOnlyWhatWasUnderWay(1);
            assertThat(node.terminate()).as(node.log()).isZero();
        }
    }

    @Test
    void a_plugin_that_finds_no_room_for_its_copy_costs_itself() throws IOException {
        Path large = folder.resolve("large.jar");
        try (OutputStream file = Files.newOutputStream(large);
                ZipOutputStream jar = new ZipOutputStream(file)) {
            jar.setLevel(0);
            jar.putNextEntry(new ZipEntry("padding"));
            jar.write(new byte[12 << 20]);
            jar.closeEntry();
        }
        Installation installation = Installation.in(folder)
                .withSamplePlugins()
                .plugin(large)
                .config(TradingDesk.CONFIG.formatted("/dev/null"));
        try (SmallDisk disk = SmallDisk.mount(installation.data(), 10);
                SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            assertThat(rest.get("/api/v1/plugins").expect(200).text())
                    .contains("large.jar", "could not be copied", "No space left on device");
            TradingDesk.publish(rest, OrderBook.of(OrderPlan.demo()).bulks().get(0));
            assertThat(disk.folder().resolve("plugins")).isDirectoryNotContaining("glob:**.tmp");
        }
    }

    @Test
    void a_node_does_not_start_without_room_for_its_store() throws InterruptedException {
        Installation installation = Installation.in(folder);
        try (SmallDisk disk = SmallDisk.mount(installation.data(), 2)) {
            disk.leave(0);

            Installation.Finished run = installation.command("run");

            assertThat(run.exit()).as(run.err()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("sidetrack: ")
                    .contains(disk.folder().toString());
        }
    }

    /** Publishes until a bulk gets no 202; that one stays the first. */
    private static Rest.Answer publishUntilRefused(Rest rest, Deque<Bulk> toPublish) {
        while (true) {
            assertThat(toPublish).as("bulks left when the disk is full").isNotEmpty();
            Rest.Answer answer = TradingDesk.offer(rest, toPublish.element());
            if (answer.status() != 202) {
                return answer;
            }
            toPublish.remove();
        }
    }
}
