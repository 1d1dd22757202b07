package io.sidetrack.bench.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;

/** What the store is compared with: the same driver, file system and durability, and nothing around it. */
final class BareSqlite {
    private BareSqlite() {}

    /** Rows per second of batched inserts, one row an event, one commit a batch. */
    static double inserts(Path folder, int total, int batch, int bytes) throws SQLException {
        byte[] event = new byte[bytes];
        Arrays.fill(event, (byte) 'x');
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"))) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA wal_autocheckpoint = 4000");
                statement.execute("CREATE TABLE event (position INTEGER PRIMARY KEY, body BLOB)");
            }
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO event (position, body) VALUES (?, ?)")) {
                for (int i = 1; i <= total; i++) {
                    insert.setLong(1, i);
                    insert.setBytes(2, event);
                    insert.addBatch();
                    if (i % batch == 0) {
                        insert.executeBatch();
                        connection.commit();
                    }
                }
            }
            return total * 1e9 / (System.nanoTime() - began);
        }
    }

    /** Nanoseconds of writing a page and syncing it, each time. */
    static long[] fsyncs(Path folder, int count) throws IOException {
        long[] nanos = new long[count];
        try (FileChannel file =
                FileChannel.open(folder.resolve("fsync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < count; i++) {
                long began = System.nanoTime();
                file.write(ByteBuffer.allocate(4096), i * 4096L);
                file.force(false);
                nanos[i] = System.nanoTime() - began;
            }
        }
        return nanos;
    }
}
