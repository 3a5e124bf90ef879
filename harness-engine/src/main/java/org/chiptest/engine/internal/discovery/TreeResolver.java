package org.chiptest.engine.internal.discovery;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;
import static org.junit.platform.engine.support.discovery.SelectorResolver.Resolution.match;
import static org.junit.platform.engine.support.discovery.SelectorResolver.Resolution.unresolved;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.ClassReader;
import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.declaration.DeclaredScenario;
import org.chiptest.engine.internal.declaration.DeclaredTest;
import org.chiptest.engine.internal.declaration.DeclaredTest.Readiness;
import org.chiptest.engine.internal.declaration.LostScenarios;
import org.chiptest.engine.internal.descriptor.ClassDescriptor;
import org.chiptest.engine.internal.descriptor.FailingTestDescriptor;
import org.chiptest.engine.internal.descriptor.ScenarioDescriptor;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.descriptor.SelectionDescriptor;
import org.chiptest.engine.internal.descriptor.WrongDeclarations;
import org.chiptest.engine.internal.discovery.Selection.Candidate;
import org.chiptest.engine.internal.expectation.Complaint;
import org.chiptest.engine.internal.identity.ScenarioIdentity;
import org.chiptest.engine.internal.identity.Segments;
import org.chiptest.engine.internal.settings.EmptySelection;
import org.chiptest.runtime.internal.settings.NearestName;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.IterationSelector;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.discovery.NestedClassSelector;
import org.junit.platform.engine.discovery.NestedMethodSelector;
import org.junit.platform.engine.discovery.UniqueIdSelector;
import org.junit.platform.engine.support.discovery.SelectorResolver;

/**
 * Grow the test tree, one selector at a time: a selector adds what it names and what is above it, then what is below. What it
 * reaches is remembered, also where the settings leave it out.
 */
final class TreeResolver implements SelectorResolver {

    private final ClassReader reader;
    private final Selection selection;
    private final Set<Candidate> reached;
    private final Predicate<String> classNames;
    private final Set<LostScenarios> lost;
    private final Map<Class<?>, DeclaredClass> read;

    TreeResolver(ClassReader reader, Selection selection, Set<Candidate> reached,
            Map<Class<?>, DeclaredClass> read, Predicate<String> classNames, Set<LostScenarios> lost) {
        this.lost = lost;
        this.reader = reader;
        this.selection = selection;
        this.reached = reached;
        this.read = read;
        this.classNames = classNames;
    }

    @Override
    public Resolution resolve(ClassSelector selector, Context context) {
        Class<?> type = selector.getJavaClass();
        if (!classNames.test(type.getName())) {
            return unresolved();
        }
        lost.addAll(LostScenarios.in(type));
        return resolveClass(type, context);
    }

    @Override
    public Resolution resolve(NestedClassSelector selector, Context context) {
        return resolveClass(selector.getNestedClass(), context);
    }

    @Override
    public Resolution resolve(MethodSelector selector, Context context) {
        return resolveMethod(selector.getJavaClass(), selector.getMethodName(), selector.getParameterTypeNames(),
                context);
    }

    @Override
    public Resolution resolve(NestedMethodSelector selector, Context context) {
        return resolveMethod(selector.getNestedClass(), selector.getMethodName(), selector.getParameterTypeNames(),
                context);
    }

    @Override
    public Resolution resolve(IterationSelector selector, Context context) {
        Set<Match> matches = new LinkedHashSet<>();
        for (int index : selector.getIterationIndices()) {
            context.addToParent(selector::getParentSelector, parent -> iteration(parent, index)).map(Match::exact)
                    .ifPresent(matches::add);
        }
        return matches.isEmpty() ? unresolved() : Resolution.matches(matches);
    }

