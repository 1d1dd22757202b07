package io.sidetrack.bench.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One write of a page with its fsync, in a file that is there already: the least that being durable costs on this disk. */
final class Fsync {
    private static final int PAGE = 4_096;
    private static final int PAGES = 256;

    private Fsync() {}

    /** How long each of {@code count} took. */
    static long[] nanos(Path folder, int count) throws IOException {
        long[] nanos = new long[count];
        try (FileChannel file =
                FileChannel.open(folder.resolve("pages"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(PAGE * PAGES), 0);
            file.force(true);
            for (int i = 0; i < count; i++) {
                ByteBuffer page = ByteBuffer.allocate(PAGE);
                page.putInt(0, i);
                long began = System.nanoTime();
                file.write(page, (long) PAGE * (i % PAGES));
                file.force(false);
                nanos[i] = System.nanoTime() - began;
            }
        }
        return nanos;
    }
}
