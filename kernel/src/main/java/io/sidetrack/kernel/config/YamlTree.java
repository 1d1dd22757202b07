package io.sidetrack.kernel.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one YAML document token by token, so that every key keeps its line and a key that stands twice is a problem like
 * others instead of the end of the reading.
 */
final class YamlTree {
    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            .build();

    private final YAMLParser parser;
    private final Problems problems;

    private YamlTree(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The document's root. What is not YAML is a problem, and the root is then empty. */
    static YamlNode parse(String yaml, Problems problems) {
        try (YAMLParser parser = FACTORY.createParser(yaml)) {
            if (parser.nextToken() == null) {
                return new YamlNode.Empty();
            }
            YamlTree tree = new YamlTree(parser, problems);
            YamlNode root = tree.node("");
            if (parser.nextToken() != null) {
                problems.add("", tree.line(), "a second document begins; expected one document");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.add(
                    "", line, "is no YAML: " + e.getOriginalMessage().strip().replaceAll("\\s*\\R\\s*", " "));
            return new YamlNode.Empty();
        } catch (IOException e) {
            throw new AssertionError("reading a String needs no I/O", e);
        }
    }

    private YamlNode node(String path) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> mapping(path);
            case START_ARRAY -> sequence(path);
            case VALUE_NULL -> new YamlNode.Empty();
            default -> scalar(path, token);
        };
    }

    private YamlNode mapping(String path) throws IOException {
        Map<String, YamlNode> entries = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            String below = path.isEmpty() ? key : path + "." + key;
            int line = line();
            if (entries.containsKey(key)) {
                problems.add(below, line, "stands twice, first on line " + problems.lineOf(below) + "; keep one");
            }
            problems.stands(below, line);
            parser.nextToken();
            YamlNode value = node(below);
            entries.putIfAbsent(key, value);
        }
        return new YamlNode.Mapping(entries);
    }

    private YamlNode sequence(String path) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String below = path + "[" + items.size() + "]";
            problems.stands(below, line());
            items.add(node(below));
        }
        return new YamlNode.Sequence(items);
    }

    private YamlNode scalar(String path, JsonToken token) throws IOException {
        String written = parser.getText();
        if (parser.isCurrentAlias()) {
            problems.add(path, line(), "is the alias '*" + written + "'; expected the value itself");
        }
        Object value = switch (token) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> number(parser.getNumberValue(), written);
            case VALUE_NUMBER_FLOAT -> number(parser.getDecimalValue(), written);
            default -> written;
        };
        return new YamlNode.Scalar(value, written);
    }

    private static Object number(Number number, String written) {
        return number.toString().equals(written) ? number : written;
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }
}
