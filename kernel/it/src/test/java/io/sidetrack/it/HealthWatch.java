package io.sidetrack.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks a node for its health again and again, and remembers every answer, until it is closed. */
final class HealthWatch implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    private final List<String> answers = new ArrayList<>();
    private final Thread thread;

    private HealthWatch(Rest rest) {
        this.thread = new Thread(() -> ask(rest), "health");
    }

    static HealthWatch of(SidetrackProcess node) {
        HealthWatch watch = new HealthWatch(node.rest());
        watch.thread.start();
        return watch;
    }

    /** Ends it: the node was asked, and answered that it lives and is ready every time. */
    void assertAnswered() {
        close();
        assertThat(answers).isNotEmpty().containsOnly("/health/live 200", "/health/ready 200");
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void ask(Rest rest) {
        while (!Thread.currentThread().isInterrupted()) {
            for (String path : List.of("/health/live", "/health/ready")) {
                try {
                    answers.add(path + " " + rest.get(path).status());
                } catch (UncheckedIOException e) {
                    answers.add(path + " " + e.getMessage());
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
