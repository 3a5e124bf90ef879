package org.chiptest.engine.internal.declaration;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.chiptest.api.Scenario;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Find annotations of JUnit Jupiter, JUnit 4 and TestNG that a test class has and that are not honoured where they stand.
 *
 * <p>Each is a mistake of its declaration: who wrote it relies on it, and would not learn that nobody has looked at it.
 */
final class ForeignRules {

    /** Where an annotation can stand, and which are honoured there: names below Jupiter's package. */
    private record Place(String words, Set<String> honoured) {

        private boolean honours(String name) {
            return name.startsWith(ForeignAnnotation.JUPITER)
                    && honoured.contains(name.substring(ForeignAnnotation.JUPITER.length()));
        }
    }

    private static final Place CLASS = new Place("classes",
            Set.of("Disabled", "DisplayName", "Tag", "Timeout", "Nested"));
    private static final Place SCENARIO = new Place("scenarios", Set.of("Disabled", "DisplayName", "Tag", "Timeout"));
    private static final Place METHOD = new Place("methods that are no scenarios",
            Set.of("BeforeAll", "BeforeEach", "AfterEach", "AfterAll"));
    private static final Place FIELD = new Place("fields", Set.of("io.TempDir"));
    private static final Place PARAMETER = new Place(
            "parameters of scenarios and of @BeforeEach and @AfterEach methods", Set.of("io.TempDir"));
    private static final List<Place> PLACES = List.of(CLASS, SCENARIO, METHOD, FIELD, PARAMETER);

    private static final String AS_SCENARIO = "annotate test methods with @Scenario";
    private static final String WITH_CASES = "annotate the method with @Scenario, and give it cases with @Case or, for data of "
            + "your own type, with @CasesFrom";
    private static final String AROUND = "set up in @BeforeAll and @BeforeEach methods, and tear down in @AfterEach and "
            + "@AfterAll methods";
    private static final String ORDER = "scenarios run in the order of their names, several at once where -Ddevice names "
            + "several devices, and none may need what another has left; say in one scenario what belongs together";
    private static final String CONDITION = "name platforms and runtimes in @ChipTest or @Case, make a case manual, or "
            + "assume in the scenario (Assumptions.assumeTrue)";
    private static final String PARALLEL = "the scenarios of one device run one after the other, and -Ddevice says how many "
            + "devices there are";
    private static final String NAMES = "name the scenario with @Scenario(\"...\") or @DisplayName";
    private static final String JUPITER_API = "use the annotation of the same purpose in org.junit.jupiter.api: ";

    /** What to do instead, by the beginnings of names, of which the longest counts. */
    private static final Map<String, String> REMEDIES = new TreeMap<>(Map.ofEntries(
            Map.entry("org.junit.", "it belongs to another engine, leave it out"),
            Map.entry("org.junit.Test", AS_SCENARIO),
            Map.entry("org.junit.Ignore", JUPITER_API + "@Disabled"),
            Map.entry("org.junit.Before", JUPITER_API + "@BeforeEach"),
            Map.entry("org.junit.BeforeClass", JUPITER_API + "@BeforeAll"),
            Map.entry("org.junit.After", JUPITER_API + "@AfterEach"),
            Map.entry("org.junit.AfterClass", JUPITER_API + "@AfterAll"),
            Map.entry("org.junit.Rule", AROUND),
            Map.entry("org.junit.ClassRule", AROUND),
            Map.entry("org.junit.FixMethodOrder", ORDER),
            Map.entry("org.junit.runner.RunWith", "the engine finds @ChipTest classes by itself, leave it out"),
            Map.entry("org.junit.experimental.categories.", JUPITER_API + "@Tag"),
            Map.entry("org.junit.jupiter.api.Test", AS_SCENARIO),
            Map.entry("org.junit.jupiter.api.TestFactory", WITH_CASES),
            Map.entry("org.junit.jupiter.api.TestTemplate", WITH_CASES),
            Map.entry("org.junit.jupiter.api.ClassTemplate", WITH_CASES),
            Map.entry("org.junit.jupiter.params.", WITH_CASES),
            Map.entry("org.junit.jupiter.api.RepeatedTest", AS_SCENARIO
                    + "; a golden scenario runs -Drounds times, and any other can repeat what it does"),
            Map.entry("org.junit.jupiter.api.TestInstance", "each run has an instance to itself; keep in static fields "
                    + "what all runs share"),
            Map.entry("org.junit.jupiter.api.Order", ORDER),
            Map.entry("org.junit.jupiter.api.TestMethodOrder", ORDER),
            Map.entry("org.junit.jupiter.api.TestClassOrder", ORDER),
            Map.entry("org.junit.jupiter.api.DisplayNameGeneration", NAMES),
            Map.entry("org.junit.jupiter.api.IndicativeSentencesGeneration", NAMES),
            Map.entry("org.junit.jupiter.api.AutoClose", "close the field's object in an @AfterEach method"),
            Map.entry("org.junit.jupiter.api.extension.", "extensions are called by Jupiter's engine; " + AROUND),
            Map.entry("org.junit.jupiter.api.condition.", CONDITION),
            Map.entry("org.junit.jupiter.api.parallel.", PARALLEL),
            Map.entry("org.testng.annotations.", AS_SCENARIO + "; around them there are @BeforeAll, @BeforeEach, "
                    + "@AfterEach and @AfterAll of org.junit.jupiter.api"),
            Map.entry("org.testng.annotations.DataProvider", WITH_CASES)));

