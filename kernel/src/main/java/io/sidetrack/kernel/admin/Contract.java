package io.sidetrack.kernel.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The contract file, and the copy of it that the router of vertx-web-openapi takes. That router refuses a whole contract that names
 * an event stream, a problem or another media type it does not know, so the copy leaves those responses out, and the operations
 * marked {@code x-sidetrack-raw} too: they go on plain routes.
 */
record Contract(Buffer file, JsonObject json) {
    private static final String RAW = "x-sidetrack-raw";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /** An operation of the contract. */
    record Op(String id, HttpMethod method, String path, boolean raw, Set<String> query) {

        /** The path as vertx-web writes it. */
        String route() {
            return path.replaceAll("\\{(\\w+)}", ":$1");
        }

        boolean isAt(String requested) {
            return requested.matches(path.replaceAll("\\{\\w+}", "[^/]+"));
        }
    }

    static Contract load() {
        try (InputStream file = Contract.class.getResourceAsStream("openapi.yaml")) {
            if (file == null) {
                throw new IllegalStateException("openapi.yaml is not in the kernel's jar");
            }
            byte[] bytes = file.readAllBytes();
            Map<String, Object> parsed = new YAMLMapper().readValue(bytes, new TypeReference<>() {});
            return new Contract(Buffer.buffer(bytes), new JsonObject(parsed));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml of the kernel's jar cannot be read", e);
        }
    }

    List<Op> operations() {
        List<Op> operations = new ArrayList<>();
        for (Map.Entry<String, Object> path : json.getJsonObject("paths")) {
            JsonObject item = (JsonObject) path.getValue();
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    JsonObject operation = item.getJsonObject(method);
                    operations.add(new Op(
                            operation.getString("operationId"),
                            HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)),
                            path.getKey(),
                            operation.getBoolean(RAW, false),
                            query(operation)));
                }
            }
        }
        return operations;
    }

    /** The derived copy; the published contract stays as it is. */
    JsonObject forRouter() {
        JsonObject copy = json.copy();
        copy.remove("servers"); // the library wants whole URLs there
        copy.remove("security"); // the guard stands before every route, the plain ones too
        JsonObject paths = copy.getJsonObject("paths");
        for (String path : List.copyOf(paths.fieldNames())) {
            JsonObject item = paths.getJsonObject(path);
            item.fieldNames().removeIf(method -> item.getJsonObject(method).getBoolean(RAW, false));
            if (item.isEmpty()) {
                paths.remove(path);
            } else {
                item.fieldNames()
                        .forEach(method -> keepKnown(item.getJsonObject(method).getJsonObject("responses")));
            }
        }
        keepKnown(copy.getJsonObject("components").getJsonObject("responses"));
        return copy;
    }

    private static void keepKnown(JsonObject responses) {
        for (String name : responses.fieldNames()) {
            JsonObject content = responses.getJsonObject(name).getJsonObject("content");
            if (content != null) {
                content.fieldNames().removeIf(type -> !MediaType.isMediaTypeSupported(type));
            }
        }
    }

    private Set<String> query(JsonObject operation) {
        return operation.getJsonArray("parameters", new JsonArray()).stream()
                .map(parameter -> resolve((JsonObject) parameter))
                .filter(parameter -> "query".equals(parameter.getString("in")))
                .map(parameter -> parameter.getString("name"))
                .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    private JsonObject resolve(JsonObject parameter) {
        String reference = parameter.getString("$ref");
        return reference == null
                ? parameter
                : json.getJsonObject("components")
                        .getJsonObject("parameters")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
