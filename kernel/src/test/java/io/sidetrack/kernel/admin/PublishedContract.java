package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.util.Locale;
import java.util.Map;

/** Compares answers with the contract as it is published, whole and not the copy that the router has. */
final class PublishedContract {
    private final JsonObject contract = Contract.load().json();

    void check(String method, String path, Answer answer) {
        JsonObject operation = operation(method, path);
        if (operation == null) {
            assertThat(answer.status())
                    .as(method + " " + path + " is not in the contract")
                    .isBetween(400, 599);
            validate("Problem", answer.json());
            return;
        }
        JsonObject responses = operation.getJsonObject("responses");
        JsonObject response =
                resolve(responses.getJsonObject(Integer.toString(answer.status()), responses.getJsonObject("default")));
        if (!response.containsKey("content")) {
            assertThat(answer.response().body()).as(method + " " + path).isEmpty();
            return;
        }
        String type = Requests.mediaType(answer.contentType());
        JsonObject content = response.getJsonObject("content").getJsonObject(type);
        assertThat(content)
                .as(method + " " + path + " answers " + answer.status() + " as " + type
                        + ", which the contract does not say")
                .isNotNull();
        if (type.endsWith("json")) {
            valid(
                    content.getJsonObject("schema"),
                    Json.decodeValue(answer.response().body()));
        }
    }

    /** Checks against a schema of the contract by its name. */
    void validate(String schema, JsonObject value) {
        valid(new JsonObject().put("$ref", "#/components/schemas/" + schema), value);
    }

    private void valid(JsonObject schema, Object value) {
        JsonObject document = schema.copy().put("components", contract.getJsonObject("components"));
        OutputUnit result = Validator.create(
                        JsonSchema.of(document),
                        new JsonSchemaOptions()
                                .setBaseUri("https://sidetrack.invalid/")
                                .setDraft(Draft.DRAFT202012)
                                .setOutputFormat(OutputFormat.Basic))
                .validate(value);
        assertThat(result.getValid())
                .as(() -> result.getErrors() + " in " + value)
                .isTrue();
    }

    private JsonObject operation(String method, String path) {
        for (Map.Entry<String, Object> entry : contract.getJsonObject("paths")) {
            if (path.matches(entry.getKey().replaceAll("\\{\\w+}", "[^/]+"))) {
                return ((JsonObject) entry.getValue()).getJsonObject(method.toLowerCase(Locale.ROOT));
            }
        }
        return null;
    }

    private JsonObject resolve(JsonObject response) {
        String reference = response.getString("$ref");
        return reference == null
                ? response
                : contract.getJsonObject("components")
                        .getJsonObject("responses")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }
}
