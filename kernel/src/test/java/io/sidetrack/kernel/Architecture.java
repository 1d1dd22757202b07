package io.sidetrack.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The rooms of the kernel and who may import what, below a given root package: the kernel's own, or that of the
 * fixtures that break each rule. A rule whose room does not exist yet passes.
 */
record Architecture(String root) {

    ArchRule roomsAreFreeOfCycles() {
        return slices().assignedFrom(new Rooms(root)).should().beFreeOfCycles().allowEmptyShould(true);
    }

    ArchRule onlyPluginLoadsPlugins() {
        return onlyRoom("plugin", "org.pf4j..");
    }

    ArchRule onlyAdminServesHttp() {
        return onlyRoom("admin", "io.vertx.ext.web..");
    }

    ArchRule onlyStoreKnowsTheDatabase() {
        return onlyRoom(
                "store",
                "java.sql..",
                "javax.sql..",
                "org.jdbi..",
                "org.sqlite..",
                "org.flywaydb..",
                "com.zaxxer.hikari..");
    }

    ArchRule accessKnowsTheStoreAlone() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".access..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage(root + "..").and(not(resideInAnyPackage(root + ".access..", root + ".store"))))
                .allowEmptyShould(true);
    }

    /** The simulator owns time and order in dispatch, so dispatch has no clock and no threads of its own. */
    ArchRule dispatchKnowsNoDatabaseThreadsOrClock() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".dispatch..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..")
                        .or(assignableTo(Executor.class))
                        .or(assignableTo(Executors.class))
                        .or(assignableTo(Thread.class)))
                .orShould()
                .accessTargetWhere(target(owner(assignableTo(System.class)))
                        .and(target(nameMatching("currentTimeMillis|nanoTime"))))
                .orShould()
                .accessTargetWhere(
                        target(owner(resideInAnyPackage("java.time.."))).and(target(nameMatching("now|system.*"))))
                .allowEmptyShould(true);
    }

    private ArchRule onlyRoom(String room, String... libraries) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + "." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .allowEmptyShould(true);
    }

    /** One slice a room; the root package, which composes them, is a room too. */
    private record Rooms(String root) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (name.equals(root)) {
                return SliceIdentifier.of("root");
            }
            if (!name.startsWith(root + ".")) {
                return SliceIdentifier.ignore();
            }
            String below = name.substring(root.length() + 1);
            int dot = below.indexOf('.');
            return SliceIdentifier.of(dot < 0 ? below : below.substring(0, dot));
        }

        @Override
        public String getDescription() {
            return "rooms of " + root;
        }
    }
}
