package org.jpmxcfs.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the picture of the modules in README.md, "Architecture": who may know whom, and which
 * technology lives where.
 */
class ArchitectureTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.jpmxcfs");

    private static final String ROOT = "org.jpmxcfs.";
    private static final int CLASSES_MAX = 35;

    @ParameterizedTest
    @CsvSource({
        "log, materializer|transport|fuse|bench",
        "materializer, transport|fuse|bench",
        "transport, materializer|fuse|bench",
        "fuse, bench"
    })
    void shouldKeepTheArrowsBetweenModules(String module, String forbidden) {
        String[] packages = forbidden.split("\\|");
        for (int i = 0; i < packages.length; i++) {
            packages[i] = ROOT + packages[i] + "..";
        }
        noClasses()
                .that()
                .resideInAPackage(ROOT + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .because(
                        "move the class, or hand over a value instead: the arrows are in README.md")
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "net.openhft.., log.chronicle",
        "java.sql.., materializer.sqlite",
        "org.sqlite.., materializer.sqlite",
        "io.netty.., transport.netty|fuse.http",
        "org.bouncycastle.., transport.pki",
        "io.prometheus.., fuse.metrics|fuse.http",
        "ru.serce.., fuse.mount.libfuse2",
        "jnr.ffi.., fuse.libc|fuse.mount|transport.ipc.qb|transport.rrd.librrd|transport.corosync.cpg",
        "ch.qos.logback.., fuse.logging",
        "picocli.., fuse.cli"
    })
    void shouldKeepEachTechnologyInItsPackages(String technology, String homes) {
        String[] packages =
                Stream.of((homes + "|bench").split("\\|"))
                        .map(home -> ROOT + home + "..")
                        .toArray(String[]::new);
        classes()
                .that(resideInAnyPackage("org.jpmxcfs..").and(resideOutsideOfPackages(packages)))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackages(technology))
                .because("replacing a technology must touch only the package named after it")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.model",
                "materializer.tree",
                "transport.raft.core",
                "transport.raft.wire",
                "transport.corosync.wire",
                "transport.corosync.sync"
            })
    void shouldKeepCoresPure(String core) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + core)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.time..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callConstructor(java.util.Random.class)
                .because("a core gets time, chance and the outside world as arguments")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** The tree is not named here: it publishes its state to readers in other threads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "log.model",
                "transport.raft.core",
                "transport.raft.wire",
                "transport.corosync.wire",
                "transport.corosync.sync"
            })
    void shouldKeepThreadsOutOfCores(String core) {
        noClasses()
                .that()
                .resideInAPackage(ROOT + core)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .because("one thread owns a core, and others hand it messages")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({
        "nothing else runs a command, fuse.cli.., fuse.cli..|bench..",
        "cli and http are two faces of the same services, fuse.http.., fuse.node..|fuse.http..",
        "only a node decides which binding serves, fuse.mount.*.., fuse.mount.*..|fuse.node..|bench..",
        "only a node decides which engine orders, fuse.ordering.*.., fuse.ordering.*..|fuse.node.."
    })
    void shouldLetOnlyTheseKnowARoom(String reason, String room, String friends) {
        String[] packages =
                Stream.of(friends.split("\\|")).map(friend -> ROOT + friend).toArray(String[]::new);
        noClasses()
                .that(resideInAnyPackage("org.jpmxcfs..").and(resideOutsideOfPackages(packages)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + room)
                .because(reason)
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({"raft, corosync", "corosync, raft"})
    void shouldKeepEnginesApart(String engine, String other) {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + "transport." + engine + "..",
                        ROOT + "fuse.ordering." + engine + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                        ROOT + "transport." + other + "..",
                                        ROOT + "fuse.ordering." + other + "..")
                                .and(resideOutsideOfPackages(ROOT + "transport.corosync.conf")))
                .because("an engine is replaced without the other noticing")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** A room that a person cannot take in at a glance wants a door in the middle. */
    @Test
    void shouldKeepRoomsSmall() {
        Map<String, Long> crowded =
                CLASSES.stream()
                        .filter(type -> type.isTopLevelClass() && !type.getSimpleName().isEmpty())
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .collect(groupingBy(JavaClass::getPackageName, TreeMap::new, counting()));
        crowded.remove(ROOT + "log.chronicle"); // 40, and may not grow
        crowded.values().removeIf(count -> count <= CLASSES_MAX);
        assertEquals(Map.of(), crowded, "split the package by what its classes are for");
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldNotSleepOutsideShells() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("wait for a condition with a deadline")
                .check(CLASSES);
    }
}
