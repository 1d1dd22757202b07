package io.sidetrack.kernel.dispatch;

import io.sidetrack.kernel.store.ShardStore;
import io.sidetrack.kernel.store.SidingPage;
import io.sidetrack.kernel.store.SidingView;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads sidings, those of many lanes at once. */
final class SidingReads {
    /** Few enough that one read is done while the entries of the one before run. */
    private static final int AT_ONCE = 32;

    private final Shard shard;
    private final ShardStore store;
    private final String subscription;
    private List<Wanted> wanted = new ArrayList<>();

    SidingReads(Shard shard, ShardStore store, String subscription) {
        this.shard = shard;
        this.store = store;
        this.subscription = subscription;
    }

    /** The lane reads until {@code answer} has been called; then it is woken. */
    void want(Lane lane, long afterSeq, int limit, Consumer<SidingView> answer) {
        lane.reading = true;
        wanted.add(new Wanted(lane, new SidingPage(lane.id(), afterSeq, limit), answer));
    }

    void flush() {
        List<Wanted> all = wanted;
        if (all.isEmpty()) {
            return;
        }
        wanted = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<Wanted> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            shard.read(
                    store.readSidings(
                            subscription, some.stream().map(Wanted::page).toList()),
                    views -> answer(some, views));
        }
    }

    private void answer(List<Wanted> some, List<SidingView> views) {
        for (int i = 0; i < some.size(); i++) {
            Wanted each = some.get(i);
            each.lane().reading = false;
            each.answer().accept(views.get(i));
            shard.lanes().wake(each.lane());
        }
    }

    private record Wanted(Lane lane, SidingPage page, Consumer<SidingView> answer) {}
}
