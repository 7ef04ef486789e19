package org.jpmxcfs.bench;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
        "io.netty.., transport.netty|fuse.metrics",
        "org.bouncycastle.., transport.pki",
        "io.prometheus.., fuse.metrics",
        "ru.serce.., fuse.mount",
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
            strings = {"log.model", "materializer.tree", "transport.sequencer", "transport.wire"})
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
