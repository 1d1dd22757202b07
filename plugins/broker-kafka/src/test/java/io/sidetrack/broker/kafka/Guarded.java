package io.sidetrack.broker.kafka;

import io.sidetrack.testkit.server.KafkaServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The guarded doors of a broker: SASL_SSL for users with a password, SSL for those with a certificate. Whoever comes through them may
 * do what was granted; the tests' own clients come in the clear and may do all.
 */
final class Guarded {
    static final String PASSWORD = "a \"quoted\\ secret";
    static final String PLAIN_USER = "plain-user";

    private final TestAuthority authority = TestAuthority.create();
    private final KafkaServer server;

    Guarded(KafkaServer server) {
        this.server = server.listener("SASL_SSL")
                .listener("SSL")
                .with("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .with("super.users", "User:ANONYMOUS")
                .with("listener.name.sasl_ssl.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512")
                .with(
                        "listener.name.sasl_ssl.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_" + PLAIN_USER + "=\""
                                + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\";")
                .with(
                        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .with("listener.name.ssl.ssl.client.auth", "required");
        authority.equip(server, "SASL_SSL");
        authority.equip(server, "SSL");
    }

    TestAuthority authority() {
        return authority;
    }

    /** A user that may do nothing yet. */
    String user(String name) {
        Admin admin = TestKafka.shared().admin();
        TestKafka.await(admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD)))
                .all());
        Reader.until(
                "user " + name,
                () -> TestKafka.await(admin.describeUserScramCredentials().users())
                        .contains(name));
        return name;
    }

    /** As a user with the password. */
    Map<String, Object> as(String user) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                "localhost:" + server.port("SASL_SSL"),
                "security.protocol",
                "SASL_SSL",
                "sasl.username",
                user,
                "sasl.password",
                PASSWORD,
                "ssl.truststore.certificates",
                authority.certificate()));
    }

    /** Through the door for certificates, with none. */
    Map<String, Object> withoutCertificate() {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                "localhost:" + server.port("SSL"),
                "security.protocol",
                "SSL",
                "ssl.truststore.certificates",
                authority.certificate()));
    }

    static Grant grant(String principal, AclOperation operation, ResourceType kind, String name) {
        return new Grant(new AclBinding(
                new ResourcePattern(kind, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + principal, "*", operation, AclPermissionType.ALLOW)));
    }

    /** One line of the access control list; in force, or not any more, when its calls return. */
    record Grant(AclBinding binding) {
        Grant give() {
            Admin admin = TestKafka.shared().admin();
            TestKafka.await(admin.createAcls(List.of(binding)).all());
            Reader.until("grant of " + binding, () -> isInForce(admin));
            return this;
        }

        void take() {
            Admin admin = TestKafka.shared().admin();
            TestKafka.await(admin.deleteAcls(List.of(binding.toFilter())).all());
            Reader.until("end of " + binding, () -> !isInForce(admin));
        }

        private boolean isInForce(Admin admin) {
            return !TestKafka.await(admin.describeAcls(binding.toFilter()).values())
                    .isEmpty();
        }
    }
}
