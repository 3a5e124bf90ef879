package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.chiptest.api.Case;
import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.Variant;
import org.chiptest.api.golden.Tolerance;
import org.chiptest.engine.internal.callable.CallableRecipe;
import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.internal.settings.CaptureChoice;
import org.chiptest.engine.internal.settings.LevelChoice;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.settings.NearestName;
import org.chiptest.runtime.platform.Platform;
import org.chiptest.runtime.toolchain.Sanitizer;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Read the scenarios of one class. */
final class ScenarioReader {

    private final Class<?> type;
    private final ClassTraits traits;
    private final Map<String, DeclaredCallable> callables;
    private final Lifecycle lifecycle;
    private final boolean usable;
    private final Duration limit;

    /**
     * Read the scenarios of a class.
     *
     * @param lifecycle what surrounds each of them
     * @param usable    whether the class has nothing that keeps all of them from running
     * @param limit     how long a method may take that says the cases
     */
    ScenarioReader(Class<?> type, ClassTraits traits, Map<String, DeclaredCallable> callables, Lifecycle lifecycle,
            boolean usable, Duration limit) {
        this.lifecycle = lifecycle;
        this.usable = usable;
        this.limit = limit;
        this.type = type;
        this.traits = traits;
        this.callables = callables;
    }

    DeclaredScenario read(Method method) {
        List<Problem> problems = new ArrayList<>(ForeignRules.ofScenario(method));
        JupiterTraits jupiter = JupiterTraits.of(method, "scenario " + method.getName(), problems);
        Optional<String> blocked = usable && problems.isEmpty()
                ? Optional.empty()
                : Optional.of((usable ? "the scenario" : "the class")
                        + " is declared in a way that cannot work; see the failed test of its declaration");
        List<DeclaredTest> tests = new ArrayList<>();
        List<InjectedParameter> parameters = List.of();
        Optional<DeclaredGolden> golden = Optional.empty();
        try {
            requireRunnable(method);
            List<CaseSpec> cases = cases(method, problems).stream()
                    .map(each -> limited(each, jupiter.timeout().or(traits::timeout))).toList();
            boolean data = cases.stream().anyMatch(each -> each.data().isPresent());
            parameters = ParameterReader.ofScenario(callables.keySet(), data, traits.level()).read(method);
            golden = golden(method, parameters);
            addTests(cases, parameters, golden, blocked, tests, problems);
        } catch (DeclarationException e) {
            problems.add(new Problem("method", "scenario " + method.getName() + ": " + e.getMessage()));
        }
        Scenario annotation = AnnotationSupport.findAnnotation(method, Scenario.class).orElseThrow();
        boolean fresh = AnnotationSupport.isAnnotated(method, FreshWorker.class)
                || AnnotationSupport.isAnnotated(type, FreshWorker.class);
        List<String> tags = JupiterTraits.validTags(
                Stream.concat(Arrays.stream(annotation.tags()), jupiter.tags().stream()).distinct().toList(),
                "scenario " + method.getName(), problems);
        return new DeclaredScenario(type, method, method.getName(), displayName(method, annotation, jupiter, problems),
                traits.level(), annotation.tier(), tags, fresh, traits.disabled().or(jupiter::disabled), lifecycle,
                traits.platformsSaid(), parameters, golden, Optional.empty(), tests, problems);
    }

    private static String displayName(Method method, Scenario annotation, JupiterTraits jupiter,
            List<Problem> problems) {
        String name = jupiter.displayName().filter(each -> !each.isBlank()).orElse(annotation.value());
        if (!annotation.value().isEmpty() && !name.equals(annotation.value())) {
            problems.add(new Problem("name", "scenario " + method.getName() + " has two names, '" + annotation.value()
                    + "' by @Scenario and '" + name + "' by @DisplayName; leave one of them out"));
        }
        return name.isEmpty() ? method.getName() : name;
    }

    /** What a case says itself is nearer than what is said for all of them. */
    private static CaseSpec limited(CaseSpec spec, Optional<Duration> timeout) {
        return spec.timeout().isPresent() ? spec : timeout.map(spec::scenarioTimeout).orElse(spec);
    }

    private Optional<DeclaredGolden> golden(Method method, List<InjectedParameter> parameters) {
        Optional<Golden> found = AnnotationSupport.findAnnotation(method, Golden.class);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (traits.level() == LevelChoice.HOST) {
            throw new DeclarationException(
                    "a golden scenario runs one callable on one chip, and this one is of level 3;"
                            + " leave @Golden out and submit the tasks yourself, or declare the class with @ChipTest(level = 2)");
        }
        if (!parameters.contains(InjectedParameter.Given.GOLDEN_ARGS)) {
            throw new DeclarationException("a golden scenario says its arguments and expected values on a parameter of "
                    + "type GoldenArgs; add one");
        }
        Golden annotation = found.get();
        return Optional.of(new DeclaredGolden(goldenCallable(annotation.callable()), tolerance(annotation)));
    }

