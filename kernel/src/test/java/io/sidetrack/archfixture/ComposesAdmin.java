package io.sidetrack.archfixture;

import io.sidetrack.archfixture.admin.ReachesBackToRoot;

public final class ComposesAdmin {
    public ReachesBackToRoot admin;
}
