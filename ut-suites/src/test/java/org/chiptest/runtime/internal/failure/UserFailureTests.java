package org.chiptest.runtime.internal.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

import org.chiptest.runtime.internal.failure.HostileException.Hostility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UserFailureTests {

    @Test
    void anOrdinaryFailureIsPassedOnAsItIs() {
        Exception failure = new IllegalStateException("outer", new IOException("inner"));
        failure.addSuppressed(new ArithmeticException("beside"));

        assertThat(UserFailure.readable(failure)).isSameAs(failure);
        assertThat(UserFailure.text(failure)).isEqualTo("java.lang.IllegalStateException: outer");
        assertThat(UserFailure.message(failure)).isEqualTo("outer");
        assertThat(UserFailure.find(failure, IOException.class)).hasValueSatisfying(
                found -> assertThat(found).hasMessage("inner"));
        assertThat(UserFailure.find(failure, ArithmeticException.class)).isEmpty();
    }

    @Test
    void aCircleOfSuppressedExceptionsThatPrintersKnowIsPassedOn() {
        Exception first = new IllegalStateException("first");
        Exception second = new IllegalStateException("second");
        first.addSuppressed(second);
        second.addSuppressed(first);

        assertThat(UserFailure.readable(first)).isSameAs(first);
    }

    @ParameterizedTest
    @EnumSource
    void aHostileFailureBecomesACopyThatSaysWhatIsWrongWithIt(Hostility hostility) {
        Throwable copy = UserFailure.readable(new HostileException(hostility));

        assertThat(copy).isInstanceOf(CopiedFailure.class).hasMessageEndingWith("\n(this is a copy: "
                + hostility.words() + ")").message()
                .startsWith("org.chiptest.runtime.internal.failure.HostileException: ")
                .hasSizeLessThan(UserFailure.MOST_CHARS + 1000);
        assertThat(UserFailure.same(UserFailure.readable(copy), copy)).as("a copy survives").isTrue();
        StringWriter printed = new StringWriter();
        copy.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).contains("HostileException");
    }

    @ParameterizedTest
    @EnumSource
    void aCopyKeepsThePlaceWhereTheFailureWasThrown(Hostility hostility) {
        StackTraceElement[] frames = UserFailure.readable(new HostileException(hostility)).getStackTrace();

        if (!hostility.name().startsWith("FRAMES")) {
            assertThat(frames).extracting(StackTraceElement::getMethodName)
                    .contains("aCopyKeepsThePlaceWhereTheFailureWasThrown");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noQuestionAboutAHostileFailureThrowsOrGoesOnForEver(Hostility hostility) {
        HostileException failure = new HostileException(hostility);

        assertThat(UserFailure.text(failure)).startsWith(HostileException.class.getName());
        assertThat(UserFailure.message(failure)).isNotEmpty().hasSizeLessThan(UserFailure.MOST_CHARS + 100);
        assertThat(UserFailure.find(failure, IOException.class)).isEmpty();
    }

    @Test
    void causesThatGoRoundInACircleAreToldOnce() {
        Exception first = new IllegalStateException("first");
        Exception second = new IllegalStateException("second", first);
        first.initCause(second);

        StringWriter printed = new StringWriter();
        UserFailure.readable(first).printStackTrace(new PrintWriter(printed));

        assertThat(printed.toString().lines().filter(line -> line.contains("CopiedFailure: "))).hasSize(2);
        assertThat(printed.toString()).contains("first").contains("second").contains("go round in a circle");
    }

    @Test
    void whatSurvivesOfAHostileFailureIsKeptAsItIs() {
        IOException cause = new IOException("the reason");
        Throwable copy = UserFailure.readable(new RuntimeException("outer", cause) {
            @Override
            public String getMessage() {
                throw new ArithmeticException("hostile");
            }
        });

        assertThat(copy.getCause()).isSameAs(cause);
        assertThat(copy).message().startsWith(getClass().getName() + "$1: (its toString threw java.lang.Arith");
    }

    @Test
    void aStaticInitializerThatFailedSaysWhyAlsoWhenItsClassIsUsedAgain() {
        assertThat(UserFailure.text(catchThrowable(Broken::touch))).isEqualTo("java.lang.ExceptionInInitializerError: "
                + "java.lang.IllegalStateException: no table");
        assertThat(UserFailure.text(catchThrowable(Broken::touch))).startsWith("java.lang.NoClassDefFoundError: ")
                .contains("java.lang.IllegalStateException: no table");
    }

    @Test
    void anAnonymousTypeHasAName() {
        assertThat(UserFailure.type(new RuntimeException("x") {})).isEqualTo("UserFailureTests$2");
        assertThat(UserFailure.type(new IOException("x"))).isEqualTo("IOException");
    }

    private static final class Broken {

        private static final int TABLE = table();

        private static int table() {
            throw new IllegalStateException("no table");
        }

        private static int touch() {
            return TABLE;
        }
    }
}