    @Override
    public Resolution resolve(UniqueIdSelector selector, Context context) {
        UniqueId id = selector.getUniqueId();
        UniqueId.Segment last = id.getLastSegment();
        return switch (last.getType()) {
            case Segments.CLASS -> ReflectionSupport.tryToLoadClass(last.getValue()).toOptional()
                    .map(type -> resolveClass(type, context)).orElse(unresolved());
            case Segments.NESTED_CLASS ->
                below(id, context, ClassDescriptor.class, parent -> nested(parent, last));
            case Segments.SCENARIO ->
                below(id, context, ClassDescriptor.class, parent -> scenario(parent, last.getValue(), ""));
            case Segments.TEST -> below(id, context, ScenarioDescriptor.class,
                    parent -> test(parent, ScenarioIdentity.testName(last.getValue())));
            case FailingTestDescriptor.DECLARATION -> below(id, context, TestDescriptor.class,
                    parent -> problem(parent, last.getValue()));
            case SelectionDescriptor.SETTINGS -> added(context.addToParent(
                    parent -> Optional.of(new SelectionDescriptor(parent))));
            case FailingTestDescriptor.SELECTION -> below(id, context, TestDescriptor.class,
                    parent -> Optional.of(FailingTestDescriptor.selection(parent, last.getValue(),
                            last.getValue() + " matched nothing when the tests were discovered")));
            case FailingTestDescriptor.EXPECTATION -> below(id, context, TestDescriptor.class,
                    parent -> Optional.of(FailingTestDescriptor.expectation(parent, new Complaint(last.getValue(),
                            "something was wrong with it when the tests were discovered"))));
            default -> unresolved();
        };
    }

    private Resolution resolveClass(Class<?> type, Context context) {
        if (!ClassReader.isTestClass(type)) {
            return unresolved();
        }
        if (ClassReader.isNestedTestClass(type)) {
            return added(context.addToParent(() -> selectClass(type.getEnclosingClass()),
                    parent -> Optional.of(new ClassDescriptor(parent, declared(type), true))));
        }
        return added(context.addToParent(parent -> Optional.of(new ClassDescriptor(parent, declared(type), false))));
    }

    private Resolution resolveMethod(Class<?> type, String methodName, String parameterTypes, Context context) {
        if (!ClassReader.isTestClass(type)) {
            lost.addAll(LostScenarios.in(type));
            return unresolved();
        }
        return added(context.addToParent(() -> selectClass(type), parent -> Optional.of(parent)
                .filter(ClassDescriptor.class::isInstance).map(ClassDescriptor.class::cast)
                .flatMap(each -> scenario(each, methodName, parameterTypes))));
    }

    /**
     * Find a scenario.
     *
     * @param parameterTypes names of its parameters' types, separated by commas; none means any
     */
    private Optional<TestDescriptor> scenario(ClassDescriptor parent, String name, String parameterTypes) {
        DeclaredClass declared = parent.declared();
        Optional<DeclaredScenario> found = declared.scenario(name);
        if (found.isEmpty()) {
            // it may be what is wrong with the class that it is missing
            declared.problems().forEach(problem -> parent.addChild(WrongDeclarations.test(parent, problem)));
            return nothing(parent, "method " + name, declared.type().getSimpleName() + " has no scenario " + name
                    + NearestName.hint(name, declared.scenarios().stream().map(DeclaredScenario::name).toList()));
        }
        if (!parameterTypes.isBlank() && found.get().contract().isEmpty() && !takes(found.get(), parameterTypes)) {
            String own = Arrays.stream(found.get().method().getParameterTypes()).map(Class::getSimpleName)
                    .collect(Collectors.joining(", "));
            return nothing(parent, "method " + name + "(" + parameterTypes + ")", "what is in brackets are the types of"
                    + " parameters, and scenario " + name + " of " + declared.type().getSimpleName() + " takes (" + own
                    + "); a case is selected with -Dcase=" + name + "/case");
        }
        return Optional.of(new ScenarioDescriptor(parent, found.get()));
    }

    private static boolean takes(DeclaredScenario scenario, String parameterTypes) {
        Class<?>[] types = scenario.method().getParameterTypes();
        String[] names = parameterTypes.split(",", -1);
        return names.length == types.length && IntStream.range(0, types.length).allMatch(i -> List
                .of(types[i].getName(), types[i].getTypeName(), types[i].getSimpleName()).contains(names[i].strip()));
    }

    /** Find the test at a position among all those of a scenario, whatever the settings select of them. */
    private Optional<? extends TestDescriptor> iteration(TestDescriptor parent, int index) {
        if (!(parent instanceof ScenarioDescriptor scenario)) {
            return parent instanceof ClassDescriptor
                    ? nothing(parent, "iteration " + index, "a class has no iterations; select one of a scenario")
                    : Optional.empty();
        }
        List<DeclaredTest> tests = scenario.declared().tests();
        return index < tests.size()
                ? test(scenario, tests.get(index).name())
                : nothing(parent, "iteration " + index,
                        "scenario " + scenario.declared().name() + " has " + tests.size()
                                + " tests, which count from 0: "
                                + String.join(", ", tests.stream().map(DeclaredTest::name).toList()));
    }

