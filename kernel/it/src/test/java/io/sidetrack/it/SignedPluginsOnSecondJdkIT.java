package io.sidetrack.it;

/** The same on another JDK, which verifies signatures itself, and by its own rules. */
class SignedPluginsOnSecondJdkIT extends SignedPluginsIT {
    @Override
    Installation installation() {
        return super.installation().onJava(SecondJdk.folder());
    }
}
