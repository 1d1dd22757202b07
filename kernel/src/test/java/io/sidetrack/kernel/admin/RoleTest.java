package io.sidetrack.kernel.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sidetrack.kernel.access.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Every route by every role: what the contract grants is granted, and nothing else. */
class RoleTest extends AdminFixture {
    private static final List<Contract.Op> GUARDED = Contract.load().operations().stream()
            .filter(operation -> !operation.open())
            .toList();

    /** A test for each of them, on one node. */
    private static Stream<DynamicTest> each(ThrowingConsumer<Contract.Op> test) {
        return DynamicTest.stream(GUARDED.stream(), operation -> operation.method() + " " + operation.path(), test);
    }

    private HttpRequest.Builder ask(Contract.Op operation) {
        String path = operation
                .path()
                .replace("{channel}", "orders")
                .replace("{subscription}", "place-trade")
                .replaceAll("\\{\\w+}", "7");
        return anonymous(path).method(operation.method().name(), BodyPublishers.noBody());
    }

    private String secret(Role role) throws Exception {
        return await(access().create("a-" + role.text(), role.text(), null, "admin"))
                .secret();
    }

    @TestFactory
    Stream<DynamicTest> each_wants_a_proof() {
        return each(operation -> send(ask(operation)).isProblem(401, "unauthorized"));
    }

    @TestFactory
    Stream<DynamicTest> each_names_the_role_it_needs_to_one_with_less() throws Exception {
        Map<Role, String> secrets = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            secrets.put(role, secret(role));
        }
        return each(operation -> {
            for (Role role : Role.values()) {
                Answer answer = send(ask(operation).header("Authorization", "Bearer " + secrets.get(role)));
                if (role.permits(operation.role())) {
                    assertThat(answer.status())
                            .as(role + ": " + answer.response().body())
                            .isNotIn(401, 403, 500);
                } else {
                    answer.isProblem(
                            403,
                            "forbidden",
                            "a-" + role.text(),
                            operation.role().text());
                    assertThat(answer.json().getString("needed"))
                            .isEqualTo(operation.role().text());
                    assertThat(answer.json().getString("held")).isEqualTo(role.text());
                }
            }
            assertThat(node.steered).allMatch(done -> !done.endsWith("by a-viewer"));
        });
    }

    @Test
    void none_that_changes_something_is_for_a_viewer() {
        assertThat(GUARDED)
                .filteredOn(operation ->
                        !List.of("GET", "HEAD").contains(operation.method().name()))
                .allMatch(operation -> operation.role() != Role.VIEWER);
    }
}
