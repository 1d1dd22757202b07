package io.sidetrack.sample.trading;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes down each booked trade in a file: an effect outside the store, by which a person or a test sees from outside in which
 * order trades were booked, and how often.
 *
 * <p><b>Threading.</b> Thread-safe. The write runs on a worker thread of the plugin: no event loop waits for the disk.
 *
 * <p><b>Guarantee.</b> A line is in the file, whole, when the future of {@link #append} succeeds; a trade is booked after its line.
 * So a line may repeat for a trade whose attempt was under way when the node was killed, and for no other. The file is not
 * synced: it survives the end of the process, not that of the machine.
 */
final class Ledger {
    private final @Nullable Vertx vertx;
    private final @Nullable FileChannel file;

    private Ledger(@Nullable Vertx vertx, @Nullable FileChannel file) {
        this.vertx = vertx;
        this.file = file;
    }

    /** A ledger that writes nothing. */
    static Ledger none() {
        return new Ledger(null, null);
    }

    /** Opens the file for appending and creates it where it does not exist. */
    static Future<Ledger> open(Vertx vertx, String path) {
        return vertx.executeBlocking(() -> {
            try {
                return new Ledger(
                        vertx, FileChannel.open(Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            } catch (IOException e) {
                throw new IOException(
                        "option ledger is '" + path + "'; expected a file that can be written, in a folder that exists",
                        e);
            }
        });
    }

    /** Appends {@code account,order,symbol,shares}; shares are negative for a sale. */
    Future<Void> append(Trade trade) {
        FileChannel to = file;
        if (vertx == null || to == null) {
            return Future.succeededFuture();
        }
        byte[] line = String.join(
                        ",",
                        quoted(trade.account()),
                        quoted(trade.order()),
                        quoted(trade.symbol()),
                        Long.toString(trade.change()))
                .concat("\n")
                .getBytes(StandardCharsets.UTF_8);
        return vertx.executeBlocking(() -> write(to, line), false);
    }

    /** Closes the file; lines under way fail. */
    Future<Void> close() {
        FileChannel open = file;
        if (vertx == null || open == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            open.close();
            return null;
        });
    }

    /** The channel appends: writes of several threads do not mix. */
    private static @Nullable Void write(FileChannel to, byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(line);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
        return null;
    }

    private static String quoted(String field) {
        return field.matches("[^,\"\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
