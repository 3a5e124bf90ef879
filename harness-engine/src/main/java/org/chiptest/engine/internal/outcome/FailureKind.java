package org.chiptest.engine.internal.outcome;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.api.golden.GoldenMismatchError;
import org.chiptest.api.golden.Mismatch;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.internal.failure.UserFailure;

/**
 * What makes two failures of a test the same one, though shapes and values in their texts may differ.
 *
 * @param type    what was thrown
 * @param code    the code of the device, if it is about one
 * @param outputs the outputs that are not as the golden says
 * @param line    the line of the test's class where it was thrown, if it was there
 */
public record FailureKind(Class<?> type, OptionalInt code, Set<String> outputs, Optional<String> line) {

    /** Return what kind a failure of a test is of, also if it is told by another one that says where it happened. */
    public static FailureKind of(Throwable failure, Class<?> test) {
        Throwable thrown = failure instanceof ScenarioBrokenException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return new FailureKind(thrown.getClass(), code(thrown), outputs(thrown), line(thrown, test));
    }

    private static OptionalInt code(Throwable failure) {
        return UserFailure.find(failure, DeviceException.class).map(found -> OptionalInt.of(found.code()))
                .orElseGet(OptionalInt::empty);
    }

    private static Set<String> outputs(Throwable failure) {
        return failure instanceof GoldenMismatchError mismatch
                ? mismatch.mismatches().stream().map(Mismatch::name).collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private static Optional<String> line(Throwable failure, Class<?> test) {
        return Arrays.stream(failure.getStackTrace()).filter(frame -> frame.getClassName().equals(test.getName()))
                .findFirst().map(frame -> frame.getMethodName() + ":" + frame.getLineNumber());
    }
}
