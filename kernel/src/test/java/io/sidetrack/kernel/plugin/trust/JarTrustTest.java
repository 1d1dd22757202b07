package io.sidetrack.kernel.plugin.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sidetrack.kernel.config.NodeConfig.Trust;
import io.sidetrack.kernel.config.NodeConfig.TrustConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a jar may be loaded where only signed ones may. */
class JarTrustTest {
    @TempDir
    private static Path keysFolder;

    private static SigningKeys keys;
    private static SigningKeys forgery;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = new SigningKeys(keysFolder)
                .make("ann")
                .make("bob")
                .make("gone", "-startdate", "-20d", "-validity", "10")
                .make("early", "-startdate", "+10d")
                .make("authority", "-ext", "bc:c")
                .make("cleo", "-signer", "authority")
                .make("late", "-signer", "authority", "-startdate", "-20d", "-validity", "10")
                .make("web", "-signer", "authority", "-ext", "eku=serverAuth")
                .make("dora", "-signer", "ann");
        forgery = new SigningKeys(Files.createDirectory(keysFolder.resolve("forgery")))
                .make("authority", "-ext", "bc:c")
                .make("cleo", "-signer", "authority");
    }

    @Nested
    class A_jar_may_be_loaded {
        @Test
        void that_is_not_signed_where_any_may() throws Exception {
            assertThat(JarTrust.ANY.check(jar())).isNull();
        }

        @Test
        void that_is_signed_with_a_listed_certificate() throws Exception {
            assertThat(trusting("bob", "ann").check(keys.sign(jar(), "ann"))).isEqualTo("CN=ann");
        }

        @Test
        void that_is_signed_by_two_of_whom_one_is_listed() throws Exception {
            assertThat(trusting("ann").check(keys.sign(jar(), "bob", "ann"))).isEqualTo("CN=ann");
            assertThat(trusting("bob").check(keys.sign(jar(), "bob", "ann"))).isEqualTo("CN=bob");
        }

        @Test
        void whose_signer_has_a_certificate_of_a_listed_authority() throws Exception {
            assertThat(trusting("authority").check(keys.sign(jar(), "cleo"))).isEqualTo("CN=cleo");
        }

        @Test
        void whose_signer_does_not_bring_the_listed_authority_along() throws Exception {
            Path jar = keys.signShowing(jar(), "cleo", keys.certificate("cleo"));

            assertThat(trusting("authority").check(jar)).isEqualTo("CN=cleo");
        }

        @Test
        void with_folders_in_it_that_nobody_signs() throws Exception {
            Path jar = keys.sign(content().with("lib/", "").write(file()), "ann");

            assertThat(trusting("ann").check(jar)).isEqualTo("CN=ann");
        }
    }

    @Nested
    class A_signer_does_not_count {
        @Test
        void who_is_another_one() {
            assertRefused(keys.sign(jar(), "bob"), "ann")
                    .hasMessage("is signed by 'CN=bob', and none of plugins.certificates vouches for that signer");
        }

        @Test
        void whose_certificate_has_expired_or_is_not_valid_yet() {
            assertRefused(keys.sign(jar(), "gone"), "gone")
                    .hasMessageContaining("is signed by 'CN=gone'", "a certificate has expired", "sign the jar anew");
            assertRefused(keys.sign(jar(), "early"), "early").hasMessageContaining("a certificate is not valid yet");
            assertRefused(keys.sign(jar(), "late"), "authority").hasMessageContaining("a certificate has expired");
        }

        @Test
        void who_only_says_that_the_listed_authority_has_issued_it() {
            Path jar = forgery.signShowing(jar(), "cleo", forgery.certificate("cleo"), keys.certificate("authority"));

            assertRefused(jar, "authority")
                    .hasMessageContaining("is signed by 'CN=cleo'", "'CN=authority' does not vouch for it");
            assertRefused(forgery.sign(jar(), "cleo"), "authority").hasMessageContaining("does not vouch for it");
        }

        @Test
        void whose_certificate_is_for_another_use() {
            assertRefused(keys.sign(jar(), "web"), "authority").hasMessageContaining("does not vouch for it");
        }

        @Test
        void whose_certificate_somebody_has_issued_who_is_no_authority() {
            assertRefused(keys.sign(jar(), "dora"), "ann").hasMessageContaining("it is no authority's certificate");
        }
    }

    @Nested
    class A_jar_is_refused {
        @Test
        void that_is_not_signed() {
            assertRefused(jar(), "ann").hasMessageContaining("is not signed", "sign the jar with a key");
        }

        @Test
        void with_an_entry_that_was_changed_afterwards() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            assertRefused(signed.with("Code.class", "evil").write(file()), "ann")
                    .hasMessageStartingWith("was changed after it was signed: ")
                    .hasMessageContaining("Code.class");
        }

        @Test
        void with_an_entry_that_came_afterwards() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            assertRefused(signed.with("META-INF/services/Evil", "evil").write(file()), "ann")
                    .hasMessageContaining("no signature that counts for its entry 'META-INF/services/Evil'");
        }

        @Test
        void without_an_entry_that_was_signed() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            assertRefused(signed.without("Code.class").write(file()), "ann")
                    .hasMessage("was changed after it was signed: its entry 'Code.class' is gone");
        }

        @Test
        void whose_manifest_was_changed_afterwards() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));
            String manifest = text(signed, "META-INF/MANIFEST.MF");

            assertRefused(
                            signed.with("META-INF/MANIFEST.MF", manifest + "Name: x\r\nA: b\r\n\r\n")
                                    .write(file()),
                            "ann")
                    .hasMessageContaining("is not signed as a whole: META-INF/ANN.SF vouches for another manifest");
        }

        @Test
        void that_was_put_together_of_two_of_the_same_signer() {
            Jar one = Jar.of(keys.sign(jar(), "ann"));
            Jar other = Jar.of(keys.sign(new Jar().with("Old.class", "a hole").write(file()), "ann"));
            String sections = text(other, "META-INF/MANIFEST.MF").split("\r\n\r\n", 2)[1];
            String both = text(one, "META-INF/MANIFEST.MF") + sections;
            one.with("Old.class", "a hole")
                    .with("META-INF/OLD.SF", other.entry("META-INF/ANN.SF"))
                    .with("META-INF/OLD.EC", other.entry("META-INF/ANN.EC"))
                    .with("META-INF/MANIFEST.MF", both);

            assertRefused(one.write(file()), "ann").hasMessageContaining("is not signed as a whole");
        }

        @Test
        void that_two_have_signed_in_parts() {
            Jar anns = Jar.of(keys.sign(jar(), "ann"));
            Jar bobs = Jar.of(keys.sign(new Jar().with("More.class", "more").write(file()), "bob"));
            String sections = text(bobs, "META-INF/MANIFEST.MF").split("\r\n\r\n", 2)[1];
            String both = text(anns, "META-INF/MANIFEST.MF") + sections;
            Path jar = anns.with(bobs).with("META-INF/MANIFEST.MF", both).write(file());

            assertRefused(jar, "ann", "bob").hasMessage("is signed in parts, and nobody has signed the whole of it");
        }

        @Test
        void with_a_name_that_is_there_twice() throws Exception {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            Path jar = Jar.rename(signed.with("Evil.class", "evil").write(file()), "Evil.class", "Code.class");
            assertRefused(jar, "ann").hasMessageContaining("has its entry 'Code.class' twice");
        }

        @Test
        void with_a_second_manifest_that_differs_in_case() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            assertRefused(
                            signed.with("META-INF/Manifest.mf", "Manifest-Version: 1.0\r\n\r\n")
                                    .write(file()),
                            "ann")
                    .hasMessageContaining("has its entry 'META-INF/Manifest.mf' twice");
        }

        @Test
        void whose_manifest_leads_to_other_files() {
            Path jar = content()
                    .with("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nClass-Path: evil.jar\r\n\r\n")
                    .write(file());

            assertRefused(keys.sign(jar, "ann"), "ann").hasMessageContaining("has a Class-Path in its manifest");
        }

        @Test
        void whose_signature_is_none() {
            Jar signed = Jar.of(keys.sign(jar(), "ann"));

            assertRefused(signed.with("META-INF/ANN.EC", "nothing").write(file()), "ann")
                    .hasMessageContaining("is not signed");
        }
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Path jar, String... listed) {
        return assertThatThrownBy(() -> trusting(listed).check(jar)).isInstanceOf(DistrustException.class);
    }

    private static JarTrust trusting(String... names) {
        return JarTrust.of(new TrustConfig(
                Trust.SIGNED, Stream.of(names).map(keys::certificate).toList()));
    }

    private Path jar() {
        return content().write(file());
    }

    private Path file() {
        return folder.resolve("some.jar");
    }

    private static Jar content() {
        return new Jar().with("plugin.properties", "plugin.id=some").with("Code.class", "code");
    }

    private static String text(Jar jar, String entry) {
        return new String(jar.entry(entry), StandardCharsets.UTF_8);
    }
}
