package io.sidetrack.archfixture.access;

import io.sidetrack.archfixture.store.MayOpenTheDatabase;

public final class MayKnowTheStore {
    public MayOpenTheDatabase store;
}
