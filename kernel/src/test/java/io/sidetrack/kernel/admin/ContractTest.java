package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.access.Role;
import io.sidetrack.kernel.config.NodeConfig.HttpConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One file is the contract: what it says is routed, and what is routed it says. */
class ContractTest extends AdminFixture {

    private Routes routes(Contract contract) throws Exception {
        return new Routes(
                vertx,
                await(AdminContract.of(vertx, contract)),
                services(),
                new HttpConfig("127.0.0.1", 0, 1024),
                DEADLINE,
                heartbeat());
    }

    @Test
    void each_operation_is_routed_exactly_once_and_nothing_else_is() throws Exception {
        Contract contract = Contract.load();
        Router router = await(routes(contract).build());

        List<String> routed = new ArrayList<>();
        for (Route route : router.getRoutes()) {
            if (route.methods() != null) {
                for (HttpMethod method : route.methods()) {
                    routed.add(method + " " + route.getName());
                }
            }
        }

        assertThat(routed)
                .containsExactlyInAnyOrderElementsOf(contract.operations().stream()
                        .map(operation -> operation.method() + " " + operation.route())
                        .toList());
        assertThat(contract.operations()).hasSizeGreaterThan(20);
    }

    @Test
    void each_operation_answers_with_more_than_nothing_here() throws Exception {
        await(access().create("ci", "viewer", null, "admin"));
        for (Contract.Op operation : Contract.load().operations()) {
            String path = operation
                    .path()
                    .replace("{channel}", "orders")
                    .replace("{subscription}", "place-trade")
                    .replace("/errors/{id}", "/errors/e1")
                    .replace("{id}", "7")
                    .replace("{name}", "ci")
                    .replace("{code}", "other-version");
            Answer answer = send(request(path).method(operation.method().name(), BodyPublishers.noBody()));

            assertThat(answer.status())
                    .as(operation.id() + ": " + answer.response().body())
                    .isIn(
                            operation.method().equals(HttpMethod.GET)
                                    ? List.of(200)
                                    : List.of(200, 201, 204, 400, 409, 415, 428));
        }
    }

    @Test
    void each_operation_says_which_role_it_needs_or_that_it_is_open_to_all() {
        for (Map.Entry<String, Object> path : Contract.load().json().getJsonObject("paths")) {
            for (Map.Entry<String, Object> method : (JsonObject) path.getValue()) {
                JsonObject operation = (JsonObject) method.getValue();
                assertThat(Role.of(operation.getString(Contract.ROLE, "")).isPresent())
                        .as(operation.getString("operationId") + " has either x-sidetrack-role or security: []")
                        .isNotEqualTo(Contract.isOpen(operation));
            }
        }
    }

    @Test
    void each_operation_that_changes_something_takes_a_key_of_the_request() {
        JsonObject paths = Contract.load().json().getJsonObject("paths");
        for (Contract.Op operation : Contract.load().operations()) {
            if (!operation.method().equals(HttpMethod.GET)
                    && !operation.open()
                    && !Contract.SECRET_ANSWERS.contains(operation.id())) {
                assertThat(paths.getJsonObject(operation.path())
                                .getJsonObject(operation.method().name().toLowerCase(java.util.Locale.ROOT))
                                .getJsonArray("parameters")
                                .encode())
                        .as(operation.id())
                        .contains("#/components/parameters/IdempotencyKey");
            }
        }
    }

    @Test
    void the_file_is_served_as_it_is() throws Exception {
        Answer answer = get("/api/v1/openapi.yaml");

        assertThat(answer.isOk().response().body())
                .isEqualTo(Contract.load().file().toString());
        assertThat(answer.contentType()).isEqualTo("application/yaml");
    }

    @Test
    void an_operation_that_no_code_answers_stops_the_start() {
        Contract contract = Contract.load();
        JsonObject more = contract.json().copy();
        more.getJsonObject("paths")
                .put(
                        "/api/v1/trains",
                        new JsonObject()
                                .put(
                                        "get",
                                        new JsonObject()
                                                .put("operationId", "listTrains")
                                                .put(
                                                        "responses",
                                                        more.getJsonObject("paths")
                                                                .getJsonObject("/api/v1/node")
                                                                .getJsonObject("get")
                                                                .getJsonObject("responses"))));

        assertThatThrownBy(
                        () -> await(routes(new Contract(contract.file(), more)).build()))
                .hasMessageContaining("listTrains");
    }

    @Test
    void an_answer_that_the_contract_does_not_say_is_caught_by_these_tests() {
        JsonObject wrong = new JsonObject().put("status", "perhaps");

        assertThatThrownBy(() -> new PublishedContract().validate("Health", wrong))
                .isInstanceOf(AssertionError.class);
        new PublishedContract().validate("Health", new JsonObject().put("status", "up"));
    }
}
