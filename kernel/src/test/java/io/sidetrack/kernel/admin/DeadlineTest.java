package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.channel.Topology.Published;
import io.sidetrack.kernel.store.ErrorStore.ErroredSummary;
import io.sidetrack.kernel.store.ErrorStore.Page;
import io.vertx.core.Promise;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services that never answer. */
class DeadlineTest extends AdminFixture {
    private static final String EVENT = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"}";

    @Override
    Duration deadline() {
        return Duration.ofMillis(300);
    }

    @Test
    void to_a_publisher_that_is_indeterminate() throws Exception {
        channels.answer(Promise.<List<Published>>promise().future());

        post("/api/v1/channels/orders/events", EVENT, "Content-Type", "application/cloudevents+json")
                .isProblem(504, "indeterminate", "no answer in time", "same source and id");
    }

    @Test
    void to_a_person_who_decides_too() throws Exception {
        errors.outcome = Promise.<Long>promise().future();

        post("/api/v1/errors/e1/resubmit", "", "If-Match", "\"3\"")
                .isProblem(504, "indeterminate", "look at the errored event");
    }

    @Test
    void to_a_reader_it_is_a_reason_to_ask_again() throws Exception {
        errors.listed = Promise.<Page<ErroredSummary>>promise().future();

        get("/api/v1/errors").isProblem(503, "timed-out", "try again");
    }

    @Test
    void a_body_may_take_longer_because_nothing_was_submitted_yet() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/channels/orders/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + TOKEN + "\r\nContent-Type: application/cloudevents+json\r\nConnection: close\r\n"
                                    + "Content-Length: " + EVENT.length() + "\r\n\r\n" + EVENT.substring(0, 10))
                            .getBytes(StandardCharsets.US_ASCII));
            Promise<Void> past = Promise.promise();
            vertx.setTimer(deadline().toMillis() * 2, later -> past.complete());
            await(past.future());
            socket.getOutputStream().write(EVENT.substring(10).getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();

            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 202");
        }
    }
}
