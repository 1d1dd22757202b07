package io.sidetrack.api.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExactJsonTest {
    private static final String NUMBERS =
            "{\"big\":123456789012345678901234567890,\"price\":0.10,\"far\":1E+400,\"near\":1E-400,\"long\":9007199254740993}";

    private static CloudEvent event(String data) {
        return EventBuilder.event()
                .id("1")
                .source("/tests")
                .type("t")
                .dataContentType("application/json")
                .data(data.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static Buffer structured(String data) {
        return Buffer.buffer(
                "{ \"specversion\":\"1.0\", \"id\":\"1\", \"source\":\"/tests\", \"type\":\"t\", \"data\": " + data
                        + " }");
    }

    @Nested
    class Numbers {

        @Test
        void of_an_event_that_is_shown_keep_every_digit() {
            assertThat(EventJson.toJson(event(NUMBERS)).getJsonObject("data").encode())
                    .isEqualTo(NUMBERS);
        }

        @Test
        void of_an_event_that_is_shown_and_read_back_keep_every_digit() {
            CloudEvent back = EventJson.fromJson(EventJson.toJson(event(NUMBERS)));
            assertThat(EventData.text(back)).isEqualTo(NUMBERS);
        }

        @ParameterizedTest
        @ValueSource(strings = {NUMBERS, "[1e400, -0, -0.00, 0.10]", " \"text\" ", "-0", "{\"a\" : 1.0}", "12e3"})
        void of_a_parsed_event_are_the_bytes_that_were_sent(String data) {
            assertThat(EventData.text(EventJson.parse(structured(data)))).isEqualTo(data.strip());
            assertThat(EventData.text(EventJson.parseBatch(Buffer.buffer("[")
                                    .appendBuffer(structured(data))
                                    .appendString("]"))
                            .get(0)))
                    .isEqualTo(data.strip());
        }

        @Test
        void have_the_smallest_type_that_holds_them() {
            JsonArray numbers = (JsonArray) ExactJson.decode(Buffer.buffer(
                    "[1, -2147483648, 2147483648, 9223372036854775807, 9223372036854775808, 0.10, -0, -0.0e5]"));
            assertThat(numbers)
                    .containsExactly(
                            1,
                            Integer.MIN_VALUE,
                            2147483648L,
                            Long.MAX_VALUE,
                            new BigInteger("9223372036854775808"),
                            new BigDecimal("0.10"),
                            -0.0,
                            -0.0);
            assertThat(numbers.encode())
                    .startsWith("[1,-2147483648,2147483648,")
                    .endsWith(",0.10,-0.0,-0.0]");
        }
    }

    @Nested
    class What_another_reader_would_read_otherwise {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{\"a\":1,\"b\":{\"a\":1},\"a\":2} | member 'a' stands twice | column 20",
                    "{\"a\":\"\\ud800\"}               | half a surrogate pair    | column 7",
                    "[\"\\udc00\\ud800\"]              | half a surrogate pair    | column 3",
                    "{\"a\":01}                        | expected ',' or '}'      | column 7",
                    "[1,]                              | expected a JSON value    | column 4",
                    "[+1]                              | expected a JSON value    | column 2",
                    "[1.]                              | decimal point            | column 4",
                    "[NaN]                             | expected a JSON value    | column 2",
                    "{'a':1}                           | expected '\"'            | column 2",
                    "{} {}                             | something follows        | column 4",
                    "{\"a\":\"\\x\"}                   | unknown escape           | column 8",
                    "[\"a                              | ends too early           | column 4",
                    "[1e99999999999]                   | out of all bounds        | column 2",
                })
        void is_refused_with_its_place(String json, String what, String where) {
            assertThatThrownBy(() -> ExactJson.decode(Buffer.buffer(json)))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining(what)
                    .hasMessageContaining("line 1, " + where);
        }

        @Test
        void is_shown_as_the_bytes_it_is() {
            JsonObject shown = EventJson.toJson(event("{\"a\":1,\"a\":2}"));
            assertThat(shown.containsKey("data")).isFalse();
            assertThat(new String(shown.getBinary("data_base64"), StandardCharsets.UTF_8))
                    .isEqualTo("{\"a\":1,\"a\":2}");
            assertThat(EventJson.fromJson(shown)).isEqualTo(event("{\"a\":1,\"a\":2}"));
        }

        @Test
        void makes_no_event() {
            assertThatThrownBy(() -> EventJson.parse(structured("{\"a\":1,\"a\":2}")))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageContaining("'a' stands twice");
            assertThatThrownBy(() -> EventJson.parse(Buffer.buffer("[]")))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageContaining("expected a JSON object");
            assertThatThrownBy(() -> EventJson.parseBatch(Buffer.buffer("[{}]")))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessageContaining("element 0");
        }
    }

    @Nested
    class What_is_meant_to_hurt {

        @Test
        void by_its_depth_is_refused_and_what_is_just_deep_is_not() {
            Object deep = ExactJson.decode(Buffer.buffer("[".repeat(256) + "]".repeat(256)));
            assertThat(deep).isInstanceOf(JsonArray.class);
            assertThatThrownBy(() -> ExactJson.decode(Buffer.buffer("[".repeat(100_000))))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("nested deeper than 256");
        }

        @Test
        void by_its_digits_is_refused() {
            assertThatThrownBy(() -> ExactJson.decode(Buffer.buffer("9".repeat(1_001))))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("more than 1000 characters");
        }

        @Test
        void by_its_bytes_is_refused() {
            assertThatThrownBy(() -> ExactJson.decode(Buffer.buffer(new byte[] {'"', (byte) 0xC3, '"'})))
                    .isInstanceOf(DecodeException.class)
                    .hasMessageContaining("no UTF-8");
        }
    }

    @Test
    void escapes_pairs_and_white_space_are_read_as_by_others() {
        String json = " { \"a\\u0062\\n\" : [ true , false , null , \"\\ud83d\\ude00é\\/\" ] , \"\":{} }\r\n";
        assertThat(ExactJson.decode(Buffer.buffer(json))).isEqualTo(Json.decodeValue(Buffer.buffer(json)));
    }
}
