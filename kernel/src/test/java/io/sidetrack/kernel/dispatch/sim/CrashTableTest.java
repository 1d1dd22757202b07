package io.sidetrack.kernel.dispatch.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.sidetrack.kernel.dispatch.sim.CrashPoint.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each cell of the crash table in {@code kernel/README.md}: the process dies at that very step, in several worlds; what it leaves
 * is what the table says, and after the restart nothing is lost, nothing happens twice, and everything drains.
 */
@Tag("simulator")
class CrashTableTest {
    private static final int WORLDS = 4;
    private static final long SEEDS = 20_000;

    /** What a restart adds to the table's cells: how they are written where the step does not exist. */
    private static final String NO_SUCH_STEP = "—";

    static Stream<Arguments> cells() {
        return Arrays.stream(CrashPoint.values())
                .flatMap(point -> Arrays.stream(Column.values())
                        .filter(point::exists)
                        .map(column -> Arguments.of(point.row, column.title, point, column)));
    }

    @ParameterizedTest(name = "{0} · {1}")
    @MethodSource("cells")
    void a_restart_survives(String row, String title, CrashPoint point, Column column) {
        int deaths = 0;
        int worlds = 0;
        for (long seed = 0; worlds < WORLDS && seed < SEEDS; seed++) {
            Scenario scenario = Scenarios.faulty(seed);
            if (hasColumn(scenario, column)) {
                Scenario dying = dyingAt(point, column, scenario);
                Simulation.Report report = Simulation.run(dying, false);
                Violation violation = report.violation();
                if (violation != null) {
                    fail(Shrinker.describe(dying, violation));
                }
                deaths += report.deaths().size();
                worlds += report.deaths().isEmpty() ? 0 : 1;
            }
        }

        assertThat(worlds).as("in how many worlds the process died there").isEqualTo(WORLDS);
        assertThat(deaths).as("how often the process died there").isGreaterThanOrEqualTo(WORLDS);
    }

    @Test
    void the_cells_are_those_of_the_table() throws IOException {
        List<List<String>> table = table();
        List<String> titles = table.get(0).subList(1, table.get(0).size());
        List<String> written = new ArrayList<>();
        for (List<String> row : table.subList(2, table.size())) {
            for (int i = 0; i < titles.size(); i++) {
                if (!row.get(i + 1).startsWith(NO_SUCH_STEP)) {
                    written.add(row.get(0) + " · " + titles.get(i));
                }
            }
        }

        assertThat(cells().map(cell -> cell.get()[0] + " · " + cell.get()[1])).containsExactlyElementsOf(written);
    }

    /** The rows of the crash table, the header first. */
    private static List<List<String>> table() throws IOException {
        return Files.readAllLines(Path.of("README.md")).stream()
                .dropWhile(line -> !line.equals("## Crash table"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::trim)
                        .toList())
                .toList();
    }

    private static boolean hasColumn(Scenario scenario, Column column) {
        return scenario.shape().sources().values().stream()
                .anyMatch(kind -> Column.of(scenario.shape(), kind) == column);
    }

    /** What people do more often than usual, so that the process comes to the point soon. */
    private static Optional<Input.Action> needed(CrashPoint point) {
        return switch (point) {
            case KEY_EDITED, MOVED -> Optional.of(Input.Action.EDIT_KEY);
            case DISCARDED -> Optional.of(Input.Action.DISCARD);
            case RESTORED -> Optional.of(Input.Action.RESTORE);
            case SIDING_DISCARDED -> Optional.of(Input.Action.DISCARD_SIDING);
            case REDIRECTED, REDIRECT_DECIDED, REDIRECT_SENT, REDIRECT_CONFIRMED -> Optional.of(Input.Action.REDIRECT);
            default -> Optional.empty();
        };
    }

    /** The same world, where the process dies one of the first times it comes to the point, and once more later. */
    private static Scenario dyingAt(CrashPoint point, Column column, Scenario scenario) {
        Random random = new Random(scenario.seed());
        List<Input> inputs = new ArrayList<>(scenario.inputs());
        inputs.add(new Input.CrashAt(0, point, column, random.nextInt(3)));
        inputs.add(new Input.CrashAt(scenario.lastMillis() / 2, point, column, random.nextInt(3)));
        for (int i = 0; i < 8; i++) {
            needed(point)
                    .ifPresent(action -> inputs.add(new Input.Person(
                            random.nextLong(scenario.lastMillis() + 1), action, random.nextInt(1 << 20))));
        }
        inputs.sort(Comparator.comparingLong(Input::atMillis));
        Set<Fault> faults = EnumSet.of(Fault.FAILURE);
        faults.addAll(scenario.faults());
        return scenario.with(faults, inputs);
    }
}
