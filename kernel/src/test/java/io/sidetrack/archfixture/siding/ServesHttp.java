package io.sidetrack.archfixture.siding;

import io.vertx.ext.web.Router;

public final class ServesHttp {
    public Router router;
}
