package io.sidetrack.kernel.plugin.trust;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarEntriesTest {
    @TempDir
    private Path folder;

    @Nested
    class A_name {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "../evil",
                    "../plugins-of-somebody/evil.class",
                    "lib/../../evil",
                    "lib/..",
                    "..",
                    "./evil",
                    "lib/./evil",
                    "/etc/evil",
                    "C:/evil",
                    "..\\evil",
                    "lib\\evil",
                    "a\nb\nc",
                    "a\0b"
                })
        void that_leads_out_makes_the_jar_hostile(String name) {
            assertThatThrownBy(() -> check(new Jar().with("fine", "").with(name, "x")))
                    .isInstanceOf(DistrustException.class)
                    .hasMessageStartingWith("is hostile: the name of its entry '" + DistrustException.shown(name) + "'")
                    .hasMessageNotContaining("\n");
        }

        @ParameterizedTest
        @ValueSource(strings = {"lib/", "a/b.c/D$1.class", "..a", "a..b/...c", ".hidden", "lib/ü ~+=,;.txt"})
        void of_another_kind_is_fine(String name) {
            assertThatCode(() -> check(new Jar().with(name, ""))).doesNotThrowAnyException();
        }
    }

    @Nested
    class A_bomb {
        @Test
        void of_very_many_entries_is_refused() {
            Jar jar = new Jar();
            for (int i = 0; i <= JarEntries.MOST; i++) {
                jar.with("e" + i, "");
            }

            assertThatThrownBy(() -> check(jar)).hasMessage("has 65536 entries; a plugin may have 65535");
        }

        @Test
        void that_says_how_large_it_is_is_refused_before_it_is_unpacked() throws Exception {
            Path jar =
                    Jar.claim(new Jar().with("Bomb.class", "x").write(folder.resolve("bomb.jar")), Integer.MAX_VALUE);

            assertThatThrownBy(() -> check(jar))
                    .hasMessageContaining("larger than a plugin may be: unpacked it has more");
        }

        @ParameterizedTest
        @ValueSource(strings = {"META-INF/MANIFEST.MF", "META-INF/manifest.mf", "META-INF/A.SF", "META-INF/A.EC"})
        void in_what_the_JVM_reads_whole_is_refused_whatever_it_says_of_its_size(String name) throws Exception {
            byte[] zeros = new byte[JarEntries.MOST_SIGNATURE_BYTES + 1];
            Path jar = Jar.claim(new Jar().with(name, zeros).write(folder.resolve("bomb.jar")), 100);

            assertThatThrownBy(() -> check(jar))
                    .hasMessageContaining("a manifest and signatures of more than 16777216 bytes");
        }

        @Test
        void in_parts_is_refused() {
            byte[] zeros = new byte[JarEntries.MOST_SIGNATURE_BYTES / 2 + 1];

            assertThatThrownBy(
                            () -> check(new Jar().with("META-INF/A.SF", zeros).with("META-INF/B.SF", zeros)))
                    .hasMessageContaining("a manifest and signatures of more than 16777216 bytes");
        }
    }

    private void check(Jar jar) throws DistrustException, IOException {
        check(jar.write(folder.resolve("some.jar")));
    }

    private static void check(Path file) throws DistrustException, IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            JarEntries.check(zip);
        }
    }
}
