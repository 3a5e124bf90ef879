package org.chiptest.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

@AnalyzeClasses(packages = "org.chiptest", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleTests {

    @ArchTest
    static final ArchRule MODULES_POINT_ONE_WAY = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("runtime").definedBy("org.chiptest.runtime..")
            .layer("platforms").definedBy("org.chiptest.platforms..")
            .layer("diagnostics").definedBy("org.chiptest.diagnostics..")
            .layer("engine").definedBy("org.chiptest.engine..", "org.chiptest.api..")
            .layer("reports").definedBy("org.chiptest.reports..")
            .whereLayer("reports").mayNotBeAccessedByAnyLayer()
            .whereLayer("engine").mayOnlyBeAccessedByLayers("reports")
            .whereLayer("diagnostics").mayOnlyBeAccessedByLayers("engine", "reports")
            .whereLayer("platforms").mayOnlyBeAccessedByLayers("engine", "reports");

    @ArchTest
    static final ArchRule ONLY_THE_NATIVE_LINKER_LINKS = noClasses()
            .that().resideOutsideOfPackage("org.chiptest.runtime.internal.linker").should().dependOnClassesThat()
            .areAssignableTo(Linker.class).because("one package knows how native functions are called");

    @ArchTest
    static final ArchRule THE_RUNTIME_KNOWS_NOTHING_OF_JUNIT = noClasses()
            .that()
            .resideInAnyPackage("org.chiptest.runtime..", "org.chiptest.platforms..", "org.chiptest.diagnostics..")
            .should()
            .dependOnClassesThat().resideInAnyPackage("org.junit..", "org.assertj..", "org.opentest4j..")
            .because("the runtime is a product of its own");

    @ArchTest
    static final ArchRule ONLY_REPORTS_KNOW_ALLURE = noClasses().that()
            .resideOutsideOfPackage("org.chiptest.reports..").should().dependOnClassesThat()
            .resideInAPackage("io.qameta..").because("how results are shown is the reports' business");

    @ArchTest
    static final ArchRule ROOMS_OF_THE_RUNTIME_HAVE_NO_CYCLES = slices()
            .assignedFrom(new Rooms(List.of("org.chiptest.runtime.internal", "org.chiptest.runtime"))).should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule ROOMS_OF_DIAGNOSTICS_HAVE_NO_CYCLES = slices()
            .assignedFrom(new Rooms(List.of("org.chiptest.diagnostics.internal", "org.chiptest.diagnostics"))).should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule DIAGNOSTICS_KNOW_RECORDS_ONLY = noClasses().that()
            .resideInAPackage("org.chiptest.diagnostics..").should().dependOnClassesThat()
            .resideInAnyPackage("org.chiptest.platforms..", "org.chiptest.runtime.internal.graph..",
                    "org.chiptest.runtime.internal.sim..", "org.chiptest.runtime.internal.linker..")
            .because("whatever records runs can have them analysed");

    @ArchTest
    static final ArchRule ROOMS_OF_THE_ENGINE_HAVE_NO_CYCLES = slices()
            .assignedFrom(new Rooms(List.of("org.chiptest.engine.internal", "org.chiptest.api"))).should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule NOTHING_WAITS_FOR_VIRTUAL_THREADS = noClasses().should()
            .callMethod(Thread.class, "ofVirtual").orShould()
            .callMethod(Thread.class, "startVirtualThread", Runnable.class).orShould()
            .callMethod(ForkJoinPool.class, "commonPool")
            .because("user code in the same JVM may keep all their carriers to itself, which hung the run");

    @ArchTest
    static final ArchRule WORKERS_KNOW_NOTHING_OF_GRAPHS = noClasses()
            .that().resideInAnyPackage("org.chiptest.runtime.worker..", "org.chiptest.runtime.process..",
                    "org.chiptest.runtime.internal.worker..", "org.chiptest.runtime.internal.process..",
                    "org.chiptest.runtime.internal.mailbox..", "org.chiptest.runtime.internal.segment..")
            .should().dependOnClassesThat().resideInAnyPackage("org.chiptest.runtime.internal.graph..",
                    "org.chiptest.runtime.internal.hbg..", "org.chiptest.runtime.internal.trb..",
                    "org.chiptest.runtime.internal.sim..")
            .because("a worker's device may be any; only a platform knows what it is made of");

    @ArchTest
    static final ArchRule WHAT_RUNS_FOR_EACH_BLOCK_LEAVES_NATIVE_MEMORY_TO_THE_SHIM = noClasses()
            .that(resideInAPackage("org.chiptest.runtime.internal.graph").and(not(simpleName("CallFrames")))
                    .or(simpleName("KernelCall")))
            .should().dependOnClassesThat().haveSimpleName("NativeMemory")
            .orShould().callMethodWhere(target(owner(type(MemorySegment.class))))
            .orShould().callMethodWhere(target(owner(simpleName("CallFrame"))).and(target(nameMatching("target|task"))))
            .because(
                    "the compiler counts against a method what every access to native memory consists of, until it keeps "
                            + "traps in it for ever: see docs/decisions/25-native-memory-in-c.md");

    @ArchTest
    static final ArchRule ONE_PLACE_READS_ENVIRONMENT_AND_CLOCKS = noClasses()
            .that().resideOutsideOfPackage("org.chiptest.runtime.internal.settings").should()
            .callMethod(System.class, "getProperty", String.class).orShould()
            .callMethod(System.class, "getProperty", String.class, String.class).orShould()
            .callMethod(System.class, "getProperties").orShould()
            .callMethod(System.class, "getenv").orShould().callMethod(System.class, "getenv", String.class).orShould()
            .callMethod(System.class, "nanoTime").orShould().callMethod(System.class, "currentTimeMillis").orShould()
            .callMethod(Instant.class, "now").orShould().callMethod(LocalDate.class, "now").orShould()
            .callMethod(LocalDateTime.class, "now").orShould().callMethod(LocalDateTime.class, "now", ZoneId.class)
            .because("what a machine says is read once: HostEnvironment, HostClock");

    @ArchTest
    static final ArchRule NO_VAGUE_NAMES = classes().should().haveNameNotMatching(".*(Manager|Helper|Util|Utils|Impl)$")
            .because("a class is named after what it is");

    /**
     * Take each package for a room by what follows one of these prefixes: a face package and the internal one of its name are one
     * room, because the wall between them is for users.
     *
     * @param prefixes packages that rooms are in, the longest first
     */
    private record Rooms(List<String> prefixes) implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return prefixes.stream().filter(prefix -> name.startsWith(prefix + ".")).findFirst()
                    .map(prefix -> SliceIdentifier.of(name.substring(prefix.length() + 1)))
                    .orElseGet(SliceIdentifier::ignore);
        }

        @Override
        public String getDescription() {
            return "rooms of " + prefixes;
        }
    }
}
