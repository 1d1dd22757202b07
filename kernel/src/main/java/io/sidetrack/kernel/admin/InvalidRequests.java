package io.sidetrack.kernel.admin;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.OutputUnit;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.SchemaValidationException;
import io.vertx.openapi.validation.ValidatorException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a request that the contract refuses: the parameter or the place in the body, what was found, what was expected. */
final class InvalidRequests {
    private InvalidRequests() {}

    static ProblemException problem(RoutingContext request, ValidatorException invalid) {
        Parameter parameter = parameter(request, String.valueOf(invalid.getMessage()));
        if (parameter == null) {
            return body(invalid);
        }
        String found = found(request, parameter);
        String expected = expected(parameter.getSchemaType() == null ? null : schema(parameter));
        String detail = parameter.getName() + " is '" + found + "'; expected " + expected;
        return ProblemType.INVALID_REQUEST
                .because(detail)
                .error(parameter.getIn() + " parameter " + parameter.getName(), detail);
    }

    private static ProblemException body(ValidatorException invalid) {
        if (!(invalid instanceof SchemaValidationException schema)) {
            return ProblemType.INVALID_REQUEST.because(invalid.getMessage());
        }
        List<OutputUnit> causes = innermost(schema.getOutputUnit().getErrors());
        OutputUnit first = causes.get(0);
        ProblemException problem = ProblemType.INVALID_REQUEST.because(
                "The body is not as the contract says: " + at(first) + ": " + first.getError());
        causes.forEach(cause -> problem.error(at(cause), cause.getError()));
        return problem;
    }

    /** What encloses a failure fails because of it, and would only hide it. */
    private static List<OutputUnit> innermost(List<OutputUnit> units) {
        return units.stream()
                .filter(unit -> units.stream()
                        .noneMatch(other -> other.getInstanceLocation().startsWith(unit.getInstanceLocation() + "/")))
                .toList();
    }

    private static String at(OutputUnit unit) {
        String location = unit.getInstanceLocation();
        return location == null || location.equals("#") ? "/" : location.substring(location.indexOf('#') + 1);
    }

    private static @Nullable Parameter parameter(RoutingContext request, String message) {
        Operation operation = request.get(Requests.OPERATION);
        if (operation == null) {
            return null;
        }
        for (Parameter parameter : operation.getParameters()) {
            String named = "parameter " + parameter.getName();
            if (message.contains(named + " ") || message.endsWith(named)) {
                return parameter;
            }
        }
        return null;
    }

    private static String found(RoutingContext request, Parameter parameter) {
        String name = parameter.getName();
        return String.valueOf(
                parameter.getIn() == Location.PATH
                        ? request.pathParam(name)
                        : parameter.getIn() == Location.HEADER
                                ? request.request().getHeader(name)
                                : request.queryParams().get(name));
    }

    private static @Nullable JsonObject schema(Parameter parameter) {
        return parameter.getOpenAPIModel().getJsonObject("schema");
    }

    private static String expected(@Nullable JsonObject schema) {
        if (schema == null) {
            return "another value";
        }
        if (schema.containsKey("items")) {
            return "a list, separated by commas, each " + expected(schema.getJsonObject("items"));
        }
        if (schema.containsKey("enum")) {
            return "one of " + schema.getJsonArray("enum").encode();
        }
        if ("date-time".equals(schema.getString("format"))) {
            return "a time by RFC 3339, such as 2026-01-31T08:00:00Z";
        }
        StringBuilder expected = new StringBuilder("a value of type ").append(schema.getValue("type"));
        if (schema.containsKey("minimum")) {
            expected.append(", at least ").append(schema.getValue("minimum"));
        }
        if (schema.containsKey("maximum")) {
            expected.append(", at most ").append(schema.getValue("maximum"));
        }
        return expected.toString();
    }
}