    private ForeignRules() {}

    /** Say what is wrong with a class, its fields, constructors and those methods that are no scenarios. */
    static List<Problem> ofClass(Class<?> type) {
        List<Problem> problems = new ArrayList<>();
        check(type, CLASS, "the class", problems);
        for (Field field : ReflectionSupport.findFields(type, _ -> true, HierarchyTraversalMode.TOP_DOWN)) {
            check(field, FIELD, "field " + field.getName(), problems);
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            checkParameters(constructor, "the constructor", problems);
        }
        for (Method method : ReflectionSupport.findMethods(type,
                each -> !each.isBridge() && !AnnotationSupport.isAnnotated(each, Scenario.class),
                HierarchyTraversalMode.TOP_DOWN)) {
            check(method, METHOD, "method " + method.getName(), problems);
            checkParameters(method, "method " + method.getName(), problems);
        }
        return problems;
    }

    /** Say what is wrong with a scenario. */
    static List<Problem> ofScenario(Method method) {
        List<Problem> problems = new ArrayList<>();
        check(method, SCENARIO, "scenario " + method.getName(), problems);
        checkParameters(method, "scenario " + method.getName(), problems);
        return problems;
    }

    private static void checkParameters(Executable method, String what, List<Problem> problems) {
        for (Parameter parameter : method.getParameters()) {
            check(parameter, PARAMETER, "parameter " + parameter.getName() + " of " + what, problems);
        }
    }

    private static void check(AnnotatedElement element, Place place, String what, List<Problem> problems) {
        for (ForeignAnnotation each : ForeignAnnotation.on(element)) {
            if (!place.honours(each.name()) && !isWhatWeDo(each)) {
                problems.add(new Problem("@" + each.annotation().annotationType().getSimpleName() + " of " + what,
                        what + " is annotated with " + each.words() + ", which is not honoured there: "
                                + remedy(each.name())));
            }
        }
    }

    /** An instance for each method is what there is. */
    private static boolean isWhatWeDo(ForeignAnnotation annotation) {
        return annotation.name().equals(ForeignAnnotation.JUPITER + "TestInstance")
                && annotation.text().equals("PER_METHOD");
    }

    private static String remedy(String name) {
        String elsewhere = PLACES.stream().filter(place -> place.honours(name))
                .map(place -> place.words).collect(joining(" and "));
        if (!elsewhere.isEmpty()) {
            return "it belongs to " + elsewhere;
        }
        return REMEDIES.entrySet().stream().filter(entry -> isMeant(entry.getKey(), name))
                .reduce((_, longer) -> longer).map(Map.Entry::getValue).orElseThrow();
    }

    /** A key that ends with a dot means a package with those below it. */
    private static boolean isMeant(String key, String name) {
        return key.endsWith(".") ? name.startsWith(key) : name.equals(key);
    }
}
