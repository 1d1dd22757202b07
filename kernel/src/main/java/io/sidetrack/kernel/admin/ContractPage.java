package io.sidetrack.kernel.admin;

import io.sidetrack.kernel.admin.Contract.Op;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The contract as one page of HTML, made once at the start. */
final class ContractPage {
    private final Contract contract;
    private final JsonObject json;
    private final StringBuilder html = new StringBuilder();

    ContractPage(Contract contract) {
        this.contract = contract;
        this.json = contract.json();
    }

    Buffer html() {
        JsonObject info = json.getJsonObject("info");
        html.append(prose(info.getString("description")));
        html.append("<p>The file itself: <a href=\"/api/v1/openapi.yaml\">/api/v1/openapi.yaml</a></p>");
        for (Object tag : json.getJsonArray("tags")) {
            String name = ((JsonObject) tag).getString("name");
            html.append("<h2 id=\"")
                    .append(text(name))
                    .append("\">")
                    .append(text(name))
                    .append("</h2>");
            contract.operations().forEach(operation -> operation(name, operation));
        }
        html.append("<h2 id=\"schemas\">schemas</h2>");
        json.getJsonObject("components")
                .getJsonObject("schemas")
                .forEach(schema -> schema(schema.getKey(), (JsonObject) schema.getValue()));
        return DocsPages.page(info.getString("title") + " " + info.getString("version"), html.toString());
    }

    private void operation(String tag, Op operation) {
        JsonObject described = json.getJsonObject("paths")
                .getJsonObject(operation.path())
                .getJsonObject(operation.method().name().toLowerCase(Locale.ROOT));
        if (!described.getJsonArray("tags", new JsonArray()).contains(tag)) {
            return;
        }
        html.append("<section id=\"").append(text(operation.id())).append("\"><h3><span class=\"method\">");
        html.append(operation.method().name()).append("</span> <code>").append(text(operation.path()));
        html.append("</code> <span class=\"role\">")
                .append(operation.open() ? "open to all" : operation.role().text());
        html.append("</span></h3>")
                .append(prose(described.getString("summary")))
                .append(prose(described.getString("description")));
        parameters(described.getJsonArray("parameters", new JsonArray()));
        JsonObject body = described.getJsonObject("requestBody");
        if (body != null) {
            html.append("<h4>Body</h4>").append(content(body));
        }
        html.append("<h4>Answers</h4><table>");
        described.getJsonObject("responses").forEach(each -> {
            JsonObject response = resolved((JsonObject) each.getValue());
            html.append("<tr><td>").append(text(each.getKey())).append("</td><td>");
            html.append(prose(response.getString("description")))
                    .append(content(response))
                    .append("</td></tr>");
        });
        html.append("</table></section>");
    }

    private void parameters(JsonArray parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        html.append("<h4>Parameters</h4><table>");
        for (Object each : parameters) {
            JsonObject parameter = resolved((JsonObject) each);
            html.append("<tr><td><code>")
                    .append(text(parameter.getString("name")))
                    .append("</code> ");
            html.append(text(parameter.getString("in")))
                    .append("</td><td>")
                    .append(type(parameter.getJsonObject("schema")));
            html.append("</td><td>")
                    .append(prose(parameter.getString("description")))
                    .append("</td></tr>");
        }
        html.append("</table>");
    }

    private String content(JsonObject holder) {
        return holder.getJsonObject("content", new JsonObject()).stream()
                .map(media -> "<p><code>" + text(media.getKey()) + "</code> "
                        + type(((JsonObject) media.getValue()).getJsonObject("schema")) + "</p>")
                .collect(Collectors.joining());
    }

    private void schema(String name, JsonObject schema) {
        html.append("<section id=\"schema-")
                .append(text(name))
                .append("\"><h3>")
                .append(text(name))
                .append("</h3>");
        html.append(prose(schema.getString("description")));
        html.append(schema.containsKey("properties") ? properties(schema) : "<p>" + type(schema) + "</p>");
        html.append("</section>");
    }

    private String properties(JsonObject schema) {
        List<?> required = schema.getJsonArray("required", new JsonArray()).getList();
        return schema.getJsonObject("properties").stream()
                .map(property -> "<tr><td><code>" + text(property.getKey()) + "</code>"
                        + (required.contains(property.getKey()) ? "" : " <i>optional</i>") + "</td><td>"
                        + type((JsonObject) property.getValue()) + "</td><td>"
                        + prose(((JsonObject) property.getValue()).getString("description")) + "</td></tr>")
                .collect(Collectors.joining("", "<table>", "</table>"));
    }

    /** A schema in a line, or as a table where it is an object of its own. */
    private String type(@Nullable JsonObject schema) {
        if (schema == null) {
            return "";
        }
        String reference = schema.getString("$ref");
        if (reference != null) {
            String name = text(reference.substring(reference.lastIndexOf('/') + 1));
            return "<a href=\"#schema-" + name + "\">" + name + "</a>";
        }
        if (schema.containsKey("oneOf")) {
            return schema.getJsonArray("oneOf").stream()
                    .map(each -> type((JsonObject) each))
                    .collect(Collectors.joining(" or "));
        }
        if (schema.containsKey("enum")) {
            return schema.getJsonArray("enum").stream()
                    .map(each -> "<code>" + text(String.valueOf(each)) + "</code>")
                    .collect(Collectors.joining(" · "));
        }
        if (schema.containsKey("items")) {
            return "list of " + type(schema.getJsonObject("items"));
        }
        if (schema.containsKey("properties")) {
            return properties(schema);
        }
        Object type = schema.getValue("type");
        String named = type instanceof JsonArray several
                ? several.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                : type == null ? "anything" : String.valueOf(type);
        return text(named + (schema.containsKey("format") ? " (" + schema.getString("format") + ")" : ""));
    }

    private JsonObject resolved(JsonObject node) {
        String reference = node.getString("$ref");
        if (reference == null) {
            return node;
        }
        String[] place = reference.split("/"); // #/components/<kind>/<name>
        return json.getJsonObject("components").getJsonObject(place[2]).getJsonObject(place[3]);
    }

    /** The little Markdown that the contract uses: paragraphs, code, bold, italics. */
    static String prose(@Nullable String markdown) {
        if (markdown == null || markdown.isBlank()) {
            return "";
        }
        String safe = text(markdown.strip())
                .replaceAll("`([^`]+)`", "<code>$1</code>")
                .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>")
                .replaceAll("(?<![*\\w])\\*([^*\\s][^*]*)\\*(?!\\w)", "<em>$1</em>");
        return "<p>" + safe.replaceAll("\n\\s*\n", "</p><p>") + "</p>";
    }

    /** Text as it stands, whatever it holds. */
    static String text(@Nullable String text) {
        StringBuilder safe = new StringBuilder();
        Map<Character, String> escapes = Map.of('<', "&lt;", '>', "&gt;", '&', "&amp;", '"', "&quot;", '\'', "&#39;");
        for (char c : String.valueOf(text).toCharArray()) {
            safe.append(escapes.getOrDefault(c, String.valueOf(c)));
        }
        return safe.toString();
    }
}
