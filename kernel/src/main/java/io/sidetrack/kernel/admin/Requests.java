package io.sidetrack.kernel.admin;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes parameters and body out of a request, to be checked by the contract. In place of the library's own extraction, which
 * decodes query parameters twice and reads texts such as {@code 1.5} as numbers.
 */
final class Requests implements RequestExtractor {
    /** Under this name a request carries its body with the numbers as they stand: the validated one has some as {@code double}. */
    static final String EXACT_BODY = "exact-body";

    /** Where a request keeps its operation, for what may have to be said of it later. */
    static final String OPERATION = "operation";

    /** Where a request keeps the bytes of its body. */
    static final String BODY = "body";

    private final Bodies bodies;

    Requests(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext request, Operation operation) {
        try {
            return extract(request, operation);
        } catch (ProblemException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<ValidatableRequest> extract(RoutingContext request, Operation operation) {
        request.put(OPERATION, operation);
        Map<String, RequestParameter> headers = new HashMap<>();
        Map<String, RequestParameter> path = new HashMap<>();
        Map<String, RequestParameter> query = new HashMap<>();
        for (Parameter parameter : operation.getParameters()) {
            String name = parameter.getName();
            switch (parameter.getIn()) {
                case PATH -> path.put(name, value(parameter, request.pathParam(name)));
                case HEADER ->
                    headers.put(name, value(parameter, request.request().getHeader(name)));
                case QUERY ->
                    query.put(
                            name,
                            value(
                                    parameter,
                                    single(parameter, request.queryParams().getAll(name))));
                case COOKIE -> throw new IllegalStateException("the contract names a cookie");
            }
        }
        checkQuery(request.queryParams(), query.keySet());
        if (operation.getRequestBody() == null) {
            return Future.succeededFuture(new ValidatableRequestImpl(Map.of(), headers, path, query));
        }
        return bodies.read(request.request()).map(body -> {
            String contentType = checkBody(request, body);
            request.put(BODY, body);
            return new ValidatableRequestImpl(
                    Map.of(), headers, path, query, new RequestParameterImpl(body), contentType);
        });
    }

    /** A parameter that nobody reads is a mistake of the caller, who would take the answer for what was asked. */
    static void checkQuery(MultiMap given, Set<String> known) {
        for (String name : given.names()) {
            if (!known.contains(name)) {
                throw ProblemType.INVALID_REQUEST.because("query parameter '" + name + "' is not known here; expected "
                        + (known.isEmpty() ? "none" : "any of " + String.join(", ", known)));
            }
        }
    }

    private static @Nullable String checkBody(RoutingContext request, Buffer body) {
        String contentType = request.request().getHeader("Content-Type");
        if (body.length() == 0) {
            return contentType;
        }
        if (contentType == null || !mediaType(contentType).equals("application/json")) {
            throw ProblemType.UNSUPPORTED_MEDIA_TYPE.because(
                    "Content-Type is '" + contentType + "'; expected application/json");
        }
        request.put(EXACT_BODY, Bodies.json(body));
        return "application/json";
    }

    /** The media type without parameters, in lower case. */
    static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable String single(Parameter parameter, List<String> values) {
        if (values.size() > 1 && parameter.getSchemaType() != SchemaType.ARRAY) {
            throw ProblemType.INVALID_REQUEST.because("query parameter " + parameter.getName() + " is given "
                    + values.size() + " times; expected it once");
        }
        return values.isEmpty() ? null : String.join(",", values);
    }

    private static RequestParameter value(Parameter parameter, @Nullable String text) {
        boolean isText = parameter.getSchemaType() == SchemaType.STRING;
        return new RequestParameterImpl(text != null && isText ? Json.encode(text) : text);
    }
}
