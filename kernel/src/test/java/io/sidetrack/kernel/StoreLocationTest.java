package io.sidetrack.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.lifecycle.StartException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreLocationTest {

    @ParameterizedTest
    @CsvSource({
        "data/sidetrack.db, /home/one/data, /home/one/data/sidetrack.db",
        "data/sidetrack.db, /home/one/demo-data, /home/one/demo-data/sidetrack.db",
        "data/db/a.db, /var/x, /var/x/db/a.db",
        "other/a.db, /home/one/data, /home/one/other/a.db",
        "data, /home/one/x, /home/one/data",
        "/fast/disk/a.db, /home/one/data, /fast/disk/a.db",
    })
    void is_in_the_data_folder_where_the_path_begins_with_data(String path, Path dataFolder, Path expected) {
        assertThat(StoreLocation.of("jdbc:sqlite:" + path, dataFolder)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fast/a#b%20c d/ünï-日本.db", "/fast/a%3Fb.db", "/a'b\"c;d/x.db"})
    void is_the_path_as_it_stands_with_nothing_unescaped(String path) {
        assertThat(StoreLocation.of("jdbc:sqlite:" + path, Path.of("/home/one/data")))
                .isEqualTo(Path.of(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data/a.db?journal_mode=DELETE",
                ":memory:",
                ":resource:a.db",
                "file:a.db",
                "file:a.db?mode=memory"
            })
    void of_parameters_memory_and_uris_is_refused_with_what_was_expected(String path) {
        assertThatThrownBy(() -> StoreLocation.of("jdbc:sqlite:" + path, Path.of("/data")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("store.url is 'jdbc:sqlite:" + path + "'")
                .hasMessageContaining("expected jdbc:sqlite:data/sidetrack.db");
    }

    @Test
    void of_another_database_is_refused_with_what_there_is() {
        assertThatThrownBy(() -> StoreLocation.of("jdbc:postgresql://host/x", Path.of("/data")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("store.url is 'jdbc:postgresql://host/x'")
                .hasMessageContaining("jdbc:sqlite:data/sidetrack.db");
    }
}
