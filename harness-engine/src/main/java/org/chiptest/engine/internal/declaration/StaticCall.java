package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.chiptest.engine.internal.timed.LateException;
import org.chiptest.engine.internal.timed.TimedBody;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Call a static method that describes something. */
final class StaticCall {

    private StaticCall() {}

    /**
     * Call it, and read what it returns, which may be an object of the user's own.
     *
     * @param limit how long both may take together
     * @throws DeclarationException if one of them throws or does not end in time, or the method returns null
     */
    static <T> T call(Duration limit, Function<Object, T> reading, Method method, Object... arguments) {
        AtomicReference<T> read = new AtomicReference<>();
        // an interrupt from before is for who runs the tests, not for who describes them
        boolean interrupted = Thread.interrupted();
        try {
            TimedBody.run("method " + method.getName(), "raise -Dtimeout",
                    () -> read.set(reading.apply(returned(method, arguments))), limit);
        } catch (LateException e) {
            throw new DeclarationException(String.valueOf(e.getMessage()), e);
        } catch (DeclarationException e) {
            throw e;
        } catch (Throwable e) {
            throw new DeclarationException("method " + method.getName() + " failed: " + UserFailure.text(e), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return Objects.requireNonNull(read.get());
    }

    private static Object returned(Method method, Object... arguments) {
        Object result = ReflectionSupport.invokeMethod(method, null, arguments);
        if (result == null) {
            throw new DeclarationException("method " + method.getName() + " returned null");
        }
        return result;
    }

    /**
     * Check that a method is static and returns what is asked for.
     *
     * @throws DeclarationException if not
     */
    static void require(Method method, Class<?> returned) {
        if (!ModifierSupport.isStatic(method)) {
            throw new DeclarationException(
                    "method " + method.getName() + " is not static; make it static, it is called "
                            + "before there is an instance");
        }
        if (!returned.isAssignableFrom(method.getReturnType())) {
            throw new DeclarationException("method " + method.getName() + " returns "
                    + method.getReturnType().getSimpleName() + "; make it return " + returned.getSimpleName());
        }
    }
}
