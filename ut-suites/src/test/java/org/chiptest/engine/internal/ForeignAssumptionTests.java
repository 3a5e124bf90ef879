package org.chiptest.engine.internal;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Events;

/** Libraries of assertions throw the assumptions of JUnit 4 or TestNG where these are on the class path. */
class ForeignAssumptionTests {

    private static final ClassDesc EXCEPTION = ClassDesc.of("java.lang.RuntimeException");

    private final FakeEnvironment environment = new FakeEnvironment();

    @Test
    void anAssumptionOfAnotherFrameworkAbortsItsTest() {
        Events tests = environment.running(Assuming.class).execute().testEvents();

        tests.assertStatistics(stats -> stats.aborted(2).failed(0));
        assertThat(tests.aborted().stream().map(event -> event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable().orElseThrow().getMessage())).containsOnly("no board");
    }

    @Test
    void whatFailsAfterItIsAFailureAllTheSame() {
        environment.running(FailingAfter.class).execute().testEvents()
                .assertStatistics(stats -> stats.failed(2).aborted(0));
    }

    /** Make the exception of a framework that is not here. */
    private static RuntimeException made(String name) {
        ClassDesc type = ClassDesc.of(name);
        MethodTypeDesc constructor = MethodTypeDesc.of(CD_void, CD_String);
        byte[] bytes = ClassFile.of().build(type, built -> built.withSuperclass(EXCEPTION)
                .withMethodBody(INIT_NAME, constructor, ClassFile.ACC_PUBLIC, code -> code.aload(0).aload(1)
                        .invokespecial(EXCEPTION, INIT_NAME, constructor).return_()));
        try {
            return (RuntimeException) new Defining().define(name, bytes).getConstructor(String.class)
                    .newInstance("no board");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Defining extends ClassLoader {

        Class<?> define(String name, byte[] bytes) {
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Assuming {

        static List<CaseSpec> frameworks() {
            return List.of(CaseSpec.named("junit4").data("org.junit.internal.AssumptionViolatedException"),
                    CaseSpec.named("testng").data("org.testng.SkipException"));
        }

        @Scenario
        @CasesFrom("frameworks")
        void assumes(String name) {
            throw made(name);
        }
    }

    static class FailingAfter extends Assuming {

        @AfterEach
        void fail() {
            throw new IllegalStateException("not put back");
        }
    }
}