    private String goldenCallable(String named) {
        if (named.isEmpty() && callables.size() == 1) {
            return callables.keySet().iterator().next();
        }
        if (callables.isEmpty()) {
            throw new DeclarationException(
                    "a golden scenario needs a callable; declare it with a static @CallableUnderTest method");
        }
        if (!callables.containsKey(named)) {
            throw new DeclarationException(named.isEmpty()
                    ? "the class declares the callables " + String.join(", ", callables.keySet())
                            + "; say which one to run with @Golden(callable = \"...\")"
                    : "@Golden names the callable '" + named + "'" + NearestName.hint(named, callables.keySet()));
        }
        return named;
    }

    private static Optional<Tolerance> tolerance(Golden annotation) {
        return annotation.rtol() < 0 && annotation.atol() < 0
                ? Optional.empty()
                : Optional.of(new Tolerance(Math.max(annotation.rtol(), 0), Math.max(annotation.atol(), 0)));
    }

    private static void requireRunnable(Method method) {
        if (ModifierSupport.isStatic(method)) {
            throw new DeclarationException("the method is static; each run has its own instance, so leave static out");
        }
        if (ModifierSupport.isAbstract(method)) {
            throw new DeclarationException("the method is abstract; give it a body");
        }
        if (method.getReturnType() != void.class) {
            throw new DeclarationException("the method returns " + method.getReturnType().getSimpleName()
                    + ", which nobody would look at; make it return nothing");
        }
    }

    private List<CaseSpec> cases(Method method, List<Problem> problems) {
        List<CaseSpec> found = new ArrayList<>();
        for (Case each : declaredCases(method)) {
            if (each.sanitizer().length > 1) {
                problems.add(new Problem("sanitizer of case " + each.name(), "case " + each.name()
                        + " names the sanitizers " + List.of(each.sanitizer())
                        + "; code is built with one of them at a time"));
            }
            found.add(CaseSpec.of(each));
        }
        AnnotationSupport.findAnnotation(method, CasesFrom.class)
                .ifPresent(annotation -> found.addAll(casesFrom(annotation.value())));
        return found.isEmpty() ? List.of(CaseSpec.named(Case.DEFAULT_NAME)) : unique(found, method, problems);
    }

    private static List<CaseSpec> unique(List<CaseSpec> found, Method method, List<Problem> problems) {
        Map<String, CaseSpec> unique = new LinkedHashMap<>();
        for (CaseSpec each : found) {
            if (each.name().isBlank() || Selectable.isNot(each.name())) {
                problems.add(new Problem("case '" + each.name() + "'", "case '" + each.name()
                        + "' has a name that no selector can hold; use one without " + Selectable.FORBIDDEN));
            } else if (unique.putIfAbsent(each.name(), each) != null) {
                problems.add(new Problem("case " + each.name(), "there are several cases named '" + each.name()
                        + "' in scenario " + method.getName() + "; unique ids are made of names, rename all but one"));
            }
        }
        return List.copyOf(unique.values());
    }

    /** What is declared twice in the same words is found once only, but is a mistake like any other name that comes twice. */
    private static List<Case> declaredCases(Method method) {
        List<Case> cases = new ArrayList<>(AnnotationSupport.findRepeatableAnnotations(method, Case.class));
        List<Case> again = new ArrayList<>(List.of(method.getAnnotationsByType(Case.class)));
        cases.forEach(again::remove);
        cases.addAll(again);
        return cases;
    }

    private List<CaseSpec> casesFrom(String methodName) {
        Method method = ReflectionSupport.findMethod(type, methodName)
                .orElseThrow(() -> new DeclarationException("@CasesFrom names the method " + methodName
                        + ", which the class does not have, or only with parameters"));
        StaticCall.require(method, Collection.class);
        return StaticCall.call(limit, returned -> read(methodName, (Collection<?>) returned), method);
    }

    private static List<CaseSpec> read(String methodName, Collection<?> returned) {
        List<CaseSpec> cases = new ArrayList<>();
        for (Object each : returned) {
            if (!(each instanceof CaseSpec spec)) {
                throw new DeclarationException(
                        "method " + methodName + " returned " + each + " among the cases; make it a CaseSpec");
            }
            cases.add(spec);
        }
        if (cases.isEmpty()) {
            throw new DeclarationException("method " + methodName + " returned no case");
        }
        return cases;
    }

