package @package@;

import io.sidetrack.api.Contributions;
import io.sidetrack.api.SidetrackPlugin;

/** Says what this jar adds to a node: '@id@.total' and '@id@.strip-unit' in its configuration. */
public final class @Name@Plugin extends SidetrackPlugin {
    @Override
    public void contribute(Contributions add) {
        add.processor("total", Total::new);
        add.errorHandler("strip-unit", StripUnit::new);
    }
}
