package io.sidetrack.bench.scale;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;
import io.sidetrack.api.processor.EventRejectedException;

/** A plugin whose processor rejects everything. */
public final class RejectingPlugin extends SidetrackPlugin {
    @Override
    public void contribute(Contributions add) {
        add.processor("run", context -> call -> {
            throw new EventRejectedException("stays aside");
        });
    }
}
