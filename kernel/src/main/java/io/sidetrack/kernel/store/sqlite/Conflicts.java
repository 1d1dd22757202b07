package io.sidetrack.kernel.store.sqlite;

import io.sidetrack.kernel.store.Outcome.Conflict;
import io.sidetrack.kernel.store.Outcome.Reason;

/** The conflicts of commands. */
final class Conflicts {
    private Conflicts() {}

    static Conflict of(Reason reason, String detail) {
        return new Conflict(reason, detail, 0, null);
    }

    static Conflict of(Reason reason, String detail, ErroredRow errored) {
        return new Conflict(reason, detail, errored.version, errored.status);
    }

    static Conflict noErrored(String id) {
        return of(Reason.NOT_FOUND, "there is no errored event " + id);
    }
}
