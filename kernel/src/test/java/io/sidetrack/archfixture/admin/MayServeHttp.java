package io.sidetrack.archfixture.admin;

import io.vertx.ext.web.Router;

public final class MayServeHttp {
    public Router router;
}
