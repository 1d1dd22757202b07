package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.access.Attempts;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts each operation of the contract on exactly one route, behind the guard. */
final class Routes {
    private static final long UNREAD_BODY_MILLIS = 10_000;

    private final Vertx vertx;
    private final AdminContract loaded;
    private final Contract contract;
    private final Guard guard;
    private final Answers answers;
    private final Bodies bodies;
    private final IdempotentRequests idempotent;
    private final Map<String, Operation> checked = new HashMap<>();
    private final Map<String, Handler<RoutingContext>> raw = new HashMap<>();
    private final Map<String, Handler<RoutingContext>> streams = new HashMap<>();
    private @Nullable Future<DocsPages> docs;

    Routes(
            Vertx vertx,
            AdminContract loaded,
            AdminServices services,
            HttpConfig http,
            Duration deadline,
            Duration heartbeat) {
        this.vertx = vertx;
        this.loaded = loaded;
        this.contract = loaded.contract();
        Attempts attempts = new Attempts(System::nanoTime);
        this.guard = new Guard(http.host(), contract, services.access(), attempts);
        this.answers = new Answers(vertx, deadline);
        this.bodies = new Bodies(http.maxBody());
        this.idempotent = new IdempotentRequests(services.answers(), answers, System::currentTimeMillis);
        NodeViews node = new NodeViews(services.node(), services.audit());
        checked.putAll(new Channels(services.topology(), services.channels()).operations());
        checked.putAll(new Brokers(services.topology(), services.components()).operations());
        checked.putAll(new SubscriptionStates(services.subscriptions()).operations());
        checked.putAll(new Errors(services.errors()).operations());
        checked.putAll(new Decisions(services.errors(), services.resolutions()).operations());
        checked.putAll(new Sidings(services.errors()).operations());
        checked.putAll(node.operations());
        checked.putAll(new PluginAdmin(vertx, services.components(), services.plugins()).operations());
        checked.putAll(new Tokens(services.access()).operations());
        checked.putAll(new Login(services.access(), services.audit(), attempts).operations());
        raw.put("getContract", answers.raw(request -> text("application/yaml", contract.file())));
        raw.put("getDocs", docs(DocsPages::contract));
        raw.put("getDocsStyle", docs(DocsPages::style));
        raw.put("listProblems", docs(DocsPages::problems));
        raw.put("getProblem", docs(DocsPages::problem));
        raw.put("getLive", answers.raw(request -> node.live()));
        raw.put("getReady", answers.raw(request -> node.ready()));
        raw.put("getMetrics", answers.raw(request -> services.metrics().get().compose(Routes::metrics)));
        raw.put(
                "publishEvents",
                answers.unbounded(
                        new Publishing(services.topology(), services.node(), bodies, answers, idempotent)::publish));
        raw.put(
                "installPlugin",
                answers.unbounded(
                        new PluginUpload(vertx, services.plugins(), idempotent, PluginUpload.LIMIT)::install));
        Streams open = new Streams(services.access(), heartbeat);
        raw.put(
                "readEvents",
                new ChannelReading(services.topology(), services.channels(), answers, query("readEvents"), open)
                        ::handle);
        SubscriptionWatch watch = new SubscriptionWatch(vertx, services.subscriptions());
        LiveErrors errors = new LiveErrors(vertx, services.errors(), watch, open);
        streams.put("listErrors", request -> errors.follow(request, Ask.of(request)));
        streams.put("listSubscriptions", new LiveSubscriptions(watch, open)::follow);
    }

    /** The pages are made when somebody asks for the first one. */
    private Handler<RoutingContext> docs(BiFunction<DocsPages, RoutingContext, Future<Reply>> page) {
        return answers.raw(request -> {
            Future<DocsPages> made = docs;
            if (made == null) {
                made = vertx.executeBlocking(() -> new DocsPages(contract));
                docs = made;
            }
            return made.compose(pages -> page.apply(pages, request));
        });
    }

    Future<Router> build() {
        return vertx.executeBlocking(() -> new Dashboard(vertx)).map(dashboard -> build(loaded.forRouter(), dashboard));
    }

