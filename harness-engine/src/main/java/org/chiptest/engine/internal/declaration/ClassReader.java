package org.chiptest.engine.internal.declaration;

import static java.util.stream.Collectors.toCollection;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.Case;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Read what test classes declare, collecting all that is wrong with it. */
public final class ClassReader {

    private static final int DEFAULT_LEVEL = 2;
    static final String NESTED = ForeignAnnotation.JUPITER + "Nested";

    private final List<Platform> platforms;
    private final Map<String, Integer> sizes;
    private final Sanitizer sanitizer;
    private final Duration limit;

    /**
     * Read classes for these platforms; where a class names none, those that are used by default come first.
     *
     * @param sizes     sizes of cases that are other than they say
     * @param sanitizer what code is built with where neither case nor class says it
     * @param limit     how long each method may take that describes callables or cases
     */
    public ClassReader(List<Platform> platforms, Map<String, Integer> sizes, Sanitizer sanitizer, Duration limit) {
        this.limit = limit;
        this.sizes = Map.copyOf(sizes);
        this.sanitizer = sanitizer;
        this.platforms = platforms.stream()
                .sorted(Comparator.comparing((Platform platform) -> platform.capabilities().byDefault()).reversed())
                .toList();
    }

    /** Tell whether a class is a test class. */
    public static boolean isTestClass(Class<?> type) {
        return (AnnotationSupport.isAnnotated(type, ChipTest.class) || isInner(type)) && canBeTestClass(type);
    }

    /** Tell whether a class is an inner class whose instances have one of the test class around it, by JUnit's {@code @Nested}. */
    static boolean isInner(Class<?> type) {
        return type.isMemberClass() && !ModifierSupport.isStatic(type) && ForeignAnnotation.isOn(type, NESTED)
                && isTestClass(type.getEnclosingClass());
    }

    /** Tell whether a class has scenarios that nobody runs, as neither it nor a class that it extends is a test class. */
    public static boolean hasLostScenarios(Class<?> type) {
        return canBeTestClass(type) && !isTestClass(type) && !scenarioMethods(type).isEmpty();
    }

    private static boolean canBeTestClass(Class<?> type) {
        return !ModifierSupport.isAbstract(type) && !type.isInterface() && !type.isAnnotation()
                && !type.isAnonymousClass() && !type.isLocalClass();
    }

    /** Tell whether a test class belongs to its enclosing class, and is run with it. */
    public static boolean isNestedTestClass(Class<?> type) {
        return type.getEnclosingClass() != null && isTestClass(type) && isTestClass(type.getEnclosingClass());
    }

    /** Read a class, which is a test class. */
    public DeclaredClass read(Class<?> type) {
        List<Problem> problems = new ArrayList<>();
        ClassTraits traits = traits(type, problems);
        Map<String, DeclaredCallable> callables = callables(type, problems);
        List<DeclaredScenario> scenarios = new ArrayList<>();
        List<Problem> around = new ArrayList<>(ForeignRules.ofClass(type));
        Lifecycle lifecycle = new LifecycleReader(type, traits, callables.keySet(), around).read();
        if (isUsable(type, problems)) {
            scenarios.addAll(scenarios(type, problems,
                    new ScenarioReader(type, traits, callables, lifecycle, around.isEmpty(), limit)));
            scenarios.addAll(new ContractReader(type, lifecycle, problems).read(scenarios));
        }
        callables.values().stream().flatMap(callable -> callable.problem().stream()).forEach(problems::add);
        problems.addAll(around);
        addLostMethods(type, problems);
        addOverridden(type, problems);
        problems.addAll(LostScenarios.within(type));
        List<DeclaredClass> nested = nested(type);
        if (scenarios.isEmpty() && nested.isEmpty() && problems.isEmpty()) {
            problems.add(new Problem("scenarios", "the class declares no scenario; annotate its test methods with "
                    + "@Scenario, or make it abstract if it is a base class"));
        }
        String displayName = JupiterTraits.of(type, "the class", new ArrayList<>()).displayName()
                .filter(name -> !name.isBlank()).orElse(type.getSimpleName());
        return new DeclaredClass(type, displayName, traits.tags(), traits.disabled(), lifecycle, scenarios, nested,
                problems);
    }

