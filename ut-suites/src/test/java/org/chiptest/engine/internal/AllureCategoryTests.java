package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.util.ResultsUtils;
import org.assertj.core.api.SoftAssertions;
import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.Variant;
import org.chiptest.api.assertion.ChipAssertions;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.api.golden.HeapTensors;
import org.chiptest.engine.internal.callable.CallableResolver;
import org.chiptest.reports.AllureResultNames;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.Counter;
import org.chiptest.runtime.device.CounterSnapshot;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.args.ArgumentFormatException;
import org.chiptest.runtime.internal.callable.CallableFormatException;
import org.chiptest.runtime.internal.toolchain.CacheUnusableException;
import org.chiptest.runtime.tensor.OutOfTensorMemoryException;
import org.chiptest.runtime.toolchain.CompileErrorException;
import org.chiptest.runtime.toolchain.ToolchainException;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.RunLateException;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerDiedException;
import org.chiptest.runtime.worker.WorkerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

/** Each failure of the product is in exactly one category of Allure's report, and equal failures have equal messages there. */
class AllureCategoryTests {

    private static final String BUILD = "Build: a kernel or orchestration could not be built";
    private static final String TIMEOUT = "Timeout: code did not return, or a graph cannot finish";
    private static final String MEMORY = "Memory: code touched memory that is not its own";
    private static final String CRASH = "Crash: the worker process ended";
    private static final String DEVICE = "Device: the runtime refused or failed an operation";
    private static final String MISMATCH = "Mismatch: computed values are not as expected";
    private static final String ASSERTION = "Assertion: what a scenario asserts does not hold";
    private static final String DECLARATION = "Declaration: what a class declares, or a run selects, cannot be run";
    private static final String EXPECTATION = "Expectation: what a file of expectations says is not so";
    private static final String COMPARISON = "Comparison: the sides of a scenario do not do the same";
    private static final String CAPTURE = "Capture: what was to be recorded is missing or damaged";
    private static final String RUN = "Run: the run itself failed";
    private static final String TEST_CODE = "Test code: a scenario, or what surrounds it, threw";

    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\": (?:\"((?:[^\"\\\\]|\\\\.)*)\"|\\[([^]]*)])");

    /** Texts are those of the operations that throw them, tested where they are made. */
    private static final List<Thrown> THROWN = List.of(
            new Thrown(BUILD, new CompileErrorException("Cannot compile kernel a.cpp of"
                    + " callable c: 1 error\n  a.cpp:1:1: error: no", "no", "g++ a.cpp")),
            new Thrown(BUILD,
                    made("runtime.internal.toolchain.CompileTimeoutException",
                            "Compiling kernel a.cpp took longer than 120 s")),
            new Thrown(BUILD,
                    made("runtime.internal.toolchain.CompilerNotFoundException",
                            "No C++ compiler: none of g++ is on the PATH")),
            new Thrown(BUILD, made("runtime.internal.toolchain.SourceNotFoundException", "No source for kernel a.cpp")),
            new Thrown(BUILD,
                    made("runtime.internal.toolchain.UnknownArchitectureException",
                            "No headers for the architecture x")),
            new Thrown(BUILD,
                    made("runtime.internal.toolchain.SanitizerNotFoundException",
                            "The sanitizer 'address' works with g++ only")),
            new Thrown(BUILD, new CacheUnusableException("Cannot use the compile cache", null)),
            new Thrown(BUILD, invalidCallable()),
            new Thrown(TIMEOUT, died(-100, "was killed because user code does not return: the run did not end within "
                    + "its deadline of 2000 ms")),
            new Thrown(TIMEOUT,
                    died(-1, "was killed because it gave no answer within 3000 ms; its Java code has not run"
                            + " for 4711 ms either: the process was stopped, or starved")),
            new Thrown(TIMEOUT,
                    new WorkerException(-100, "run_prepared failed with code -100: 2 of 3 tasks wait for each"
                            + " other: task 0, task 1")),
            new Thrown(TIMEOUT, new RunLateException("await of run_prepared of callable id 0 failed with code -100: the"
                    + " run has not ended within 10 ms; it goes on")),
            new Thrown(MEMORY, new WorkerException(-1, "run_prepared failed with code -1: memory overrun: argument 0"
                    + " (FLOAT32[100], 400 bytes) was overrun: offsets 400 to 403, behind the end")),
            new Thrown(MEMORY, died(-1, "was ended by AddressSanitizer: heap-use-after-free")),
            new Thrown(MEMORY, died(-1, "was ended by UndefinedBehaviorSanitizer: signed integer overflow")),
            new Thrown(CRASH, died(-1, "crashed with SIGSEGV (exit code 134)")),
            new Thrown(CRASH, died(-1, "exited with code 3")),
            new Thrown(CRASH, died(-1, "was killed because its shared memory was overwritten (the header)")),
            new Thrown(DEVICE, new WorkerException(-1, "prepare_callable failed with code -1: callable id 0 is already"
                    + " prepared; unregister it first or use another")),
            new Thrown(DEVICE, new DeviceException(-1, "there is no platform 'x'")),
            new Thrown(DEVICE, new OutOfTensorMemoryException("no room for 400 bytes")),
            new Thrown(DEVICE, new ArgumentFormatException("callable id 99 is out of range")),
            new Thrown(DEVICE, new CallableFormatException("child 0: truncated")),
            new Thrown("Not applicable", absentCounter()),
            new Thrown(MISMATCH, golden()),
            new Thrown(MISMATCH, tensor()),
            new Thrown(ASSERTION, new AssertionError("expected 1 but was 2")),
            new Thrown(ASSERTION, soft()),
            new Thrown(TEST_CODE, new IOException("disk full")),
            new Thrown(TEST_CODE, new IllegalStateException("differs from the golden one")),
            new Thrown(TEST_CODE, new StackOverflowError()),
            new Thrown(TEST_CODE, circular()),
            new Thrown(CAPTURE,
                    made("engine.internal.capture.BrokenCaptureError", "a capture is not what was promised")),
            new Thrown(COMPARISON, made("engine.internal.sides.SidesDifferError", "output y differs")));

    /** Kinds of exceptions that are thrown for their subclasses only. */
    private static final Set<String> ABSTRACT = Set.of("ToolchainException");

    /** The text of a failed declaration, what stands beside a failure, and what becomes a verdict of the conformance kit. */
    private static final Set<String> NEVER_REPORTED = Set.of("DeclarationException", "StepsTaken",
            "CannotSayException");

    private record Thrown(String category, Throwable failure) {}

    private record Category(String name, List<String> statuses, Optional<Pattern> message, Optional<Pattern> trace) {

        boolean matches(TestResult result) {
            StatusDetails details = result.getStatusDetails();
            return (statuses.isEmpty() || statuses.contains(result.getStatus().value()))
                    && message.map(pattern -> pattern.matcher(details.getMessage()).matches()).orElse(true)
                    && trace.map(pattern -> pattern.matcher(String.valueOf(details.getTrace())).matches()).orElse(true);
        }
    }

    @Test
    void whatAScenarioThrowsIsInTheCategoryOfItsKind() {
        List<Throwable> reported = failures(new FakeEnvironment().running(Throwing.class).execute().testEvents());

        assertThat(reported).hasSameSizeAs(THROWN);
        IntStream.range(0, THROWN.size()).forEach(i -> assertThat(categories(reported.get(i)))
                .as("%s", THROWN.get(i).failure).containsExactly(THROWN.get(i).category));
    }

    @Test
    void everyExceptionOfTheFaceIsThrownHere() {
        Set<String> known = THROWN.stream().map(thrown -> thrown.failure.getClass().getSimpleName())
                .collect(Collectors.toSet());

        assertThat(new ClassFileImporter().importPackages("org.chiptest.runtime", "org.chiptest.api",
                "org.chiptest.platforms").stream()
                .filter(type -> type.isAssignableTo(ToolchainException.class)
                        || type.isAssignableTo(Throwable.class) && !type.getPackageName().contains(".internal")
                                && type.reflect().getProtectionDomain()
                                        .equals(DeviceException.class.getProtectionDomain())
                                && Modifier.isPublic(type.reflect().getModifiers()))
                .map(JavaClass::getSimpleName).filter(name -> !ABSTRACT.contains(name)).toList())
                .isSubsetOf(known).hasSizeGreaterThan(10);
    }

    @Test
    void everyTypeOfFailureOfTheProductIsInOneCategory() {
        List<JavaClass> types = new ClassFileImporter().importPackages("org.chiptest").stream()
                .filter(type -> type.isAssignableTo(Throwable.class) && !NEVER_REPORTED.contains(type.getSimpleName())
                        && !type.reflect().getProtectionDomain()
                                .equals(AllureCategoryTests.class.getProtectionDomain()))
                .toList();

        assertThat(types).hasSizeGreaterThan(20).allSatisfy(type -> assertThat(categories(new TestResult()
                .setStatus(type.isAssignableTo(AssertionError.class) ? Status.FAILED : Status.BROKEN)
                .setStatusDetails(new StatusDetails().setMessage("told")
                        .setTrace(type.getName() + ": told\n\tat org.acme.VectorTest.adds(VectorTest.java:12)"))))
                .as(type.getName()).hasSize(1));
    }

    @Test
    void whatFilesOfExpectationsSayWronglyIsACategoryOfItsOwn(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("fails.txt"), """
                AllureCategoryTests$Passing::passes | 2030-01-31 | #1 | broken
                AllureCategoryTests$Passing::gone | 2030-01-31 | #1 | broken
                """);
        List<Throwable> failures = failures(new FakeEnvironment().running(Passing.class)
                .configurationParameter("chiptest.expectations.folder", folder.toString()).execute().testEvents());

        assertThat(failures).hasSize(2)
                .allSatisfy(failure -> assertThat(categories(failure)).containsExactly(EXPECTATION));
    }

    @Test
    void whatTheEngineSaysItselfIsInTheCategoryOfItsKind() {
        FakeEnvironment losing = new FakeEnvironment();
        losing.compiler = recipe -> {
            throw new OutOfMemoryError("unable to create native thread");
        };

        assertThat(categories(new FakeEnvironment(), Wrong.class)).containsExactly(DECLARATION);
        assertThat(failures(new FakeEnvironment().running(Copies.class).configurationParameter("case", "nothing")
                .execute().testEvents())).singleElement()
                .satisfies(failure -> assertThat(categories(failure)).containsExactly(DECLARATION));
        assertThat(categories(new FakeEnvironment(), Late.class)).containsExactly(TIMEOUT);
        assertThat(categories(losing, Copies.class)).containsExactly(RUN);
        Thread.currentThread().interrupt();
        assertThat(categories(new FakeEnvironment(), Passing.class)).containsExactly(RUN);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatDoesNotRunIsSkippedOrNotApplicable() {
        TestResult notApplicable = new TestResult().setStatus(Status.SKIPPED)
                .setStatusDetails(new StatusDetails().setMessage("not applicable: nobody asked for a2a3"));
        TestResult disabled = new TestResult().setStatus(Status.SKIPPED)
                .setStatusDetails(new StatusDetails().setMessage("because"));

        assertThat(categories(notApplicable)).containsExactly("Not applicable");
        assertThat(categories(disabled)).containsExactly("Skipped or aborted");
        assertThat(categories(new TestAbortedException("nothing to test"))).containsExactly("Skipped or aborted");
    }

    @Test
    void equalFailuresHaveEqualMessagesWhateverProcessAndDeviceTheyHit() {
        WorkerDiedException one = died(-1, "crashed with SIGSEGV (exit code 134)");
        WorkerDeath other = new WorkerDeath("a5sim/host_build_graph device 3 (pid 77, generation 9)",
                one.death().operation(), one.death().ending(), OptionalInt.of(0), List.of("kernel 0 for 9 ms"),
                List.of(),
                Optional.empty(), List.of(), "", Optional.empty(), Optional.empty());

        TestResult first = result(one);
        TestResult second = result(new WorkerDiedException(-1, "run_prepared failed: " + other.describe(), other));

        assertThat(first.getStatusDetails().getMessage()).isEqualTo(second.getStatusDetails().getMessage()).isEqualTo(
                "run_prepared failed: worker process crashed with SIGSEGV (exit code 134) during run_prepared of"
                        + " callable id 0 'c'");
        assertThat(second.getStatusDetails().getTrace()).contains("device 3 (pid 77, generation 9)");
        assertThat(result(new AssertionError("\nExpecting actual:\n  1")).getStatusDetails().getMessage())
                .isEqualTo("\nExpecting actual:\n  1");
    }

    private static List<String> categories(FakeEnvironment environment, Class<?> type) {
        return failures(environment.running(type).execute().testEvents()).stream()
                .flatMap(failure -> categories(failure).stream()).distinct().toList();
    }

    private static List<String> categories(Throwable failure) {
        return categories(result(failure));
    }

    /** Return what Allure and our listener make of a failure. */
    private static TestResult result(Throwable failure) {
        TestResult result = new TestResult().setStatus(failure instanceof TestAbortedException
                ? Status.SKIPPED
                : ResultsUtils.getStatus(failure).orElseThrow())
                .setStatusDetails(ResultsUtils.getStatusDetails(failure).orElseThrow());
        result.getLabels().add(new Label().setName("junit.platform.uniqueid")
                .setValue("[engine:chiptest]/[class:A]/[scenario:s]/[test-template-invocation:c@a5sim.hbg]"));
        new AllureResultNames().beforeTestWrite(result);
        return result;
    }

    private static List<String> categories(TestResult result) {
        return all().stream().filter(category -> category.matches(result)).map(Category::name).toList();
    }

    private static List<Category> all() {
        try (var file = AllureResultNames.class.getResourceAsStream("categories.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> line.contains("{"))
                    .map(AllureCategoryTests::category).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Category category(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Matcher field = FIELD.matcher(line); field.find();) {
            fields.put(field.group(1), field.group(2) == null
                    ? field.group(3).replace("\"", "")
                    : field.group(2).replaceAll("\\\\(.)", "$1"));
        }
        return new Category(fields.getOrDefault("name", ""), Optional.ofNullable(fields.get("matchedStatuses"))
                .map(statuses -> List.of(statuses.split(", "))).orElse(List.of()),
                pattern(fields, "messageRegex"), pattern(fields, "traceRegex"));
    }

    /** Allure compiles them so, and has them match the whole. */
    private static Optional<Pattern> pattern(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(regex -> Pattern.compile(regex, Pattern.DOTALL));
    }

    private static List<Throwable> failures(Events tests) {
        return new ArrayList<>(tests.finished().stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable())
                .flatMap(Optional::stream).toList());
    }

    private static WorkerDiedException died(int code, String ending) {
        WorkerDeath death = new WorkerDeath("a2a3sim/host_build_graph device 0 (pid 1, generation 1)",
                "run_prepared of callable id 0 'c'", ending, OptionalInt.of(0), List.of("kernel 0 for 5 ms"), List.of(),
                Optional.empty(), List.of(), "", Optional.empty(), Optional.empty());
        return new WorkerDiedException(code,
                "run_prepared failed" + (code == -1 ? "" : " with code " + code) + ": " + death.describe(), death);
    }

    private static Throwable circular() {
        Exception first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));
        return first;
    }

    /** Make a failure that nobody else makes. */
    private static Throwable made(String name, String message) {
        try {
            Constructor<?> constructor = Class.forName("org.chiptest." + name)
                    .getDeclaredConstructor(String.class);
            constructor.setAccessible(true);
            return (Throwable) constructor.newInstance(message);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Throwable invalidCallable() {
        return catchThrowable(() -> CallableResolver.resolve("c", CallableSpec.orchestration("missing.cpp"),
                AllureCategoryTests.class, new Variant(FakePlatform.A2A3SIM, RuntimeKind.HOST_BUILD_GRAPH)));
    }

    private static Throwable absentCounter() {
        return catchThrowable(() -> new CounterSnapshot(1, Map.of()).get(Counter.RUNS));
    }

    private static Throwable golden() {
        return catchThrowable(() -> {
            try (GoldenArgs args = GoldenArgs.in(new HeapTensors())) {
                args.output("f", DataType.FLOAT32, 4).expect(1);
                args.check();
            }
        });
    }

    private static Throwable tensor() {
        return catchThrowable(
                () -> ChipAssertions.assertThat(HeapTensors.of(DataType.FLOAT32, 4)).as("sum").isFilledWith(1));
    }

    private static Throwable soft() {
        return catchThrowable(() -> SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(1).isEqualTo(2);
            softly.assertThat(3).isEqualTo(4);
        }));
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Throwing {

        static List<CaseSpec> all() {
            return IntStream.range(0, THROWN.size()).mapToObj(i -> CaseSpec.named("failure" + (100 + i)).data(i))
                    .toList();
        }

        @Scenario
        @CasesFrom("all")
        void fails(Integer number) throws Throwable {
            throw THROWN.get(number).failure;
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Copies {

        @CallableUnderTest
        static CallableSpec copy() {
            return FakeCallables.copy();
        }

        @Scenario
        void copies(ChipWorker worker, ChipCallable copy) {
            worker.prepare(0, copy).close();
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Passing {

        @Scenario
        void passes() {
            // as it should
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Wrong {

        @Scenario
        int returns() {
            return 0;
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Late {

        @Scenario
        @Case(scenarioTimeoutSeconds = 1)
        void waits() throws InterruptedException {
            Thread.sleep(Duration.ofMinutes(1));
        }
    }
}
