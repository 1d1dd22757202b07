package io.sidetrack.pluginprobe;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Where plugins that are built in tests tell what happened to them. Outside the kernel's packages, which plugins do not see. */
public final class PluginProbe {
    private static final List<String> NOTES = new CopyOnWriteArrayList<>();
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    private PluginProbe() {}

    public static void note(String what) {
        NOTES.add(what);
    }

    public static List<String> notes() {
        return List.copyOf(NOTES);
    }

    /** Forgets everything and shuts the gate. */
    public static void reset() {
        NOTES.clear();
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** Lets everybody pass who waits at the gate. */
    public static void openGate() {
        gate.countDown();
    }

    /** Blocks the calling thread until the gate opens, deaf to interrupts. */
    public static void waitAtGate() {
        CountDownLatch current = gate;
        boolean interrupted = false;
        while (true) {
            try {
                current.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
