package io.sidetrack.kernel.lifecycle.subscription;

import static io.sidetrack.kernel.lifecycle.subscription.HostedNode.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.api.event.EventData;
import io.sidetrack.api.processor.EventRejectedException;
import io.sidetrack.api.processor.Result;
import io.sidetrack.kernel.siding.ResolutionException;
import io.sidetrack.kernel.siding.ResolutionException.Reason;
import io.sidetrack.kernel.siding.Resolutions.Restored;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.Status;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A discard that is taken back. */
@Timeout(60)
class RestoreTest {
    private static final String CONFIG = "channels: {in: {}}\nsubscriptions:\n  s: {processor: p.s, from: [in]}\n";

    @TempDir
    private Path folder;

    private HostedNode node;
    private final List<String> ran = new CopyOnWriteArrayList<>();
    private volatile boolean cured;

    @BeforeEach
    void start() {
        node = new HostedNode(folder);
        node.processors.put("p.s", call -> {
            ran.add(call.event().getId());
            if (!cured && EventData.text(call.event()).startsWith("bad")) {
                throw new EventRejectedException("it says bad");
            }
            return Result.done().future();
        });
        node.start(CONFIG);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private ErroredSummary discarded() {
        node.publish("in", "e1", "A", "bad");
        ErroredSummary open = node.awaitErrored(Status.OPEN);
        await(node.resolutions().discard(open.id(), open.version(), false, "ann", ""));
        return summary(open);
    }

    private ErroredSummary summary(ErroredSummary errored) {
        return await(node.store().errors().find(errored.id())).orElseThrow().summary();
    }

    private Future<Restored> restore(ErroredSummary errored) {
        return node.resolutions().restore(errored.id(), errored.version(), false, "ann", "");
    }

    private void awaitStatus(ErroredSummary errored, Status status) {
        HostedNode.until("it is " + status, () -> summary(errored).status() == status);
    }

    @Test
    void it_runs_at_once_where_nothing_of_its_key_waits_and_a_restart_does_not_bring_it_again() {
        ErroredSummary errored = discarded();
        cured = true;

        assertThat(await(restore(errored)).before()).isZero();

        awaitStatus(errored, Status.SUCCEEDED);
        node.stop();
        node.start(CONFIG);
        node.publish("in", "e2", "A", "good");
        HostedNode.until("the next one has run", () -> ran.contains("e2"));
        assertThat(ran).containsExactly("e1", "e1", "e2");
        assertThat(node.state("s").parked()).isZero();
    }

    @Test
    void it_runs_behind_those_that_wait_and_before_what_comes_later() {
        ErroredSummary errored = discarded();
        node.publish("in", "e2", "A", "bad too");
        node.publish("in", "e3", "A", "good");
        node.awaitLag("s", 0);

        assertThat(await(restore(errored)).before()).isEqualTo(2);
        node.publish("in", "e4", "A", "good");
        node.awaitLag("s", 0);
        assertThat(ran).containsExactly("e1", "e2");

        cured = true;
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        await(node.resolutions().resubmit(head.id(), head.version(), null, false, "ann", ""));
        awaitStatus(errored, Status.SUCCEEDED);
        HostedNode.until("all have run", () -> ran.contains("e4"));
        assertThat(ran).containsExactly("e1", "e2", "e2", "e3", "e1", "e4");
    }

    @Test
    void of_two_who_restore_it_one_wins_and_it_runs_once() {
        ErroredSummary errored = discarded();
        cured = true;

        Future<Restored> one = restore(errored);
        Future<Restored> other = restore(errored);

        List<Boolean> won = List.of(succeeds(one), succeeds(other));
        assertThat(won).containsExactlyInAnyOrder(true, false);
        awaitStatus(errored, Status.SUCCEEDED);
        assertThatThrownBy(() -> await(restore(summary(errored))))
                .isInstanceOfSatisfying(
                        ResolutionException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.STATUS))
                .hasMessageContaining("succeeded; only a discarded one can be restored");
        assertThat(ran).containsExactly("e1", "e1");
    }

    private static boolean succeeds(Future<Restored> restoring) {
        try {
            await(restoring);
            return true;
        } catch (ResolutionException lost) {
            return false;
        }
    }

    @Test
    void a_node_that_dies_before_its_turn_runs_it_in_its_place_then() {
        ErroredSummary errored = discarded();
        node.publish("in", "e2", "A", "bad too");
        ErroredSummary head = node.awaitErrored(Status.OPEN);
        await(restore(errored));
        node.stop();
        cured = true;

        node.start(CONFIG);
        assertThat(summary(errored).status()).isEqualTo(Status.DECIDED);
        await(node.resolutions().resubmit(head.id(), head.version(), null, false, "ann", ""));

        awaitStatus(errored, Status.SUCCEEDED);
        assertThat(ran).containsExactly("e1", "e2", "e2", "e1");
    }

    @Test
    void what_fails_again_waits_for_a_person_again() {
        ErroredSummary errored = discarded();

        await(restore(errored));

        awaitStatus(errored, Status.OPEN);
        assertThat(summary(errored).attempts()).isEqualTo(2);
        assertThat(node.state("s").open()).isEqualTo(1);
    }
}
