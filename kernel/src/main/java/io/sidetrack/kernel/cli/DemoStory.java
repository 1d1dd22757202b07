package io.sidetrack.kernel.cli;

import io.sidetrack.api.event.EventJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Feeds a node, shows how it goes, and tells at the end what came out. One thread. */
final class DemoStory {
    private static final String TRADES = "place-trade";
    private static final String REPOSITORIES = "repository-stats";
    private static final String STRIP_UNITS = "trading.strip-units";
    private static final long TELL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long TELL_PLAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int SHOWN = 5;
    private static final int CAUSE_WIDTH = 72;

    private final NodeClient node;
    private final DemoNumbers numbers;
    private final PrintWriter out;
    private final boolean terminal;
    private long fed;
    private long wanted;
    private long told;

    DemoStory(NodeClient node, PrintWriter out, boolean terminal) {
        this.node = node;
        this.numbers = new DemoNumbers(node);
        this.out = out;
        this.terminal = terminal;
    }

    /** Publishes every feed, the first one at {@code rate} items a second, and waits until what no person must decide is done. */
    void feed(List<DemoFeed> feeds, int rate) throws InterruptedException {
        wanted = feeds.get(0).items();
        for (DemoFeed feed : feeds.subList(1, feeds.size())) {
            feed.parts().forEach(part -> publish(feed.channel(), part));
        }
        DemoFeed paced = feeds.get(0);
        long start = System.nanoTime();
        for (JsonObject part : paced.parts()) {
            long due = start + fed * TimeUnit.SECONDS.toNanos(1) / rate;
            while (System.nanoTime() < due) {
                tell();
                TimeUnit.NANOSECONDS.sleep(Math.max(1, Math.min(due - System.nanoTime(), TELL_NANOS)));
            }
            publish(paced.channel(), part);
            fed = Math.min(paced.items(), fed + paced.itemsPerPart());
        }
        settle();
    }

    /** @param repeated what the commands need to mean this node */
    void sum(String repeated) {
        List<JsonObject> trades = numbers.open(TRADES);
        long all = numbers.events("trades");
        long done = numbers.events("trades-placed");
        Map<String, JsonObject> subscriptions = numbers.subscriptions();
        long parked = parked(subscriptions, TRADES);
        out.println(String.format(
                Locale.ROOT,
                "%,d trades · %,d done · %,d repaired by strip-units · %s for you → %s",
                all,
                done,
                numbers.repairedBy(TRADES, STRIP_UNITS),
                Text.counted(trades.size(), "account waits", "accounts wait"),
                node.node()));
        if (parked > trades.size()) {
            out.println(Text.counted(parked - trades.size(), "later trade", "later trades")
                    + " of those accounts wait in order behind the damaged ones; all other accounts went on.");
        }
        long deliveries = numbers.events("github");
        long withoutRepository = parked(subscriptions, REPOSITORIES);
        out.println(String.format(
                Locale.ROOT,
                "%,d GitHub deliveries · %,d done · %s",
                deliveries,
                deliveries - withoutRepository,
                Text.counted(withoutRepository, "waits for you", "wait for you, because they name no repository")));
        if (!trades.isEmpty()) {
            waiting(trades, repeated);
        }
    }

    private static long parked(Map<String, JsonObject> subscriptions, String name) {
        JsonObject subscription = subscriptions.get(name);
        return subscription == null ? 0 : subscription.getLong("parked");
    }

    private void waiting(List<JsonObject> trades, String repeated) {
        out.println();
        Text table = Text.table("ID", "ACCOUNT", "WAITING", "CAUSE");
        trades.stream()
                .limit(SHOWN)
                .forEach(trade -> table.row(
                        trade.getString("id"),
                        String.valueOf(trade.getString("key")),
                        trade.getLong("waiting").toString(),
                        Text.shortened(trade.getJsonObject("cause").getString("message"), CAUSE_WIDTH)));
        out.print(table);
        if (trades.size() > SHOWN) {
            out.println("and " + (trades.size() - SHOWN) + " more");
        }
        out.println();
        String errors = Home.command() + " errors ";
        out.println("See them all            " + errors + "list" + repeated);
        DemoRepair.find(node, trades)
                .ifPresent(repair -> out.println("Look at one             " + errors + "show " + repair.id() + repeated
                        + "\nRepair it, run it again " + "echo '"
                        + repair.data().encode().replace("'", "'\\''")
                        + "' | " + errors + "resubmit " + repair.id() + " --data -" + repeated));
        out.println("Drop one                " + errors + "discard "
                + trades.get(trades.size() - 1).getString("id") + repeated);
        out.println();
    }

    private void settle() throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_NANOS;
        while (!numbers.isSettled() && System.nanoTime() < deadline) {
            tell();
            TimeUnit.NANOSECONDS.sleep(TELL_NANOS);
        }
        told = 0;
        tell();
        if (terminal) {
            out.println();
        }
        if (System.nanoTime() >= deadline) {
            out.println("Not everything has come to rest yet; these are the numbers of now.");
        }
        out.flush();
    }

    private void tell() {
        long now = System.nanoTime();
        if (told != 0 && now - told < (terminal ? TELL_NANOS : TELL_PLAIN_NANOS)) {
            return;
        }
        told = now;
        JsonObject trades = numbers.subscriptions().getOrDefault(TRADES, new JsonObject());
        String line = String.format(
                Locale.ROOT,
                "%,d of %,d orders fed · %,d trades done · %,d failed attempts · %s",
                fed,
                wanted,
                numbers.events("trades-placed"),
                trades.getLong("failed", 0L),
                Text.counted(trades.getLong("sidings", 0L), "account set aside", "accounts set aside"));
        if (terminal) {
            out.print("\r" + line + "   ");
        } else {
            out.println(line);
        }
        out.flush();
    }

    private void publish(String channel, JsonObject event) {
        node.post(
                "/api/v1/channels/" + channel + "/events",
                EventJson.BATCH_MEDIA_TYPE,
                new JsonArray().add(event).encode(),
                Map.of());
    }
}
