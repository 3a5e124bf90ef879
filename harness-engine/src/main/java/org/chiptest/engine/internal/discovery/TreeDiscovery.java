package org.chiptest.engine.internal.discovery;

import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.chiptest.engine.internal.declaration.ClassReader;
import org.chiptest.engine.internal.declaration.DeclaredClass;
import org.chiptest.engine.internal.declaration.LostScenarios;
import org.chiptest.engine.internal.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.internal.descriptor.FailingTestDescriptor;
import org.chiptest.engine.internal.descriptor.SelectionDescriptor;
import org.chiptest.engine.internal.discovery.Selection.Candidate;
import org.chiptest.engine.internal.expectation.Complaint;
import org.chiptest.engine.internal.expectation.Expectations;
import org.chiptest.engine.internal.settings.EmptySelection;
import org.chiptest.engine.internal.settings.EngineSettings;
import org.chiptest.engine.internal.settings.ExpectationMode;
import org.chiptest.engine.internal.settings.ExpectationSettings;
import org.chiptest.engine.internal.settings.ParsedSettings;
import org.chiptest.engine.internal.settings.SettingsParser;
import org.chiptest.engine.internal.settings.ShardChoice;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.chiptest.runtime.platform.Platform;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.discovery.EngineDiscoveryRequestResolver;

/** Turn a discovery request into the test tree. */
public final class TreeDiscovery {

    private final List<Platform> platforms;
    private final List<String> problems;
    private final LocalDate today;
    private final Map<String, String> environment;

    /**
     * Discover tests.
     *
     * @param platforms   the platforms that there are; what is wrong with their descriptions is as wrong as a setting
     * @param today       the day by which expectations expire
     * @param environment variables, in which those who start runs say which part of the tests is meant
     */
    public TreeDiscovery(DescribedPlatforms platforms, LocalDate today, Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.today = today;
        this.platforms = platforms.all();
        this.problems = platforms.problems();
    }

    /** Discover what a request selects; settings that are wrong become issues, and then there are no tests. */
    public ChipTestEngineDescriptor discover(EngineDiscoveryRequest request, UniqueId engineId) {
        ParsedSettings parsed = SettingsParser.parse(request.getConfigurationParameters(),
                platforms.stream().map(Platform::name).toList(), environment);
        Expectations expectations = expectations(parsed.settings().expectations());
        ChipTestEngineDescriptor engine = new ChipTestEngineDescriptor(engineId, parsed.settings(), expectations);
        List<String> errors = Stream.concat(problems.stream(), parsed.errors().stream()).distinct().toList();
        if (errors.isEmpty()) {
            grow(engine, request);
            errors = share(engine, parsed.settings().shard());
            engine.rememberMistakes();
        }
        errors.forEach(error -> request.getDiscoveryListener().issueEncountered(engineId,
                DiscoveryIssue.create(DiscoveryIssue.Severity.ERROR, error)));
        return engine;
    }

    /** Leave a part of the tests; without what it is balanced by there are none, and that is an error. */
    private static List<String> share(ChipTestEngineDescriptor engine, ShardChoice shard) {
        if (!shard.isPart()) {
            return List.of();
        }
        try {
            engine.share(Shard.apply(engine, shard));
            return List.of();
        } catch (UncheckedIOException e) {
            List.copyOf(engine.getChildren()).forEach(engine::removeChild);
            return List.of(e.getMessage() + " (" + e.getCause() + ")");
        }
    }

    private void grow(ChipTestEngineDescriptor engine, EngineDiscoveryRequest request) {
        Expectations expectations = engine.expectations();
        Selection selection = new Selection(engine.settings(), expectations);
        Set<Candidate> reached = new LinkedHashSet<>();
        Map<Class<?>, DeclaredClass> read = new LinkedHashMap<>();
        Set<LostScenarios> lost = new LinkedHashSet<>();
        ClassReader reader = new ClassReader(platforms, engine.settings().extent().sizes(),
                engine.settings().sanitizer(),
                engine.settings().timeout());
        EngineDiscoveryRequestResolver.<ChipTestEngineDescriptor>builder()
                .addClassContainerSelectorResolver(
                        type -> ClassReader.isTestClass(type) && !ClassReader.isNestedTestClass(type)
                                || !LostScenarios.in(type).isEmpty())
                .addSelectorResolver(
                        context -> new TreeResolver(reader, selection, reached, read, context.getClassNameFilter(),
                                lost))
                .addTestDescriptorVisitor(context -> TestDescriptor::prune).build().resolve(request, engine);
        LostScenarios.warnings(lost, read.keySet()).forEach(
                issue -> request.getDiscoveryListener().issueEncountered(engine.getUniqueId(), issue));
        if (engine.settings().emptySelection() == EmptySelection.FAIL) {
            selection.nothing(reached, name -> request.getConfigurationParameters().get(name).orElse(null))
                    .ifPresent(report -> add(report,
                            settings(engine, reached.iterator().next().scenario().type(), tags(read.values()))));
        }
        expectations.complaints(read.values())
                .forEach(complaint -> add(complaint,
                        settings(engine, read.keySet().iterator().next(), tags(read.values()))));
    }

    private Expectations expectations(ExpectationSettings settings) {
        return settings.mode() == ExpectationMode.IGNORE
                ? Expectations.NONE
                : Expectations.in(settings.folder().toAbsolutePath(), platforms, today);
    }

    private static void add(Complaint complaint, SelectionDescriptor settings) {
        settings.addChild(FailingTestDescriptor.expectation(settings, complaint));
    }

    private static void add(EmptySelectionReport report, SelectionDescriptor settings) {
        settings.addChild(FailingTestDescriptor.selection(settings, report.selection(), report.message()
                + "\nIf another module or fork holds it, set " + EngineSettings.EMPTY_SELECTION + "=ignore"));
    }

    /** Return the tags that the classes of the run and their scenarios declare. */
    private static Set<TestTag> tags(Collection<DeclaredClass> classes) {
        return classes.stream()
                .flatMap(type -> Stream.concat(type.tags().stream(),
                        type.scenarios().stream().flatMap(scenario -> scenario.tags().stream())))
                .filter(TestTag::isValid).map(TestTag::create).collect(Collectors.toSet());
    }

    private static SelectionDescriptor settings(ChipTestEngineDescriptor engine, Class<?> type, Set<TestTag> tags) {
        SelectionDescriptor settings = engine.getChildren().stream().filter(SelectionDescriptor.class::isInstance)
                .map(SelectionDescriptor.class::cast).findFirst()
                .orElseGet(() -> new SelectionDescriptor(engine, type, tags));
        engine.addChild(settings);
        return settings;
    }
}
