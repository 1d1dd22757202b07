package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.it.SystemCalls.Call;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invariant I7 as the operating system sees it: received, written, synced, and only then acknowledged. */
@Timeout(120)
class DurableBeforeAcknowledgedIT {
    private static final int PUBLISHERS = 6;
    private static final int EVENTS = 8;
    private static final String LOG = "sidetrack.db-wal";

    @TempDir
    private Path folder;

    @Test
    void every_202_of_publish_has_a_sync_of_its_event_before_it() throws InterruptedException {
        Installation installation = Installation.in(folder).config("http: {port: 0}\nchannels: {trades: {}}");
        List<String> ids = new ArrayList<>();
        List<Call> calls;
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            try (SystemCalls traced = SystemCalls.of(node, folder)) {
                for (int i = 0; i < EVENTS; i++) {
                    ids.add(publish(rest, "alone", i)); // a lone publisher: a sync for each
                }
                List<Thread> publishers = new ArrayList<>();
                for (int p = 0; p < PUBLISHERS; p++) {
                    String name = "publisher" + p;
                    for (int i = 0; i < EVENTS; i++) {
                        ids.add(id(name, i));
                    }
                    publishers.add(new Thread(() -> {
                        for (int i = 0; i < EVENTS; i++) {
                            publish(rest, name, i); // many at once share syncs
                        }
                    }));
                }
                publishers.forEach(Thread::start);
                for (Thread publisher : publishers) {
                    publisher.join();
                }
                calls = traced.all();
            }
        }

        assertThat(ids).hasSize(EVENTS * (PUBLISHERS + 1)).allSatisfy(id -> assertSyncedBeforeAcknowledged(calls, id));
    }

    private static void assertSyncedBeforeAcknowledged(List<Call> calls, String id) {
        Call start = new Call(-1, -1, "the start");
        Call received = start.then("receipt", calls, call -> call.is("read", "readv", "recvfrom") && call.has(id));
        Call written =
                received.then("write", calls, call -> call.is("pwrite64", "write") && call.on(LOG) && call.has(id));
        Call synced = written.then(
                "sync",
                calls,
                call -> call.is("fsync", "fdatasync")
                        && call.on(LOG)
                        && call.text().endsWith("= 0"));
        Call answered = start.then(
                "answer",
                calls,
                call -> call.is("write", "writev", "sendto", "sendmsg") && call.has("HTTP/1.1 202", id));
        assertThat(synced.ended())
                .as("%s is synced before %s", synced, answered)
                .isLessThan(answered.begun());
    }

    private static String publish(Rest rest, String publisher, int number) {
        String id = id(publisher, number);
        rest.publish("trades", """
                {"specversion": "1.0", "id": "%s", "source": "/tests", "type": "trade", "data": {"n": 1}}""".formatted(id)).expect(202);
        return id;
    }

    private static String id(String publisher, int number) {
        return "event-" + number + "-of-" + publisher + "-end";
    }
}
