package org.chiptest.engine.internal;

import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;

import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.Events;

/** Names that Java cannot write but other languages of the JVM can. */
class ForeignNameTests {

    private static int made;

    private final FakeEnvironment environment = new FakeEnvironment();

    @ParameterizedTest
    @ValueSource(strings = {"adds two vectors", "adds (at once)", "100% of a@b", "run$module", "schließt"})
    void aScenarioOfAnyNameRunsAndIsFoundByItsIdAndByItsName(String name) {
        Class<?> type = withScenario(name);
        Events tests = environment.running(type).execute().testEvents();

        tests.assertStatistics(stats -> stats.succeeded(1));
        TestDescriptor test = tests.succeeded().list().getFirst().getTestDescriptor();
        assertThat(test.getParent().orElseThrow().getDisplayName()).isEqualTo(name);
        environment.engine().selectors(selectUniqueId(test.getUniqueId())).execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
        environment.running(type).configurationParameter("case", name + "/default").execute().testEvents()
                .assertStatistics(stats -> stats.succeeded(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adds, and copies", "a*b", "this|that", "adds::copies"})
    void aScenarioOfANameThatNoSelectorCanHoldIsAWrongDeclaration(String name) {
        Events tests = environment.running(withScenario(name)).execute().testEvents();

        tests.assertStatistics(stats -> stats.started(1).failed(1));
        assertThat(Failure.message(tests.failed().list().getFirst())).isEqualTo("scenario " + name
                + " has a name that no selector can hold; use one without comma, *, |, line feed and ::, and tell people"
                + " more with @DisplayName");
    }

    @Test
    void aFunctionThatReturnsAnythingIsAWrongDeclaration() {
        Events tests = environment.running(made(MethodTypeDesc.of(ClassDesc.of("java.lang.Object")), "def"))
                .execute().testEvents();

        assertThat(Failure.message(tests.failed().list().getFirst()))
                .isEqualTo("scenario def: the method returns Object,"
                        + " which nobody would look at; make it return nothing");
    }

    private static Class<?> withScenario(String name) {
        return made(MTD_void, name);
    }

    /** Make a class that extends {@link Base} and has one scenario, which does nothing. */
    private static Class<?> made(MethodTypeDesc type, String name) {
        ClassDesc base = Base.class.describeConstable().orElseThrow();
        Annotation scenario = Annotation.of(Scenario.class.describeConstable().orElseThrow());
        byte[] bytes = ClassFile.of().build(ClassDesc.of(ForeignNameTests.class.getPackageName(), "Foreign" + made++),
                built -> built.withSuperclass(base)
                        .withMethodBody(INIT_NAME, MTD_void, 0,
                                code -> code.aload(0).invokespecial(base, INIT_NAME, MTD_void).return_())
                        .withMethod(name, type, 0, method -> method
                                .with(RuntimeVisibleAnnotationsAttribute.of(List.of(scenario))).withCode(code -> {
                                    if (type.returnType().equals(CD_void)) {
                                        code.return_();
                                    } else {
                                        code.aconst_null().areturn();
                                    }
                                })));
        try {
            return MethodHandles.lookup().defineClass(bytes);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Base {}
}
