package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.StoreFailedException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Which failures are those of storage, and how they are told. */
final class StorageFailures {
    private static final int PRIMARY = 0xFF;

    private StorageFailures() {}

    static StoreFailedException writing(Path file, Throwable cause) {
        return new StoreFailedException(
                "writing to store " + file + " failed: " + reason(cause)
                        + "; what was under way may or may not be there",
                cause);
    }

    static StoreFailedException reading(Path file, Throwable cause) {
        return new StoreFailedException("reading from store " + file + " failed: " + reason(cause), cause);
    }

    /** Between a failure and what is told of it, or between two sessions. */
    static StoreFailedException reopening(Path file) {
        return new StoreFailedException(
                "store " + file + " is being opened again; ask once more", new IllegalStateException("no session"));
    }

    static StoreFailedException opening(Path file, Throwable cause) {
        return new StoreFailedException("store " + file + " cannot be opened: " + reason(cause), cause);
    }

    /** Whether a read failed because of the file, rather than because of the question. */
    static boolean isStorage(Throwable cause) {
        SQLiteErrorCode code = code(cause);
        if (code == null) {
            return false;
        }
        return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
            case SQLITE_IOERR,
                    SQLITE_CORRUPT,
                    SQLITE_FULL,
                    SQLITE_READONLY,
                    SQLITE_CANTOPEN,
                    SQLITE_NOTADB,
                    SQLITE_PERM,
                    SQLITE_PROTOCOL,
                    SQLITE_NOMEM -> true;
            default -> false;
        };
    }

    static boolean isCorruption(@Nullable Throwable cause) {
        SQLiteErrorCode code = cause == null ? null : code(cause);
        return code != null
                && switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
                    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_IOERR -> true;
                    default -> false;
                };
    }

    private static @Nullable SQLiteErrorCode code(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
        }
        return null;
    }

    private static String reason(Throwable failure) {
        SQLiteErrorCode code = code(failure);
        if (code != null) {
            return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
                case SQLITE_FULL -> "the disk is full (" + code + "); free some space";
                case SQLITE_READONLY, SQLITE_PERM ->
                    "it may not be written (" + code + "); give this user the right to write the file and its folder";
                case SQLITE_CANTOPEN -> "the file or its folder is not there or not accessible (" + code + ")";
                case SQLITE_BUSY, SQLITE_LOCKED ->
                    "another process holds it (" + code + "); let no other program write it";
                case SQLITE_CORRUPT, SQLITE_NOTADB ->
                    "the file is damaged or no store (" + code + "); restore it from a copy";
                case SQLITE_IOERR -> "the disk does not read or write (" + code + ")";
                default -> message(failure);
            };
        }
        return message(failure);
    }

    private static String message(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof SQLException)) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