    private static List<DeclaredScenario> scenarios(Class<?> type, List<Problem> problems, ScenarioReader reader) {
        List<DeclaredScenario> scenarios = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (Method method : scenarioMethods(type)) {
            if (Selectable.isNot(method.getName())) {
                problems.add(new Problem("scenario " + method.getName(), "scenario " + method.getName()
                        + " has a name that no selector can hold; use one without " + Selectable.FORBIDDEN
                        + ", and tell people more with @DisplayName"));
            } else if (names.add(method.getName())) {
                scenarios.add(reader.read(method));
            } else {
                problems.add(new Problem("scenario " + method.getName(), "there are several scenarios named "
                        + method.getName() + "; unique ids are made of names, rename all but one"));
            }
        }
        return scenarios;
    }

    private List<DeclaredClass> nested(Class<?> type) {
        return Arrays.stream(type.getDeclaredClasses()).filter(ClassReader::isNestedTestClass)
                .sorted(Comparator.comparing(Class::getName)).map(this::read).toList();
    }

    /** Methods that say how a scenario runs but are none would not run. */
    private static void addLostMethods(Class<?> type, List<Problem> problems) {
        for (Method method : ReflectionSupport.findMethods(type, each -> !each.isBridge()
                && !AnnotationSupport.isAnnotated(each, Scenario.class), HierarchyTraversalMode.TOP_DOWN)) {
            Stream.of(Golden.class, Case.class, CasesFrom.class, FreshWorker.class)
                    .filter(each -> each == Case.class
                            ? !AnnotationSupport.findRepeatableAnnotations(method, Case.class).isEmpty()
                            : AnnotationSupport.isAnnotated(method, each))
                    .findFirst()
                    .ifPresent(each -> problems.add(new Problem("method " + method.getName(), "method "
                            + method.getName() + " is annotated with @" + each.getSimpleName()
                            + " but is no scenario, so nobody runs it; annotate it with @Scenario")));
        }
    }

    /** A method that overrides a scenario and is none is not run: Java's annotations of methods are not inherited. */
    private static void addOverridden(Class<?> type, List<Problem> problems) {
        Set<String> own = scenarioMethods(type).stream().map(Method::getName).collect(toCollection(LinkedHashSet::new));
        for (Class<?> each : ancestors(type)) {
            for (Method method : scenarioMethods(each)) {
                if (own.add(method.getName())) {
                    problems.add(new Problem("method " + method.getName(), "method " + method.getName()
                            + " overrides a scenario of " + each.getSimpleName()
                            + " but is none, so nobody runs it; annotate it with @Scenario, and with @Disabled if it is not"
                            + " to run here"));
                }
            }
        }
    }

