package io.sidetrack.archfixture.access;

import io.sidetrack.archfixture.siding.ServesHttp;

public final class KnowsSiding {
    public ServesHttp siding;
}
