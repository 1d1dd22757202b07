package io.sidetrack.it.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sidetrack.it.Installation;
import io.sidetrack.it.Rest;
import io.sidetrack.it.SidetrackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The walk of the trading sample's README, with the configurations that are packed for it. */
@Timeout(600)
class TradingOnBrokersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void trades_are_booked_from_and_to_kafka() {
        OutsideKafka broker = OutsideKafka.shared();
        walk(broker, "trading-kafka.yaml", "localhost:9092", broker.bootstrap());
    }

    @Test
    void trades_are_booked_from_and_to_rabbitmq() {
        OutsideRabbit broker = OutsideRabbit.shared();
        walk(
                broker,
                "trading-rabbitmq.yaml",
                "localhost:5672",
                "127.0.0.1:" + broker.server().port());
    }

    private void walk(OutsideBroker broker, String file, String written, String actual) {
        String yaml = packed(file);
        assertThat(yaml).contains(written);
        Installation installation = Installation.in(folder)
                .withSamplePlugins()
                .bundled(broker.plugin())
                .config("http: {port: 0}\n" + yaml.replace(written, actual));
        try (SidetrackProcess node = installation.run()) {
            Rest rest = node.rest();
            node.await(
                    "connected", PATIENCE_SECONDS, () -> isReading(rest, "place-trade") && isReading(rest, "intake"));
            put(broker, "ACC-1", "BUY", "100");
            put(broker, "ACC-1", "BUY", "8756 SHARES");
            put(broker, "ACC-2", "HOLD", "5");
            put(broker, "ACC-2", "BUY", "7");
            node.await(
                    "done with the first account",
                    PATIENCE_SECONDS,
                    () -> placed(broker).size() == 2);
            assertThat(placed(broker)).containsExactly("ACC-1 100", "ACC-1 8856");

            node.await(
                    "left with the second one",
                    PATIENCE_SECONDS,
                    () -> open(rest).size() == 1);
            String path = "/api/v1/errors/" + open(rest).at("/0/id").asText();
            node.await(
                    "with a follower",
                    PATIENCE_SECONDS,
                    () -> rest.get(path).json().at("/waiting").asInt() == 1);
            String etag = rest.get(path).expect(200).header("ETag");
            rest.post(path + "/resubmit", "{\"data\": " + trade("ACC-2", "BUY", "5") + "}", "If-Match", etag)
                    .expect(202);
            node.await(
                    "done with both accounts",
                    PATIENCE_SECONDS,
                    () -> placed(broker).size() == 4);
            assertThat(placed(broker)).containsSubsequence("ACC-2 5", "ACC-2 12");
            node.await(
                    "done",
                    PATIENCE_SECONDS,
                    () -> subscription(rest, "place-trade").at("/inFlight").asLong(-1) == 0);
        }
    }

    private static boolean isReading(Rest rest, String subscription) {
        return subscription(rest, subscription).at("/state").asText().equals("running");
    }

    private static JsonNode subscription(Rest rest, String name) {
        return rest.get("/api/v1/subscriptions/" + name).expect(200).json();
    }

    private static JsonNode open(Rest rest) {
        return rest.get("/api/v1/errors?status=open").expect(200).json().at("/items");
    }

    private static void put(OutsideBroker broker, String account, String side, String shares) {
        broker.put(
                "trades",
                account,
                "application/json",
                trade(account, side, shares).getBytes(UTF_8));
    }

    private static String trade(String account, String side, String shares) {
        return "{\"account\":\"" + account + "\",\"side\":\"" + side + "\",\"symbol\":\"ACME\",\"shares\":\"" + shares
                + "\"}";
    }

    /** Account and position of every booked trade. */
    private static List<String> placed(OutsideBroker broker) {
        return broker.messages("trades-placed").stream()
                .map(message -> json(message.body()))
                .map(trade -> trade.at("/account").asText() + " "
                        + trade.at("/position").asLong())
                .toList();
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packed(String file) {
        try {
            return Files.readString(Path.of(System.getProperty("sidetrack.dist"), "samples/conf", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
