package io.sidetrack.kernel.plugin.isolation;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which calls of plugins run at this moment, in a mapped file: an end of the process, however sudden, leaves it as it is, and the
 * next start reads which calls were the last to run. A call costs one compare-and-set of a word of memory and one write, and no
 * system call.
 *
 * <p><b>Life.</b> {@link #open} reads what the last end has left; {@link #close} says that this end was a clean one, unless a call
 * runs then. <b>Threading.</b> Calls begin and end on any thread.
 */
public final class RunningCalls {
    /** The name of what a plugin does while it starts, in place of an event's. */
    public static final int START = 1;

    private static final Logger LOG = LoggerFactory.getLogger(RunningCalls.class);
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final String FILE = "running-calls";
    private static final int JARS = 256;
    private static final int JAR_BYTES = 128;
    private static final int CALLS_AT = JARS * JAR_BYTES;
    private static final int CALLS = 512;
    /** A cache line, so that threads do not wait for each other. */
    private static final int CALL_BYTES = 64;

    private static final int TRIES = 8;
    private static final int LENGTH = CALLS_AT + CALLS * CALL_BYTES;

    private final @Nullable Path path;
    private final ByteBuffer calls;
    private final Map<String, String> repeated;
    private final Map<String, Long> jars = new HashMap<>();

    private RunningCalls(@Nullable Path path, ByteBuffer calls, Map<String, String> repeated) {
        this.path = path;
        this.calls = calls;
        this.repeated = repeated;
    }

    /** Kept nowhere. */
    public static RunningCalls none() {
        return new RunningCalls(
                null, ByteBuffer.allocateDirect(LENGTH + Long.BYTES).alignedSlice(Long.BYTES), Map.of());
    }

    /** Never fails: where the file cannot be had, nothing is kept, and the log says so. */
    public static RunningCalls open(Path folder, long nowMillis) {
        Path path = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            DirtyEnds ends = DirtyEnds.in(folder);
            if (Files.exists(path)) {
                ends.add(nowMillis, lastCalls(Files.readAllBytes(path)));
            } else {
                ends.forget();
            }
            // whole before it is mapped: a page that a full disk has no room for would end the process
            Files.write(path, new byte[LENGTH]);
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
                return new RunningCalls(path, mapped, ends.repeated(nowMillis));
            }
        } catch (IOException e) {
            LOG.warn("which plugins run is not kept, as {} cannot be written: {}", path, e.toString());
            return none();
        }
    }

    /** The jars, as {@link #account} names them, that were the last to run too often, each with what it did. */
    public Map<String, String> repeated() {
        return repeated;
    }

    /** Where the calls of one run of a plugin are kept. */
    public synchronized Account account(String id, String sha256) {
        return new Account(jars.computeIfAbsent(jar(id, sha256), this::enter));
    }

    /** 0 where there is no room left. */
    private long enter(String jar) {
        byte[] name = jar.getBytes(StandardCharsets.UTF_8);
        int index = jars.size() + 1;
        if (index >= JARS || name.length >= JAR_BYTES) {
            return 0;
        }
        calls.put(index * JAR_BYTES + 1, name);
        calls.put(index * JAR_BYTES, (byte) name.length);
        return (long) index << Integer.SIZE;
    }

    /** The name of a jar of a plugin. */
    public static String jar(String id, String sha256) {
        return id + "@" + sha256.substring(0, Math.min(16, sha256.length()));
    }

    /** This end is a clean one, unless a call runs. */
    public void close() {
        for (int i = 0; i < CALLS; i++) {
            if ((long) WORD.getVolatile(calls, place(i)) != 0) {
                return;
            }
        }
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.warn("the next start will take this end for a sudden one, as {} stays: {}", path, e.toString());
        }
    }

    /** The calls of one run of a plugin. */
    public final class Account {
        private final long jar;

        private Account(long jar) {
            this.jar = jar;
        }

        /**
         * A call begins.
         *
         * @param event names the event, the same after a restart; or {@link #START}
         * @return what {@link #ends} is to be given
         */
        public int begins(int event) {
            if (jar == 0) {
                return -1;
            }
            long word = jar | Integer.toUnsignedLong(event);
            int call = (int) Thread.currentThread().getId();
            for (int i = 0; i < TRIES; i++) {
                int free = (call + i) & (CALLS - 1);
                if (WORD.compareAndSet(calls, place(free), 0L, word)) {
                    return free;
                }
            }
            return -1;
        }

        public void ends(int call) {
            if (call >= 0) {
                WORD.setRelease(calls, place(call), 0L);
            }
        }
    }

    private static int place(int call) {
        return CALLS_AT + call * CALL_BYTES;
    }

    /** What ran at the end, each as the name of the jar and that of the event. */
    private static Set<String> lastCalls(byte[] file) {
        Set<String> found = new TreeSet<>();
        ByteBuffer left = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < CALLS && place(i) + Long.BYTES <= file.length; i++) {
            long word = left.getLong(place(i));
            int jar = (int) (word >>> Integer.SIZE);
            if (jar > 0 && jar < JARS) {
                String name = new String(
                        file, jar * JAR_BYTES + 1, Math.max(0, left.get(jar * JAR_BYTES)), StandardCharsets.UTF_8);
                found.add(name + " " + (int) word);
            }
        }
        return found;
    }
}
