package org.chiptest.endtoend;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.chiptest.engine.internal.ChipTestEngine;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.runtime.library.WrittenLibrary;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * Suites on the bundled runtime as somebody else's: behind its C interface, by the driver of foreign runtimes. Each scenario
 * passes, or is on the list of those that cannot be judged there.
 *
 * @param passed        how many tests have passed
 * @param notApplicable how many have ended as the list says
 * @param problems      what must not be
 */
record LibrarySuites(int passed, int notApplicable, List<String> problems) {

    private static final String LIST = "not-applicable-to-the-library.txt";

    /** Suites of level 3 whose chips are a group; others have sub workers, which do not find classes that are compiled here. */
    private static final Set<String> TALKING = Set.of("AllReduceTest", "AsyncCopyTest", "AsyncNotifyTest",
            "DeferredNotifyTest", "ExpertDispatchTest", "FfnTensorParallelTest");

    /** Run all suites and those of their tests that run by default; the exit code is 1 if something must not be. */
    public static void main(String[] words) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "library-suites"));
        List<String> problems = new ArrayList<>();
        try (SystemSuite suites = SystemSuite.compileAll(Files.createDirectories(folder.resolve("classes")))) {
            problems.addAll(run(suites.types(), folder, System.out, Map.of("chiptest.level", "2")).told("level 2"));
            List<Class<?>> talking = suites.types().stream().filter(type -> TALKING.contains(type.getSimpleName()))
                    .toList();
            problems.addAll(run(talking, folder, System.out, Map.of()).told("chips that talk to each other"));
        }
        problems.forEach(System.out::println);
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    private List<String> told(String what) {
        System.out.println(what + ": " + passed + " passed, " + notApplicable + " not applicable, " + problems.size()
                + " problems");
        return problems;
    }

    static LibrarySuites run(List<Class<?>> types, Path folder, PrintStream console, Map<String, String> choice) {
        Map<String, String> settings = new TreeMap<>(Map.of("chiptest.platform", "library",
                "chiptest.platform.library.like", "a2a3sim", "chiptest.platform.library.home",
                WrittenLibrary.home().toString(), "chiptest.summary", folder.resolve("summary.json").toString()));
        settings.putAll(choice);
        List<Event> ends = EngineTestKit.engine(new ChipTestEngine(console))
                .selectors(types.stream().map(type -> selectClass(type)).toArray(DiscoverySelector[]::new))
                .configurationParameters(settings).execute().testEvents().finished().list();
        return judge(ends, list());
    }

    private static LibrarySuites judge(List<Event> ends, Map<String, String> reasons) {
        List<String> problems = new ArrayList<>();
        Set<String> passed = new HashSet<>();
        int counted = 0;
        int excused = 0;
        for (Event end : ends) {
            ScenarioTestDescriptor test = (ScenarioTestDescriptor) end.getTestDescriptor();
            TestExecutionResult result = end.getRequiredPayload(TestExecutionResult.class);
            String scenario = test.fullName().substring(0, test.fullName().indexOf(' '));
            String reason = reasons.get(scenario);
            String said = result.getThrowable().map(Throwable::getMessage).orElse("");
            switch (result.getStatus()) {
                case SUCCESSFUL -> {
                    counted++;
                    passed.add(scenario);
                }
                case ABORTED -> {
                    if (reason != null && said.contains(reason)) {
                        excused++;
                    } else {
                        problems.add(test.fullName() + " is not applicable for a reason that is not on " + LIST + ": "
                                + said);
                    }
                }
                case FAILED -> problems.add(test.fullName() + " failed: " + said);
            }
        }
        passed.retainAll(reasons.keySet());
        passed.forEach(scenario -> problems.add(scenario + " passes, and is on " + LIST));
        return new LibrarySuites(counted, excused, List.copyOf(problems));
    }

    /** Read the list: reasons by scenario. */
    private static Map<String, String> list() {
        try (var resource = Objects.requireNonNull(LibrarySuites.class.getResourceAsStream(LIST))) {
            Map<String, String> reasons = new TreeMap<>();
            new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 2)).forEach(parts -> reasons.put(parts[0], parts[1]));
            return reasons;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
