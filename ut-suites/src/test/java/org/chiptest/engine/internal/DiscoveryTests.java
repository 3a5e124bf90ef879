package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.chiptest.api.Case;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.api.Tier;
import org.chiptest.engine.internal.fixture.FixtureSuite;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoveryIssue;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

class DiscoveryTests {

    private static final String CLASS = "[engine:chiptest]/[class:" + TwoCases.class.getName() + "]";

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void uniqueIdsAreMadeOfNames() {
        assertThat(ids(discover(selectClass(TwoCases.class)))).containsExactly(
                "[engine:chiptest]", CLASS, CLASS + "/[scenario:first]",
                CLASS + "/[scenario:first]/[test-template-invocation:default@a2a3sim.host_build_graph]",
                CLASS + "/[scenario:first]/[test-template-invocation:default@a5sim.host_build_graph]",
                CLASS + "/[scenario:second]",
                CLASS + "/[scenario:second]/[test-template-invocation:small@a2a3sim.host_build_graph]",
                CLASS + "/[scenario:second]/[test-template-invocation:small@a5sim.host_build_graph]",
                CLASS + "/[scenario:second]/[test-template-invocation:large@a5sim.host_build_graph]");
    }

    @Test
    void legacyNamesEndInANumberThatDoesNotDependOnTheSelection() {
        assertThat(tests(discover(selectClass(TwoCases.class)))).extracting(TestDescriptor::getLegacyReportingName)
                .containsExactly("first(default a2a3sim hbg)[1]", "first(default a5sim hbg)[2]",
                        "second(small a2a3sim hbg)[1]", "second(small a5sim hbg)[2]", "second(large a5sim hbg)[3]");
        TestDescriptor large = tests(environment.running(TwoCases.class).configurationParameter("case", "large")
                .discover().getEngineDescriptor()).getFirst();
        assertThat(large.getLegacyReportingName()).isEqualTo("second(large a5sim hbg)[3]");
    }

    @Test
    void testsAreTaggedAndHaveASource() {
        TestDescriptor large = tests(discover(selectClass(TwoCases.class))).getLast();

        assertThat(large.getLegacyReportingName()).isEqualTo("second(large a5sim hbg)[3]");
        assertThat(large.getTags()).extracting(TestTag::getName).containsExactlyInAnyOrder("a5sim", "host_build_graph",
                "level2", "daily", "of-the-class", "of-the-scenario");
        assertThat(large.getSource()).containsInstanceOf(MethodSource.class)
                .hasValueSatisfying(source -> assertThat(((MethodSource) source).getMethodName()).isEqualTo("second"));
        assertThat(large.getParent().flatMap(TestDescriptor::getParent).flatMap(TestDescriptor::getSource))
                .contains(ClassSource.from(TwoCases.class));
    }

    @Test
    void nothingIsCompiledAndNoDeviceIsOpened() {
        discover(selectClass(TwoCases.class));

        assertThat(environment.sessions).hasValue(0);
    }

    @Test
    void aMethodSelectorFindsOneScenario() {
        assertThat(tests(discover(selectMethod(TwoCases.class, "first")))).hasSize(2);
    }

    @Test
    void aPackageSelectorFindsItsClassesAndNoPlainOnes() {
        assertThat(ids(discover(selectPackage("org.chiptest.engine.internal.fixture"))))
                .filteredOn(id -> id.contains("fixture") && !id.contains("scenario"))
                .containsExactly("[engine:chiptest]/[class:" + FixtureSuite.class.getName() + "]");
    }

    @Test
    void aClasspathRootSelectorFindsClassesByTheirNameFilters() throws URISyntaxException {
        Path root = Path.of(DiscoveryTests.class.getProtectionDomain().getCodeSource().getLocation().toURI());

        TestDescriptor engine = environment.engine().selectors(selectClasspathRoots(Set.of(root)).getFirst())
                .filters(named(".*\\.fixture\\.Fixture.*")).discover().getEngineDescriptor();

        assertThat(engine.getChildren()).extracting(TestDescriptor::getLegacyReportingName)
                .containsExactly(FixtureSuite.class.getName());
    }