    /** Stand for a selection within a class that is there: nobody else can have meant it. */
    private Optional<TestDescriptor> nothing(TestDescriptor parent, String selected, String message) {
        return selection.settings().emptySelection() == EmptySelection.IGNORE
                ? Optional.empty()
                : Optional.of(
                        FailingTestDescriptor.selection(parent, selected, selected + " matches nothing: " + message));
    }

    private <P extends TestDescriptor> Resolution below(UniqueId id, Context context, Class<P> parentType,
            Function<P, Optional<TestDescriptor>> creator) {
        return added(context.addToParent(() -> selectUniqueId(id.removeLastSegment()),
                parent -> Optional.of(parent).filter(parentType::isInstance).map(parentType::cast).flatMap(creator)));
    }

    private Optional<TestDescriptor> nested(ClassDescriptor parent, UniqueId.Segment segment) {
        return parent.declared().nested().stream()
                .filter(each -> each.type().getSimpleName().equals(segment.getValue())).findFirst()
                .map(each -> new ClassDescriptor(parent, declared(each.type()), true));
    }

    private Optional<TestDescriptor> test(ScenarioDescriptor parent, String name) {
        DeclaredScenario scenario = parent.declared();
        Optional<DeclaredTest> test = parent.test(name);
        if (test.isEmpty()) {
            return nothing(parent, "test " + name, "scenario " + scenario.name() + " of "
                    + scenario.type().getSimpleName() + " has no such test"
                    + NearestName.hint(name, scenario.tests().stream().map(DeclaredTest::name).toList()));
        }
        Candidate candidate = new Candidate(scenario, test.get());
        reached.add(candidate);
        if (selection.includes(candidate) && candidate.test().readiness() instanceof Readiness.Blocked) {
            WrongDeclarations.addAround(parent);
        }
        return selection.plan(candidate, parent::test)
                .map(plan -> new ScenarioTestDescriptor(parent, candidate.test(), plan));
    }

    private static Optional<TestDescriptor> problem(TestDescriptor parent, String key) {
        return WrongDeclarations.of(parent).stream().filter(problem -> problem.key().equals(key)).findFirst()
                .map(problem -> WrongDeclarations.test(parent, problem));
    }

    private DeclaredClass declared(Class<?> type) {
        return read.computeIfAbsent(type, reader::read);
    }

    private Resolution added(Optional<? extends TestDescriptor> descriptor) {
        return descriptor.map(each -> match(Match.exact(each, () -> below(each)))).orElse(unresolved());
    }

    private Set<DiscoverySelector> below(TestDescriptor descriptor) {
        UniqueId id = descriptor.getUniqueId();
        Stream<UniqueId> problems = WrongDeclarations.of(descriptor).stream()
                .map(problem -> FailingTestDescriptor.uniqueId(id, problem));
        Stream<UniqueId> children = switch (descriptor) {
            case ClassDescriptor parent -> Stream.concat(
                    parent.declared().scenarios().stream().map(each -> ScenarioDescriptor.uniqueId(id, each)),
                    parent.declared().nested().stream().map(each -> ClassDescriptor.uniqueId(id, each.type(), true)));
            case ScenarioDescriptor parent -> {
                List<Candidate> candidates = parent.declared().tests().stream()
                        .map(test -> new Candidate(parent.declared(), test)).toList();
                reached.addAll(candidates);
                yield selection.shown(candidates).stream()
                        .map(each -> ScenarioTestDescriptor.uniqueId(id, each.test()));
            }
            default -> Stream.empty();
        };
        Set<DiscoverySelector> selectors = new LinkedHashSet<>();
        Stream.concat(problems.filter(each -> selection.includesProblemsOf(typeOf(descriptor))), children)
                .forEach(each -> selectors.add(selectUniqueId(each)));
        return selectors;
    }

    private static Class<?> typeOf(TestDescriptor descriptor) {
        return switch (descriptor) {
            case ClassDescriptor parent -> parent.declared().type();
            case ScenarioDescriptor parent -> parent.declared().type();
            default -> Object.class;
        };
    }
}