    private void addTests(List<CaseSpec> cases, List<InjectedParameter> parameters, Optional<DeclaredGolden> golden,
            Optional<String> blocked, List<DeclaredTest> tests, List<Problem> problems) {
        for (CaseSpec declared : cases) {
            Optional<String> wrong = wrongSizes(declared);
            CaseSpec each = wrong.isPresent() ? declared : CaseSizes.with(declared, traits.sizes());
            requireNames(each, problems);
            int before = tests.size();
            for (Variant variant : variants(each)) {
                Sanitizer sanitizer = each.sanitizer().orElse(traits.sanitizer());
                tests.add(new DeclaredTest(tests.size() + 1, each, variant, sanitizer,
                        blocked.<Readiness>map(Readiness.Blocked::new)
                                .or(() -> wrong.map(text -> new Readiness.Wrong("case " + each.name() + ": " + text)))
                                .orElseGet(() -> readiness(each, variant, sanitizer, parameters, golden))));
            }
            if (tests.size() == before && !traits.platforms().isEmpty()) {
                problems.add(new Problem("variants of case " + each.name(), "case " + each.name()
                        + " runs nowhere: of its platforms " + named(each.platforms()) + " and runtimes "
                        + named(each.runtimes().stream().map(RuntimeKind::id).toList())
                        + ", the class has only " + platformNames() + " and "
                        + traits.runtimes().stream().map(RuntimeKind::id).toList()));
            }
        }
    }

    private Optional<String> wrongSizes(CaseSpec spec) {
        try {
            CaseSizes.with(spec, traits.sizes());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void requireNames(CaseSpec spec, List<Problem> problems) {
        Set<String> names = new LinkedHashSet<>(spec.platforms());
        names.addAll(spec.manualOn());
        for (String name : names) {
            if (!platformNames().contains(name)) {
                problems.add(new Problem("platform " + name + " of case " + spec.name(), "case " + spec.name()
                        + " names the platform '" + name + "', on which its class does not run"
                        + NearestName.hint(name, platformNames())));
            }
        }
    }

    private List<String> platformNames() {
        return traits.platforms().stream().map(Platform::name).toList();
    }

    private static String named(Collection<String> names) {
        return names.isEmpty() ? "(any)" : names.toString();
    }

    private List<Variant> variants(CaseSpec spec) {
        return traits.platforms().stream()
                .filter(platform -> spec.platforms().isEmpty() || platform.isNamedBy(spec.platforms()))
                .flatMap(platform -> traits.runtimes().stream()
                        .filter(runtime -> spec.runtimes().isEmpty() || spec.runtimes().contains(runtime))
                        .map(runtime -> new Variant(platform, runtime)))
                .toList();
    }

    private Readiness readiness(CaseSpec spec, Variant variant, Sanitizer sanitizer,
            List<InjectedParameter> parameters, Optional<DeclaredGolden> golden) {
        Optional<String> wrong = CaseLimits.broken(spec, variant, traits.level(), sanitizer)
                .or(() -> wrongData(spec, parameters)).or(() -> wrongCapture(spec));
        if (wrong.isPresent()) {
            return new Readiness.Wrong("case " + spec.name() + ": " + wrong.get());
        }
        Map<String, CallableRecipe> recipes = new LinkedHashMap<>();
        for (String name : callableNames(parameters, golden)) {
            Optional<CallableRecipe> recipe = callable(name).recipe(variant);
            if (recipe.isEmpty()) {
                return new Readiness.Blocked("callable " + name + " is declared in a way that cannot work; see "
                        + "the failed test of its declaration");
            }
            recipes.put(name, recipe.get().with(sanitizer));
        }
        return new Readiness.Ready(recipes);
    }

    private Set<String> callableNames(List<InjectedParameter> parameters, Optional<DeclaredGolden> golden) {
        Set<String> names = new LinkedHashSet<>(lifecycle.callables());
        for (InjectedParameter parameter : parameters) {
            if (parameter instanceof InjectedParameter.Callable(String name)) {
                names.add(name);
            }
        }
        golden.map(DeclaredGolden::callable).ifPresent(names::add);
        return names;
    }

    private DeclaredCallable callable(String name) {
        return Optional.ofNullable(callables.get(name)).orElseThrow();
    }

    private static Optional<String> wrongCapture(CaseSpec spec) {
        try {
            CaptureChoice.ofCase(spec.capture());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of("capture '" + spec.capture() + "': " + e.getMessage());
        }
    }

    private static Optional<String> wrongData(CaseSpec spec, List<InjectedParameter> parameters) {
        return parameters.stream().<Optional<String>>map(parameter -> switch (parameter) {
            case InjectedParameter.CaseData(Class<?> wanted) when !spec.data().filter(wanted::isInstance).isPresent() ->
                Optional.of("the scenario has a parameter of type " + wanted.getSimpleName() + ", but the case carries "
                        + spec.data().map(data -> "a " + data.getClass().getSimpleName()).orElse("no data"));
            default -> Optional.empty();
        }).flatMap(Optional::stream).findFirst();
    }
}