    @Test
    void aClassNameFilterHoldsForClassSelectorsToo() {
        TestDescriptor engine = environment.running(TwoCases.class).filters(named("nothing"))
                .discover().getEngineDescriptor();

        assertThat(engine.getChildren()).isEmpty();
    }

    @Test
    void nestedClassesAreDiscoveredWithTheirEnclosingClassAndAlone() {
        String outer = "[engine:chiptest]/[class:" + Outer.class.getName() + "]";

        assertThat(ids(discover(selectClass(Outer.class)))).contains(outer + "/[scenario:outer]",
                outer + "/[nested-class:Inner]",
                outer + "/[nested-class:Inner]/[scenario:inner]/[test-template-invocation:default@a5sim.host_build_graph]");
        assertThat(tests(discover(selectNestedClass(List.of(Outer.class), Outer.Inner.class)))).hasSize(1);
        assertThat(tests(discover(selectClass(Outer.Inner.class)))).hasSize(1);
    }

    @Test
    void aClassWithoutTheAnnotationIsNoneOfOurs() {
        assertThat(discover(selectClass(Plain.class)).getChildren()).isEmpty();
        assertThat(discover(selectClass(AbstractBase.class)).getChildren()).isEmpty();
    }

    @Test
    void scenariosThatNobodyRunsAreAWarning() {
        assertThat(environment.engine().selectors(selectClass(Plain.class), selectClass(AbstractBase.class),
                selectClass(Inheriting.class), selectClass(TwoCases.class)).discover().getDiscoveryIssues())
                .singleElement().satisfies(issue -> {
                    assertThat(issue.severity()).isEqualTo(DiscoveryIssue.Severity.WARNING);
                    assertThat(issue.message()).isEqualTo("class " + Plain.class.getName()
                            + " has scenarios that nobody runs; annotate it with @ChipTest");
                    assertThat(issue.source()).contains(ClassSource.from(Plain.class));
                });
        assertThat(environment.engine().selectors(selectPackage("org.chiptest.engine.internal.fixture")).discover()
                .getDiscoveryIssues()).singleElement()
                .satisfies(issue -> assertThat(issue.message()).contains("LostFixture"));
    }

    @Test
    void scenariosAreInherited() {
        assertThat(tests(discover(selectClass(Inheriting.class)))).extracting(TestDescriptor::getLegacyReportingName)
                .containsExactly("inherited(default a2a3sim hbg)[1]", "inherited(default a5sim hbg)[2]");
    }

    private TestDescriptor discover(DiscoverySelector selector) {
        return environment.engine().selectors(selector).discover().getEngineDescriptor();
    }

    private static Filter<?> named(String pattern) {
        return includeClassNamePatterns(pattern);
    }

    private static List<String> ids(TestDescriptor descriptor) {
        List<String> ids = new ArrayList<>();
        descriptor.accept(each -> ids.add(each.getUniqueId().toString()));
        return ids;
    }

    private static List<TestDescriptor> tests(TestDescriptor descriptor) {
        List<TestDescriptor> tests = new ArrayList<>();
        descriptor.accept(each -> {
            if (each.isTest()) {
                tests.add(each);
            }
        });
        return tests;
    }

    @ChipTest(platforms = {"a2a3sim", "a5sim"}, runtimes = RuntimeKind.HOST_BUILD_GRAPH, tags = "of-the-class")
    static class TwoCases {

        @Scenario(tier = Tier.DAILY, tags = "of-the-scenario")
        @Case(name = "small")
        @Case(name = "large", blockDim = 30, platforms = "a5sim")
        void second() {}

        @Scenario
        void first() {}
    }

    @ChipTest(platforms = "a5sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Outer {

        @Scenario
        void outer() {}

        @ChipTest
        static class Inner {

            @Scenario
            void inner() {}
        }
    }

    static class Plain {

        @Scenario
        void never() {}
    }

    @ChipTest(runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class AbstractBase {

        @Scenario
        void inherited() {}
    }

    static class Inheriting extends AbstractBase {}
}
