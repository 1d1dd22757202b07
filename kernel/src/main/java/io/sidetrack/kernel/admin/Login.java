package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Access;
import io.sidetrack.kernel.access.AccessException;
import io.sidetrack.kernel.access.Attempts;
import io.sidetrack.kernel.access.Caller;
import io.sidetrack.kernel.store.AuditStore;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Sessions of browsers: begun with a token or a one-time code, shown, ended. */
final class Login {
    private final Access access;
    private final AuditStore audit;
    private final Attempts attempts;

    Login(Access access, AuditStore audit, Attempts attempts) {
        this.access = access;
        this.audit = audit;
        this.attempts = attempts;
    }

    Map<String, Operation> operations() {
        return Map.of(
                "openSession",
                this::open,
                "getSession",
                this::show,
                "endSession",
                this::end,
                "createLoginLink",
                this::link);
    }

    private Future<Reply> open(Ask ask) {
        HttpServerRequest request = ask.context().request();
        Origins.checkNotForeign(request);
        String secret = ask.body().getString("token").strip();
        String address = request.remoteAddress().hostAddress();
        Guard.checkAttempts(attempts, address, secret);
        SessionCookie cookie = SessionCookie.of(request);
        return access.login(secret)
                .onFailure(failure -> {
                    if (failure instanceof AccessException) {
                        attempts.wrong(address, secret);
                    }
                })
                .map(opened -> {
                    attempts.right(address);
                    return Reply.ok(view(opened.caller()))
                            .header("Set-Cookie", cookie.set(opened.secret(), seconds(opened.caller())));
                });
    }

    private Future<Reply> show(Ask ask) {
        return Future.succeededFuture(Reply.ok(view(Guard.caller(ask.context()))));
    }

    /** Whoever makes one is in the audit before anybody can use it. */
    private Future<Reply> link(Ask ask) {
        return audit.record(ask.by(), "create-login-link", ask.by(), new JsonObject())
                .map(recorded -> {
                    Access.LoginCode code = access.loginCode(Guard.caller(ask.context()));
                    return Reply.json(
                            201,
                            new JsonObject()
                                    .put("path", "/login#" + code.code())
                                    .put("expiresAt", EventViews.time(code.expiresMillis())));
                });
    }

    private Future<Reply> end(Ask ask) {
        HttpServerRequest request = ask.context().request();
        SessionCookie cookie = SessionCookie.of(request);
        String secret = cookie.secret();
        if (secret == null) {
            return Future.succeededFuture(Reply.nothing());
        }
        Origins.checkSameSite(request);
        return access.logout(secret).map(ended -> Reply.nothing().header("Set-Cookie", cookie.clear()));
    }

    private static long seconds(Caller caller) {
        Long expires = caller.expiresMillis();
        return expires == null ? 0 : Math.max(1, (expires - System.currentTimeMillis()) / 1000);
    }

    private static JsonObject view(Caller caller) {
        Long expires = caller.expiresMillis();
        return new JsonObject()
                .put("name", caller.name())
                .put("role", caller.role().text())
                .put("expiresAt", expires == null ? null : EventViews.time(expires));
    }
}
