package org.chiptest.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.stream.Stream;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.IndicativeSentencesGeneration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.Events;

/** One by one, what Jupiter has and this engine has not: each is refused with the way to say it here. */
class JupiterRefusalTests {

    private final FakeEnvironment environment = new FakeEnvironment();

    static List<Arguments> refused() {
        return List.of(
                Arguments.of(TestMethods.class, "@Test of method test", "annotate test methods with @Scenario"),
                Arguments.of(Factories.class, "@TestFactory of method made",
                        "annotate the method with @Scenario, and give it cases"),
                Arguments.of(Templates.class, "@TestTemplate of method template",
                        "annotate the method with @Scenario, and give it cases"),
                Arguments.of(Values.class, "@ValueSource of scenario values",
                        "annotate the method with @Scenario, and give it cases"),
                Arguments.of(Methods.class, "@MethodSource of scenario values",
                        "annotate the method with @Scenario, and give it cases"),
                Arguments.of(Csv.class, "@CsvSource of scenario values",
                        "annotate the method with @Scenario, and give it cases"),
                Arguments.of(OrderedMethods.class, "@TestMethodOrder of the class",
                        "scenarios run in the order of their names"),
                Arguments.of(OrderedClasses.class, "@TestClassOrder of the class",
                        "scenarios run in the order of their names"),
                Arguments.of(Generated.class, "@DisplayNameGeneration of the class",
                        "name the scenario with @Scenario"),
                Arguments.of(Indicative.class, "@IndicativeSentencesGeneration of the class",
                        "name the scenario with @Scenario"),
                Arguments.of(Closing.class, "@AutoClose of field reader",
                        "close the field's object in an @AfterEach method"),
                Arguments.of(StaticExtension.class, "@RegisterExtension of field EXTENSION",
                        "extensions are called by Jupiter's engine"),
                Arguments.of(Isolating.class, "@Isolated of the class",
                        "the scenarios of one device run one after the other"),
                Arguments.of(Sharing.class, "@ResourceLock of scenario runs",
                        "the scenarios of one device run one after the other"),
                Arguments.of(OnLinux.class, "@DisabledOnOs of the class",
                        "name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(OnJava.class, "@EnabledForJreRange of scenario runs",
                        "name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(ByProperty.class, "@EnabledIfSystemProperty of scenario runs",
                        "name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(ByVariable.class, "@DisabledIfEnvironmentVariable of scenario runs",
                        "name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(ByMethod.class, "@EnabledIf of scenario runs",
                        "name platforms and runtimes in @ChipTest or @Case"),
                Arguments.of(OfAThirdParty.class, "@ExtendWith of scenario runs",
                        "extensions are called by Jupiter's engine"),
                Arguments.of(ComposedTest.class, "@Test of method runs", "annotate test methods with @Scenario"),
                Arguments.of(OfAnInterface.class, "@TestInstance of the class", "each run has an instance to itself"),
                Arguments.of(DefaultMethod.class, "@RepeatedTest of method again",
                        "annotate test methods with @Scenario"),
                Arguments.of(LimitedBefore.class, "@Timeout of method before", "it belongs to classes and scenarios"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void eachIsAWrongDeclarationThatSaysWhatToDoInstead(Class<?> type, String key, String remedy) {
        Events tests = environment.running(type).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(0));
        assertThat(tests.failed().list()).singleElement().satisfies(event -> {
            assertThat(event.getTestDescriptor().getDisplayName()).isEqualTo("declaration of " + key);
            assertThat(Failure.message(event)).contains("which is not honoured there: " + remedy);
        });
    }

    @ExtendWith(Setting.class)
    @Retention(RetentionPolicy.RUNTIME)
    @interface SetProperty {}

    static class Setting implements Extension {}

    @Test
    @Retention(RetentionPolicy.RUNTIME)
    @interface FastTest {}

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    interface Kept {}

    interface WithRepetition {

        @RepeatedTest(2)
        default void again() {
            throw new IllegalStateException("it ran");
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    abstract static class Sim {}

    static class TestMethods extends Sim {

        @Test
        void test() {
            // not run as it says
        }
    }

    static class Factories extends Sim {

        @TestFactory
        Stream<DynamicNode> made() {
            return Stream.of();
        }
    }

    static class Templates extends Sim {

        @TestTemplate
        void template() {
            // not run as it says
        }
    }

    static class Values extends Sim {

        @Scenario
        @ValueSource(ints = 1)
        void values() {
            // not run as it says
        }
    }

    static class Methods extends Sim {

        @Scenario
        @MethodSource("values")
        void values() {
            // not run as it says
        }
    }

    static class Csv extends Sim {

        @Scenario
        @CsvSource("1, 2")
        void values() {
            // not run as it says
        }
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class OrderedMethods extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    @TestClassOrder(ClassOrderer.Random.class)
    static class OrderedClasses extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    @DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
    static class Generated extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    @IndicativeSentencesGeneration
    static class Indicative extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    static class Closing extends Sim {

        @AutoClose
        @SuppressWarnings("UnusedVariable") // closing it would be its use
        private final StringReader reader = new StringReader("");
    }

    static class StaticExtension extends Sim {

        @RegisterExtension
        static final Extension EXTENSION = new Extension() {};
    }

    @Isolated
    static class Isolating extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    static class Sharing extends Sim {

        @Scenario
        @ResourceLock("it")
        void runs() {
            // not run as it says
        }
    }

    @DisabledOnOs(OS.LINUX)
    static class OnLinux extends Sim {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    static class OnJava extends Sim {

        @Scenario
        @EnabledForJreRange(min = JRE.JAVA_25)
        void runs() {
            // not run as it says
        }
    }

    static class ByProperty extends Sim {

        @Scenario
        @EnabledIfSystemProperty(named = "a", matches = "b")
        void runs() {
            // not run as it says
        }
    }

    static class ByVariable extends Sim {

        @Scenario
        @DisabledIfEnvironmentVariable(named = "CI", matches = "true")
        void runs() {
            // not run as it says
        }
    }

    static class ByMethod extends Sim {

        @Scenario
        @EnabledIf("always")
        void runs() {
            // not run as it says
        }
    }

    static class OfAThirdParty extends Sim {

        @Scenario
        @SetProperty
        void runs() {
            // not run as it says
        }
    }

    static class ComposedTest extends Sim {

        @FastTest
        void runs() {
            // not run as it says
        }
    }

    static class OfAnInterface extends Sim implements Kept {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    static class DefaultMethod extends Sim implements WithRepetition {

        @Scenario
        void runs() {
            // not run as it says
        }
    }

    static class LimitedBefore extends Sim {

        @BeforeEach
        @Timeout(1)
        void before() {
            // not run as it says
        }

        @Scenario
        void runs() {
            // not run as it says
        }
    }
}
