package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route by every role: what the contract grants is granted, and nothing else. */
class RoleTest extends AdminFixture {

    static Stream<String> guarded() {
        return Contract.load().operations().stream()
                .filter(operation -> !operation.open())
                .map(operation -> operation.method() + " " + operation.path());
    }

    private Contract.Op operation(String route) {
        return Contract.load().operations().stream()
                .filter(each -> route.equals(each.method() + " " + each.path()))
                .findFirst()
                .orElseThrow();
    }

    private HttpRequest.Builder ask(Contract.Op operation) {
        String path = operation
                .path()
                .replace("{channel}", "orders")
                .replace("{subscription}", "place-trade")
                .replaceAll("\\{\\w+}", "7");
        return anonymous(path).method(operation.method().name(), BodyPublishers.noBody());
    }

    private HttpRequest.Builder ask(Contract.Op operation, Role role) throws Exception {
        String secret = await(access().create("a-" + role.text(), role.text(), null, "admin"))
                .secret();
        return ask(operation).header("Authorization", "Bearer " + secret);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void wants_a_proof(String route) throws Exception {
        send(ask(operation(route))).isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void names_the_role_it_needs_to_one_with_less(String route) throws Exception {
        Contract.Op operation = operation(route);

        for (Role role : Role.values()) {
            Answer answer = send(ask(operation, role));
            if (role.permits(operation.role())) {
                assertThat(answer.status())
                        .as(role + ": " + answer.response().body())
                        .isNotIn(401, 403, 500);
            } else {
                answer.isProblem(
                        403, "forbidden", "a-" + role.text(), operation.role().text());
                assertThat(answer.json().getString("needed"))
                        .isEqualTo(operation.role().text());
                assertThat(answer.json().getString("held")).isEqualTo(role.text());
            }
        }
        assertThat(node.steered).allMatch(done -> !done.endsWith("by a-viewer"));
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void changes_nothing_for_a_viewer(String route) {
        Contract.Op operation = operation(route);

        assertThat(List.of("GET", "HEAD").contains(operation.method().name()) || operation.role() != Role.VIEWER)
                .isTrue();
    }
}
