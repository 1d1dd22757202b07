package io.sidetrack.kernel.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sidetrack.kernel.access.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The contract file, and the copy of it that the router of vertx-web-openapi takes. That router refuses a whole contract that names
 * an event stream, a problem or another media type it does not know, so the copy leaves responses out, and the operations
 * marked {@code x-sidetrack-raw} too: they go on plain routes.
 */
record Contract(Buffer file, JsonObject json, List<Op> operations) {
    private static final String RAW = "x-sidetrack-raw";
    static final String ROLE = "x-sidetrack-role";
    /** They answer a secret, which is kept nowhere. */
    static final Set<String> SECRET_ANSWERS = Set.of("createToken", "createLoginLink");

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    /**
     * An operation of the contract.
     *
     * @param open whether it wants no proof of who asks
     * @param role what a caller needs; the highest where the contract does not say
     */
    record Op(
            String id,
            HttpMethod method,
            String path,
            Pattern pattern,
            boolean raw,
            boolean open,
            Role role,
            Set<String> query) {

        /** The path as vertx-web writes it. */
        String route() {
            return path.replaceAll("\\{(\\w+)}", ":$1");
        }

        boolean isAt(String requested) {
            return pattern.matcher(requested).matches();
        }
    }

    Contract(Buffer file, JsonObject json) {
        this(file, json, operations(json));
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

    private static List<Op> operations(JsonObject json) {
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
                            Pattern.compile(path.getKey().replaceAll("\\{\\w+}", "[^/]+")),
                            operation.getBoolean(RAW, false),
                            isOpen(operation),
                            Role.of(operation.getString(ROLE, "")).orElse(Role.ADMIN),
                            query(json, operation)));
                }
            }
        }
        return List.copyOf(operations);
    }

    /**
     * The derived copy; the published contract stays as it is. It holds what requests are checked by and nothing else, because
     * the library takes its time for every schema, and answers are checked by the tests.
     */
    JsonObject forRouter() {
        JsonObject paths = new JsonObject();
        for (Map.Entry<String, Object> path : json.getJsonObject("paths")) {
            JsonObject item = new JsonObject();
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                if (method.getValue() instanceof JsonObject operation && !operation.getBoolean(RAW, false)) {
                    item.put(method.getKey(), request(operation));
                }
            }
            if (!item.isEmpty()) {
                paths.put(path.getKey(), item);
            }
        }
        JsonObject components = new JsonObject();
        keepReferenced(paths, components);
        return new JsonObject()
                .put("openapi", json.getString("openapi"))
                .put("info", json.getJsonObject("info"))
                .put("paths", paths)
                .put("components", components)
                .copy(); // the library writes into what it is given
    }

    private static JsonObject request(JsonObject operation) {
        JsonObject kept = new JsonObject()
                .put("operationId", operation.getString("operationId"))
                .put("parameters", operation.getJsonArray("parameters", new JsonArray()))
                .put("responses", new JsonObject().put("default", new JsonObject().put("description", "")));
        return operation.containsKey("requestBody")
                ? kept.put("requestBody", operation.getJsonObject("requestBody"))
                : kept;
    }

    /** Copies into {@code components} whatever {@code node} refers to, and what that refers to. */
    private void keepReferenced(Object node, JsonObject components) {
        if (node instanceof JsonArray array) {
            array.forEach(each -> keepReferenced(each, components));
        } else if (node instanceof JsonObject object) {
            object.forEach(member -> keepReferenced(member.getValue(), components));
            if (object.getValue("$ref") instanceof String reference) {
                String[] place = reference.split("/"); // #/components/<kind>/<name>
                JsonObject kind = components.getJsonObject(place[2], new JsonObject());
                components.put(place[2], kind);
                if (!kind.containsKey(place[3])) {
                    kind.put(place[3], component(json, place[2], place[3]));
                    keepReferenced(kind.getValue(place[3]), components);
                }
            }
        }
    }

    private static JsonObject component(JsonObject json, String kind, String name) {
        return json.getJsonObject("components").getJsonObject(kind).getJsonObject(name);
    }

    /** Whether a repeat of the operation may get the answer that was given first, which is kept for that. */
    boolean isRepeatable(String id) {
        return operations().stream().anyMatch(operation -> operation.id().equals(id) && !operation.open())
                && !SECRET_ANSWERS.contains(id);
    }

    static boolean isOpen(JsonObject operation) {
        JsonArray security = operation.getJsonArray("security");
        return security != null && security.isEmpty();
    }

    private static Set<String> query(JsonObject json, JsonObject operation) {
        return operation.getJsonArray("parameters", new JsonArray()).stream()
                .map(parameter -> resolve(json, (JsonObject) parameter))
                .filter(parameter -> "query".equals(parameter.getString("in")))
                .map(parameter -> parameter.getString("name"))
                .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
    }

    private static JsonObject resolve(JsonObject json, JsonObject parameter) {
        String reference = parameter.getString("$ref");
        return reference == null
                ? parameter
                : component(json, "parameters", reference.substring(reference.lastIndexOf('/') + 1));
    }
}
