package io.sidetrack.archfixture.admin;

import io.sidetrack.archfixture.ComposesAdmin;

public final class ReachesBackToRoot {
    public ComposesAdmin root;
}
