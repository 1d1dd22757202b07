package io.sidetrack.kernel.lifecycle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of a node, locked for this process.
 *
 * <p><b>Life.</b> {@link #lock} creates and locks it; {@link #close} lets it go, and so does the end of the process, however it
 * ends. A {@link LockNote} in it says who holds it.
 *
 * <p><b>Threading.</b> Thread-safe. One process must not lock a folder twice: POSIX drops a process's lock when it closes any
 * handle on the file.
 */
public final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "lock";

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel lockFile, FileLock lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Fails with {@link StartException} where another node holds it, or where it cannot be written. */
    public static DataFolder lock(Path folder, Instant startedAt) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            DataFolder data = tryLock(path);
            data.describe(startedAt, null);
            return data;
        } catch (IOException e) {
            String reason = reason(e);
            throw new StartException("data folder " + path + " cannot be written: " + reason
                    + (reason.contains("No space left")
                            ? "; free some space"
                            : "; give this user the right to write there")
                    + ", or name another folder with --data");
        }
    }

    public Path path() {
        return path;
    }

    /** The token of the administrator, made at the first start and kept. Readable by the owner of the process alone. */
    public String adminToken() {
        try {
            return AdminToken.readOrCreate(path);
        } catch (IOException e) {
            throw new StartException(
                    "admin token " + path.resolve(AdminToken.FILE) + " cannot be read or written: " + reason(e));
        }
    }

    /** A folder below that is empty now, whatever a node before left in it. */
    public Path emptied(String name) {
        Path folder = path.resolve(name);
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> left = Files.walk(folder)) {
                    for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new StartException("folder " + folder + " cannot be emptied: " + reason(e));
        }
    }

    /** Notes where the node can be reached. */
    public void reachableAt(Instant startedAt, String url) {
        try {
            describe(startedAt, url);
        } catch (IOException e) {
            throw new StartException("note of who holds data folder " + path + " cannot be written: " + reason(e));
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockFile.close();
        } catch (IOException e) {
            throw new IllegalStateException("cannot unlock data folder " + path + ": " + reason(e), e);
        }
    }

    private static DataFolder tryLock(Path path) throws IOException {
        FileChannel file = FileChannel.open(
                path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException e) {
            // held by this very process: lock stays null
        } finally {
            if (lock == null) {
                file.close();
            }
        }
        if (lock == null) {
            LockNote holder = LockNote.read(path);
            throw new StartException("data folder " + path + " is in use by another node (" + holder.describe()
                    + "); stop that node, or name another folder with --data");
        }
        return new DataFolder(path, file, lock);
    }

    private void describe(Instant startedAt, @Nullable String url) throws IOException {
        new LockNote(ProcessHandle.current().pid(), startedAt.toString(), url).write(path);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "access denied";
        }
        if (e instanceof FileSystemException file) {
            return file.getReason() == null
                    ? e.getClass().getSimpleName() + " " + file.getFile()
                    : file.getFile() + ": " + file.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