    private Router build(OpenAPIContract copy, Dashboard dashboard) {
        RouterBuilder builder = RouterBuilder.create(vertx, copy, new Requests(bodies));
        builder.rootHandler(this::prepare);
        builder.rootHandler(guard::checkHost);
        builder.rootHandler(guard::admit);
        for (OpenAPIRoute route : builder.getRoutes()) {
            String id = route.getOperation().getOperationId();
            Operation operation = checked.remove(id);
            if (operation == null) {
                throw new IllegalStateException("no code answers operation " + id + " of the contract");
            }
            route.addHandler(request -> guard.confirm(request, id))
                    .addHandler(pageOrStream(id, answers.raw(request -> answer(id, operation, request))));
        }
        Router router = builder.createRouter();
        for (Contract.Op operation : contract.operations()) {
            if (operation.raw()) {
                Handler<RoutingContext> handler = raw.remove(operation.id());
                if (handler == null) {
                    throw new IllegalStateException("no code answers operation " + operation.id() + " of the contract");
                }
                router.route(operation.method(), operation.route())
                        .handler(request -> guard.confirm(request, operation.id()))
                        .handler(handler);
            }
        }
        if (!checked.isEmpty() || !raw.isEmpty()) {
            throw new IllegalStateException("not in the contract: " + checked.keySet() + raw.keySet());
        }
        dashboard.route(router);
        router.route().failureHandler(Problems::answer);
        router.errorHandler(404, request -> Problems.answer(request, notFound(request)));
        router.errorHandler(405, request -> Problems.answer(request, methodNotAllowed(request)));
        router.errorHandler(400, Problems::answer);
        router.errorHandler(500, Problems::answer);
        return router;
    }

    /** An answer that carries a secret is kept nowhere, so it is not given again. */
    private Future<Reply> answer(String id, Operation operation, RoutingContext request) {
        Ask ask = Ask.of(request);
        if (HttpMethod.GET.equals(request.request().method()) || !contract.isRepeatable(id)) {
            return operation.answer(ask);
        }
        Buffer body = request.get(Requests.BODY);
        return idempotent.once(request, body == null ? Buffer.buffer() : body, () -> operation.answer(ask));
    }

    private Handler<RoutingContext> pageOrStream(String id, Handler<RoutingContext> page) {
        Handler<RoutingContext> stream = streams.get(id);
        return stream == null ? page : request -> (EventStream.isWanted(request) ? stream : page).handle(request);
    }

    /** Headers of every answer, and an end for bodies that nobody reads. */
    private void prepare(RoutingContext request) {
        request.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'")
                .putHeader("Cache-Control", "no-store");
        HttpServerRequest http = request.request();
        request.addEndHandler(answered -> {
            if (!http.isEnded()) {
                vertx.setTimer(UNREAD_BODY_MILLIS, late -> {
                    if (!http.isEnded()) {
                        http.connection().close();
                    }
                });
            }
        });
        try {
            request.normalizedPath();
        } catch (IllegalArgumentException e) {
            throw ProblemType.INVALID_REQUEST.because(
                    "The path " + http.path() + " cannot be decoded; expected two hex digits behind each '%'");
        }
        request.next();
    }

    private Set<String> query(String operationId) {
        return contract.operations().stream()
                .filter(operation -> operation.id().equals(operationId))
                .findFirst()
                .orElseThrow()
                .query();
    }

    private static Future<Reply> metrics(String text) {
        return text("text/plain; version=0.0.4; charset=utf-8", Buffer.buffer(text));
    }

    private static Future<Reply> text(String contentType, Buffer body) {
        return Future.succeededFuture(new Reply(200, contentType, body, Map.of()));
    }

    private static ProblemException notFound(RoutingContext request) {
        return ProblemType.NOT_FOUND.because(
                "There is nothing at " + request.request().path() + "; GET /api/v1/openapi.yaml lists every path");
    }

    private ProblemException methodNotAllowed(RoutingContext request) {
        String path = request.normalizedPath();
        String allowed = contract.operations().stream()
                .filter(operation -> operation.isAt(path))
                .map(operation -> operation.method().name())
                .collect(Collectors.joining(", "));
        return ProblemType.METHOD_NOT_ALLOWED
                .because(path + " does not take " + request.request().method() + "; expected " + allowed)
                .header("Allow", allowed);
    }
}
