package io.sidetrack.testkit.server;

import java.io.IOException;
import java.io.PrintStream;

/** The child's side of a {@link ServerProcess}. */
final class ChildProcess {
    /** What the child says when it serves. */
    static final String READY = "ready";

    private ChildProcess() {}

    /**
     * Ties this JVM to the one that started it: the parent holds the other end of the standard input, so that its end, however
     * it comes about, ends this one. Returns what the parent reads; what is printed goes to the log.
     */
    static PrintStream adopt() {
        PrintStream parent = System.out;
        System.setOut(System.err);
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // the parent says nothing; it is there
                        }
                    } catch (IOException e) {
                        e.printStackTrace(System.err);
                    }
                    Runtime.getRuntime().halt(3);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
        return parent;
    }
}