    /** Return what a class extends and implements, the nearest first. */
    private static List<Class<?>> ancestors(Class<?> type) {
        List<Class<?>> ancestors = new ArrayList<>();
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces())).forEach(parent -> {
            ancestors.add(parent);
            ancestors.addAll(ancestors(parent));
        });
        return ancestors;
    }

    private ClassTraits traits(Class<?> type, List<Problem> problems) {
        List<ChipTest> annotations = annotations(type);
        List<String> named = annotations.stream().map(ChipTest::platforms).filter(names -> names.length > 0).findFirst()
                .map(List::of).orElse(List.of());
        Set<RuntimeKind> runtimes = annotations.stream().map(ChipTest::runtimes).filter(kinds -> kinds.length > 0)
                .findFirst().map(List::of).orElse(List.of(RuntimeKind.values())).stream().sorted()
                .collect(toCollection(LinkedHashSet::new));
        int level = annotations.stream().mapToInt(ChipTest::level).filter(number -> number != 0).findFirst()
                .orElse(DEFAULT_LEVEL);
        if (!LevelChoice.KNOWN.contains(level)) {
            problems.add(new Problem("level", "level " + level + " is not known; the levels are "
                    + LevelChoice.KNOWN.stream().sorted().toList()));
        }
        List<JupiterTraits> jupiter = around(type).stream().map(each -> JupiterTraits.of(each,
                "class " + each.getSimpleName(), each == type ? problems : new ArrayList<>())).toList();
        List<String> tags = JupiterTraits.validTags(
                Stream.concat(annotations.stream().flatMap(annotation -> Arrays.stream(annotation.tags())),
                        jupiter.stream().flatMap(each -> each.tags().stream())).distinct().toList(),
                "the class", problems);
        return new ClassTraits(named.isEmpty() ? platforms : known(named, problems), !named.isEmpty(), runtimes, level,
                tags, sizes, sanitizer(annotations, problems),
                jupiter.stream().map(JupiterTraits::disabled).flatMap(Optional::stream).findFirst(),
                jupiter.stream().map(JupiterTraits::timeout).flatMap(Optional::stream).findFirst());
    }

    private Sanitizer sanitizer(List<ChipTest> annotations, List<Problem> problems) {
        List<Sanitizer> said = annotations.stream().map(ChipTest::sanitizer).filter(each -> each.length > 0).findFirst()
                .map(List::of).orElse(List.of(sanitizer));
        if (said.size() > 1) {
            problems.add(new Problem("sanitizer",
                    "the class names the sanitizers " + said + "; code is built with one of them at a time"));
        }
        return said.getFirst();
    }

    /** Return the annotation of the class, then those of the test classes around it. */
    private static List<ChipTest> annotations(Class<?> type) {
        return around(type).stream().map(each -> AnnotationSupport.findAnnotation(each, ChipTest.class))
                .flatMap(Optional::stream).toList();
    }

    /** Return the class, then the test classes around it. */
    private static List<Class<?>> around(Class<?> type) {
        List<Class<?>> around = new ArrayList<>();
        for (Class<?> each = type; each != null; each = isNestedTestClass(each) ? each.getEnclosingClass() : null) {
            around.add(each);
        }
        return around;
    }

    private List<Platform> known(List<String> names, List<Problem> problems) {
        List<Platform> found = new ArrayList<>();
        for (String name : names.stream().distinct().toList()) {
            Optional<Platform> platform = platforms.stream().filter(each -> each.name().equals(name)).findFirst();
            platform.ifPresentOrElse(found::add, () -> problems.add(new Problem("platform " + name,
                    "unknown platform '" + name + "'"
                            + NearestName.hint(name, platforms.stream().map(Platform::name).toList()))));
        }
        platforms.stream().filter(each -> each.isNamedBy(names) && !found.contains(each)).forEach(found::add);
        return found;
    }

    private Map<String, DeclaredCallable> callables(Class<?> type, List<Problem> problems) {
        Map<String, DeclaredCallable> callables = new LinkedHashMap<>();
        for (Class<?> each : around(type)) {
            for (Method method : AnnotationSupport.findAnnotatedMethods(each, CallableUnderTest.class,
                    HierarchyTraversalMode.BOTTOM_UP)) {
                addCallable(method, each == type, callables, problems);
            }
        }
        return callables;
    }

    private void addCallable(Method method, boolean own, Map<String, DeclaredCallable> callables,
            List<Problem> problems) {
        String given = AnnotationSupport.findAnnotation(method, CallableUnderTest.class)
                .map(CallableUnderTest::value).orElse("");
        String name = given.isEmpty() ? method.getName() : given;
        try {
            StaticCall.require(method, CallableSpec.class);
        } catch (DeclarationException e) {
            if (own) {
                problems.add(new Problem("callable " + name, "callable " + name + ": " + e.getMessage()));
            }
            return;
        }
        DeclaredCallable earlier = callables.putIfAbsent(name, new DeclaredCallable(name, method, limit));
        if (own && earlier != null && earlier.isDeclaredBeside(method)) {
            problems.add(new Problem("callables named " + name, "several methods declare a callable " + name
                    + "; give all but one another name with @CallableUnderTest(\"...\")"));
        }
    }

    private static boolean isUsable(Class<?> type, List<Problem> problems) {
        if (type.isMemberClass() && !ModifierSupport.isStatic(type) && !isInner(type)) {
            problems.add(
                    new Problem("class", "the class is an inner class; make it static, or annotate it with @Nested"));
            return false;
        }
        if (type.isEnum()) {
            problems.add(new Problem("class",
                    "the class is an enum, of which nobody else makes instances; make it a class"));
            return false;
        }
        int given = isInner(type) ? 1 : 0;
        if (Arrays.stream(type.getDeclaredConstructors()).noneMatch(each -> each.getParameterCount() == given)) {
            problems.add(
                    new Problem("class", "the class has no constructor without parameters; scenarios get what they "
                            + "need as parameters of their methods"));
            return false;
        }
        return true;
    }

    static List<Method> scenarioMethods(Class<?> type) {
        return ReflectionSupport.findMethods(type, method -> AnnotationSupport.isAnnotated(method, Scenario.class),
                HierarchyTraversalMode.TOP_DOWN).stream().sorted(Comparator.comparing(Method::getName)).toList();
    }
}
