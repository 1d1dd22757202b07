package io.sidetrack.it.broker;

import io.sidetrack.it.Installation;
import io.sidetrack.it.SecondJdk;
import java.nio.file.Path;

/** The same on another JDK. */
class UnloadedPluginsOnSecondJdkIT extends UnloadedPluginsIT {
    @Override
    Installation installation() {
        return super.installation().onJava(SecondJdk.folder());
    }

    @Override
    Path java() {
        return SecondJdk.folder();
    }
}
