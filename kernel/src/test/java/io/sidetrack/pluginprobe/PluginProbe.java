package io.sidetrack.pluginprobe;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where plugins that are built in tests tell what happened to them. Outside the kernel's packages, which plugins do not see. */
public final class PluginProbe {
    private static final List<String> NOTES = new CopyOnWriteArrayList<>();
    private static final List<WeakReference<Object>> REMEMBERED = new CopyOnWriteArrayList<>();
    private static final ExecutorService OTHERS = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "others");
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    });

    static {
        OTHERS.execute(() -> {}); // before a plugin would be the one to start it
    }

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
        REMEMBERED.clear();
        gate.countDown();
        gate = new CountDownLatch(1);
    }

    /** Remembers it without holding it. */
    public static void remember(Object weakly) {
        REMEMBERED.add(new WeakReference<>(weakly));
    }

    /** Whether something that is remembered is still there. */
    public static boolean isHeld() {
        return REMEMBERED.stream().anyMatch(one -> !one.refersTo(null));
    }

    /** Runs it on a thread that is nobody's and goes on, and waits for it. */
    public static void onThreadOfOthers(Runnable task) {
        try {
            OTHERS.submit(task).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
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
