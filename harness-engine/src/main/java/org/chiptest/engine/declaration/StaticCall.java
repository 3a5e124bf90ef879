package org.chiptest.engine.declaration;

import java.lang.reflect.Method;

import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Call a static method that describes something. */
final class StaticCall {

    private StaticCall() {}

    /**
     * Call it.
     *
     * @throws DeclarationException if it throws, or returns null
     */
    static Object call(Method method, Object... arguments) {
        Object result;
        try {
            result = ReflectionSupport.invokeMethod(method, null, arguments);
        } catch (Exception | LinkageError | AssertionError e) {
            throw new DeclarationException("method " + method.getName() + " failed: " + e, e);
        }
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
