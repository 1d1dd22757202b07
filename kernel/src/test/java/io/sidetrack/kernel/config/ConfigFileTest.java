package io.sidetrack.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sidetrack.kernel.config.NodeConfig.BrokerConfig;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.sidetrack.kernel.config.SubscriptionConfig.HandlerUse;
import io.sidetrack.kernel.config.SubscriptionConfig.Ordering;
import io.sidetrack.kernel.config.SubscriptionConfig.Retry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

    @Nested
    class A_sound_file {

        @ParameterizedTest
        @ValueSource(strings = {"", "# nothing yet\n", "---\n", "{}", "subscriptions:\nchannels:\n"})
        void may_be_empty(String yaml) throws ConfigException {
            NodeConfig config = ConfigFile.parse("test.yaml", yaml).config();

            assertThat(config).isEqualTo(ConfigFile.defaults());
            assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080, 16 << 20));
            assertThat(config.store().url()).isEqualTo("jdbc:sqlite:data/sidetrack.db");
            assertThat(config.subscriptions()).isEmpty();
        }

        @Test
        void always_has_the_system_channel() throws ConfigException {
            NodeConfig config = parse("""
                    channels: {orders: {}}
                    subscriptions: {notify: {processor: mail.send, from: sidetrack.system}}
                    """);

            assertThat(config.channels()).containsOnlyKeys("orders", "sidetrack.system");
            assertThat(config.subscriptions().get("notify").from()).containsExactly("sidetrack.system");
        }

        @Test
        void gives_every_value_that_stands_in_it() throws ConfigException {
            NodeConfig config = parse("""
                    http:   {host: 0.0.0.0, port: 0, max-body: 64KiB}
                    store:  {url: "jdbc:postgresql://db/sidetrack"}
                    brokers:
                      main: {adapter: kafka, options: {none: "", bootstrap.servers: "localhost:9092", acks: 1, tls: true, v: 1.10, hosts: [a, b]}}
                    channels:
                      trade-orders: {broker: main, address: orders.in}
                      trades.placed: {retention: 12h, max-events: 50}
                    plugins:
                      trading: {options: {limit: 5}}
                    subscriptions:
                      place-trade:
                        processor: trading.place-trade
                        from: [trade-orders]
                        to: {placed: trades.placed}
                        ordering: channel
                        key: accountid
                        concurrency: 8
                        timeout: 5s
                        grace: 0s
                        retry: {attempts: 1, backoff: 1ms, max-backoff: 1m}
                        on-error: [trading.strip-units, {use: trading.other, when: "com.example.*"}]
                        circuit: false
                        max-parked: 7
                        start: latest
                        shared: true
                    """);

            assertThat(config.http()).isEqualTo(new HttpConfig("0.0.0.0", 0, 65_536));
            assertThat(config.brokers())
                    .containsEntry(
                            "main",
                            new BrokerConfig(
                                    "main",
                                    "kafka",
                                    Map.of(
                                            "bootstrap.servers",
                                            "localhost:9092",
                                            "acks",
                                            1,
                                            "tls",
                                            true,
                                            "v",
                                            new BigDecimal("1.10"),
                                            "none",
                                            "",
                                            "hosts",
                                            List.of("a", "b"))));
            assertThat(config.channels().get("trade-orders"))
                    .isEqualTo(new ChannelConfig("trade-orders", "main", "orders.in", Duration.ofDays(7), 10_000_000));
            assertThat(config.channels().get("trades.placed"))
                    .isEqualTo(new ChannelConfig("trades.placed", null, "trades.placed", Duration.ofHours(12), 50));
            assertThat(config.plugins().get("trading").options()).isEqualTo(Map.of("limit", 5));
            assertThat(config.subscriptions().get("place-trade"))
                    .isEqualTo(new SubscriptionConfig(
                            "place-trade",
                            "trading.place-trade",
                            List.of("trade-orders"),
                            Map.of("placed", "trades.placed"),
                            Ordering.CHANNEL,
                            "accountid",
                            8,
                            Duration.ofSeconds(5),
                            Duration.ZERO,
                            new Retry(1, Duration.ofMillis(1), Duration.ofMinutes(1)),
                            List.of(
                                    new HandlerUse("trading.strip-units", null),
                                    new HandlerUse("trading.other", "com.example.*")),
                            false,
                            7,
                            Map.of("trade-orders", Place.LATEST),
                            true));
        }

        @Test
        void leaves_the_rest_at_its_defaults() throws ConfigException {
            NodeConfig config = parse("""
                    channels: {orders: {}}
                    subscriptions: {place: {processor: trading.place, from: [orders]}}
                    """);

            assertThat(config.channels().get("orders"))
                    .isEqualTo(new ChannelConfig("orders", null, "orders", Duration.ofDays(7), 10_000_000));
            assertThat(config.subscriptions().get("place"))
                    .isEqualTo(new SubscriptionConfig(
                            "place",
                            "trading.place",
                            List.of("orders"),
                            Map.of(),
                            Ordering.KEY,
                            "default",
                            256,
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(30),
                            new Retry(3, Duration.ofMillis(200), Duration.ofSeconds(10)),
                            List.of(),
                            true,
                            10_000_000,
                            Map.of(),
                            false));
        }

        @Test
        void says_where_a_subscription_begins_for_all_its_channels_or_for_each() throws ConfigException {
            NodeConfig config = parse("""
                    brokers: {main: {adapter: kafka}}
                    channels: {orders: {broker: main}, trades: {}, more: {}}
                    subscriptions:
                      all: {processor: p.p, from: [trades, more], start: 2026-01-31T08:00:00Z}
                      each:
                        processor: p.p
                        from: [orders, trades, more]
                        start: {orders: {0: 1207, 1: 33}, trades: 5}
                    """);

            Place.Time time = new Place.Time(Instant.parse("2026-01-31T08:00:00Z"));
            assertThat(config.subscriptions().get("all").starts()).isEqualTo(Map.of("trades", time, "more", time));
            SubscriptionConfig each = config.subscriptions().get("each");
            assertThat(each.start("orders")).isEqualTo(new Place.Positions(Map.of("0", 1207L, "1", 33L)));
            assertThat(each.start("trades")).isEqualTo(new Place.Position(5));
            assertThat(each.start("more")).isEqualTo(Place.EARLIEST);
            assertThat(each.exclusive()).isTrue();
            assertThat(problems("""
                    brokers: {main: {adapter: kafka}}
                    channels: {orders: {broker: main}}
                    subscriptions: {s: {processor: p.p, from: [orders], start: {orders: 7}}}
                    """).actual())
                    .singleElement()
                    .asString()
                    .contains("subscriptions.s.start.orders: is the position '7'", "{0: 7}");
            assertThat(problems("""
                    brokers: {main: {adapter: kafka}}
                    channels: {orders: {broker: main}}
                    subscriptions: {s: {processor: p.p, from: [orders], start: {orders: {0: -7}}}}
                    """).actual())
                    .singleElement()
                    .asString()
                    .endsWith("subscriptions.s.start.orders.0: is '-7'; expected a position such as 1207");
        }

        @Test
        void keeps_the_order_of_its_names() throws ConfigException {
            assertThat(parse("channels: {zeta: {}, alpha: {}, mid: {}}")
                            .channels()
                            .keySet())
                    .containsExactly("zeta", "alpha", "mid", "sidetrack.system");
        }
    }

    @Nested
    class A_faulty_file {

        @Test
        void has_all_its_problems_reported_at_once_in_its_order() {
            problems("""
                            http:
                              port: eighty
                              hots: 127.0.0.1
                            channels:
                              Orders: {}
                            subscriptions:
                              place-trade:
                                from: [ordres]
                                timeout: 30 parsecs
                                retry: {attempts: 0}
                            """)
                    .containsExactly(
                            "line 2: http.port: is 'eighty'; expected a whole number from 0 to 65535",
                            "line 3: http.hots: unknown key; expected one of host, port, max-body; did you mean 'host'?",
                            "line 5: channels.Orders: is no valid name; expected lower-case letters, digits and '-', beginning"
                                    + " with a letter, with dots between parts",
                            "line 7: subscriptions.place-trade.processor: is missing; expected a component as"
                                    + " plugin.component, such as trading.place-trade",
                            "line 8: subscriptions.place-trade.from[0]: is 'ordres', which is not under 'channels'; add it"
                                    + " there (ordres: {} makes an embedded channel); did you mean 'Orders'?",
                            "line 9: subscriptions.place-trade.timeout: is '30 parsecs'; expected a duration above zero such"
                                    + " as 200ms, 30s, 5m, 2h or 7d",
                            "line 10: subscriptions.place-trade.retry.attempts: is '0'; expected a whole number from 1 to"
                                    + " 1000");
        }

        @Test
        void says_so_in_one_message_with_the_name_of_the_file() {
            ConfigException failure = catchThrowableOfType(
                    ConfigException.class, () -> ConfigFile.parse("conf/sidetrack.yaml", "a: 1\nb: 2"));

            assertThat(failure).hasMessageStartingWith("conf/sidetrack.yaml has 2 problems\n  line 1: a: unknown key;");
        }

        @Test
        void may_have_a_key_twice() {
            problems("http: {port: 1}\nstore: {}\nhttp: {port: 2}")
                    .containsExactly("line 3: http: stands twice, first on line 1; keep one");
        }

        @Test
        void may_be_no_yaml() {
            problems("http:\n  port: [1\nstore: {}\n")
                    .singleElement()
                    .asString()
                    .startsWith("line 3: is no YAML: ");
        }

        @Test
        void may_be_more_than_one_document() {
            problems("http: {}\n---\nstore: {}\n")
                    .containsExactly("line 3: a second document begins; expected one document");
        }

        @Test
        void may_use_an_alias() {
            problems("http: {host: &h localhost}\nstore: {url: *h}")
                    .contains("line 2: store.url: is the alias '*h'; expected the value itself");
        }

        @Test
        void may_name_a_broker_that_is_not_there() {
            problems("brokers: {main: {adapter: kafka}}\nchannels: {orders: {broker: mian}}")
                    .containsExactly(
                            "line 2: channels.orders.broker: is 'mian', which is not under 'brokers'; expected one of"
                                    + " main; did you mean 'main'?");
        }

        @Test
        void may_set_on_a_channel_what_its_kind_does_not_have() {
            problems("""
                            brokers: {main: {adapter: kafka}}
                            channels:
                              far: {broker: main, retention: 1d, max-events: 3}
                              near: {address: x}
                            """)
                    .containsExactly(
                            "line 3: channels.far.retention: is for embedded channels; set it at the broker",
                            "line 3: channels.far.max-events: is for embedded channels; set it at the broker",
                            "line 4: channels.near.address: is for channels of a broker; add 'broker', or leave it out");
        }

        @Test
        void may_take_the_system_channel_for_its_own() {
            problems("""
                            channels: {sidetrack.system: {}, orders: {}}
                            subscriptions: {s: {processor: a.b, from: [orders], to: {out: sidetrack.system}}}
                            """)
                    .containsExactly(
                            "line 1: channels.sidetrack.system: is the kernel's own channel and always there; leave it out",
                            "line 2: subscriptions.s.to.out: is the kernel's own channel; expected another one");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "http|is 'here'; expected a map|http: here",
                    "http.port|is '70000'; expected a whole number from 0 to 65535|http: {port: 70000}",
                    "http.host|is without a value; expected a text that is not blank|http: {host: }",
                    "http.max-body|is '1'; expected a size such as 64KiB, 16MiB or 2GiB, at least 1KiB|http: {max-body: 1}",
                    "store.url|is 'mysql:x'; expected a JDBC URL such as jdbc:sqlite:data/sidetrack.db or"
                            + " jdbc:postgresql://host/database|store: {url: 'mysql:x'}",
                    "channels.orders.max-events|is '0'; expected a whole number, at least 1|channels: {orders: {max-events: 0}}",
                    "plugins.trading.options.x|is without a value; give one or leave the key out|plugins: {trading: {options: {x: }}}",
                    "channels|is a list; expected a map|channels: [orders]",
                    "plugins.9lives|is no valid name; expected lower-case letters, digits and '-', beginning with a"
                            + " letter|plugins: {9lives: {}}",
                })
        void names_path_value_and_expectation(String path, String message, String yaml) {
            problems(yaml).containsExactly("line 1: " + path + ": " + message);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "processor|is 'place'; expected a component as plugin.component, such as trading.place-trade|processor: place",
                    "from|is a list; expected a list of at least one channel|from: []",
                    "from|is a list; expected a list of at least one channel|from: [orders, ~]",
                    "from[1]|is 'orders' once more; name each channel once|from: [orders, orders]",
                    "ordering|is 'total'; expected one of key, none, channel|ordering: total",
                    "key|is '$.account'; expected default, subject or the name of an extension (lower-case letters and digits,"
                            + " at most 20)|key: $.account",
                    "concurrency|is '100001'; expected a whole number from 1 to 100000|concurrency: 100001",
                    "concurrency|is '1.5'; expected a whole number from 1 to 100000|concurrency: 1.5",
                    "timeout|is '0s'; expected a duration above zero such as 200ms, 30s, 5m, 2h or 7d|timeout: 0s",
                    "timeout|is '30'; expected a duration above zero such as 200ms, 30s, 5m, 2h or 7d|timeout: 30",
                    "circuit|is 'yes'; expected true or false|circuit: yes",
                    "start|is 'now'; expected earliest, latest, a time such as 2026-01-31T08:00:00Z, or a map of channels to these"
                            + " or to positions|start: now",
                    "start|is '7', a position without its channel; expected a map such as {orders: 1207}|start: 7",
                    "start.0|is not a channel that this subscription reads; expected one of orders|start: {0: 7}",
                    "start.ordres|is not a channel that this subscription reads; expected one of orders; did you mean"
                            + " 'orders'?|start: {ordres: latest}",
                    "start.orders|is a map, but an embedded channel has no partitions; expected a position such as"
                            + " 1207|start: {orders: {0: 7}}",
                    "shared|is for channels of a broker, and this subscription reads embedded ones; leave it out|shared: true",
                    "to.out|is a list; expected a text|to: {out: [orders]}",
                    "retry.backoff|makes backoff longer than max-backoff; expected at most as long|retry: {backoff: 11s}",
                    "on-error|is 'trading.fix'; expected a list such as [trading.strip-units]|on-error: trading.fix",
                    "on-error[0]|is 'fix'; expected a component as plugin.component, such as trading.place-trade|on-error: [fix]",
                    "on-error[0].use|is missing; expected a component as plugin.component, such as"
                            + " trading.place-trade|on-error: [{when: x}]",
                    "on-error[0].options|unknown key; expected one of use, when|on-error: [{use: a.b, options: {}}]",
                })
        void names_what_is_wrong_with_a_subscription(String path, String message, String yaml) {
            String key = yaml.substring(0, yaml.indexOf(':'));
            String sound = (key.equals("processor") ? "" : "    processor: trading.place\n")
                    + (key.equals("from") ? "" : "    from: [orders]\n");

            problems("channels: {orders: {}}\nsubscriptions:\n  s:\n" + sound + "    " + yaml)
                    .singleElement()
                    .asString()
                    .endsWith(": subscriptions.s." + path + ": " + message);
        }
    }

    @Nested
    class A_file_on_disk {
        @TempDir
        Path folder;

        @Test
        void is_read_and_named_in_messages() throws IOException {
            Path file = Files.writeString(folder.resolve("node.yaml"), "htpp: {}");

            assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file)))
                    .hasMessageContainingAll("node.yaml has 1 problem", "did you mean 'http'?");
        }

        @Test
        void may_be_missing() {
            assertThat(catchThrowableOfType(
                            ConfigException.class, () -> ConfigFile.read(folder.resolve("nowhere.yaml"))))
                    .hasMessageContainingAll("nowhere.yaml", "there is no such file; name one with --config");
        }

        @Test
        void may_be_a_folder() {
            assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(folder)))
                    .hasMessageContaining("cannot be read");
        }

        @Test
        void may_be_in_another_encoding() throws IOException {
            Path file =
                    Files.write(folder.resolve("latin.yaml"), "http: {host: é}".getBytes(StandardCharsets.ISO_8859_1));

            assertThat(catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file)))
                    .hasMessageContaining("is not in UTF-8");
        }
    }

    @Test
    void problems_found_later_get_the_line_of_their_path() throws ConfigException {
        ConfigFile file = ConfigFile.parse("test.yaml", "http: {}\nplugins:\n  trading:\n    options: {limit: 5}\n");

        ConfigException exception = file.exception(List.of(
                new Problem("plugins.trading.options.limit", 0, "unknown option"),
                new Problem("plugins.trading.options.other", 0, "missing")));

        assertThat(exception.problems()).extracting(Problem::line).containsExactly(4, 4);
    }

    private static NodeConfig parse(String yaml) throws ConfigException {
        return ConfigFile.parse("test.yaml", yaml).config();
    }

    private static ListAssert<String> problems(String yaml) {
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse("test.yaml", yaml));
        assertThat(failure).as("problems of %s", yaml).isNotNull();
        return assertThat(failure.problems().stream().map(Problem::toString).toList());
    }
}
