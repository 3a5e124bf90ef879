package org.chiptest.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.lang.foreign.Linker;
import java.time.Instant;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.chiptest", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleTests {

    @ArchTest
    static final ArchRule MODULES_POINT_ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("runtime").definedBy("org.chiptest.runtime..")
            .layer("platforms").definedBy("org.chiptest.platforms..")
            .layer("engine").definedBy("org.chiptest.engine..", "org.chiptest.api..")
            .layer("reports").definedBy("org.chiptest.reports..")
            .whereLayer("reports").mayNotBeAccessedByAnyLayer()
            .whereLayer("engine").mayOnlyBeAccessedByLayers("reports")
            .whereLayer("platforms").mayOnlyBeAccessedByLayers("engine", "reports");

    @ArchTest
    static final ArchRule ONLY_THE_NATIVE_LINKER_LINKS = noClasses()
            .that().resideOutsideOfPackage("org.chiptest.runtime.internal.linker").should().dependOnClassesThat()
            .areAssignableTo(Linker.class).because("one package knows how native functions are called");

    @ArchTest
    static final ArchRule THE_RUNTIME_KNOWS_NOTHING_OF_JUNIT = noClasses()
            .that().resideInAnyPackage("org.chiptest.runtime..", "org.chiptest.platforms..").should()
            .dependOnClassesThat().resideInAnyPackage("org.junit..", "org.assertj..", "org.opentest4j..")
            .because("the runtime is a product of its own");

    @ArchTest
    static final ArchRule ONLY_REPORTS_KNOW_ALLURE = noClasses().that()
            .resideOutsideOfPackage("org.chiptest.reports..").should().dependOnClassesThat()
            .resideInAPackage("io.qameta..").because("how results are shown is the reports' business");

    @ArchTest
    static final ArchRule PACKAGES_OF_THE_RUNTIME_HAVE_NO_CYCLES = slices().matching("org.chiptest.runtime.(**)")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule PACKAGES_OF_THE_ENGINE_HAVE_NO_CYCLES = slices().matching("org.chiptest.(engine|api).(**)")
            .should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONE_PLACE_READS_ENVIRONMENT_AND_CLOCKS = noClasses()
            .that().resideOutsideOfPackage("org.chiptest.runtime.internal.settings").should()
            .callMethod(System.class, "getProperty", String.class).orShould()
            .callMethod(System.class, "getProperty", String.class, String.class).orShould()
            .callMethod(System.class, "getProperties").orShould()
            .callMethod(System.class, "getenv").orShould().callMethod(System.class, "getenv", String.class).orShould()
            .callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis").orShould()
            .callMethod(Instant.class, "now").because("what a machine says is read once: HostEnvironment, HostClock");

    @ArchTest
    static final ArchRule NO_VAGUE_NAMES = classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl)$")
            .because("a class is named after what it is");
}
