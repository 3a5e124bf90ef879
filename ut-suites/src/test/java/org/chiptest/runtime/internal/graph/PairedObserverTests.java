package org.chiptest.runtime.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PairedObserverTests {

    private final List<String> told = new ArrayList<>();
    private final RunObserver pair = new PairedObserver(observer("first", 7L), observer("second", 9L));

    static List<Method> events() {
        return Arrays.stream(RunObserver.class.getDeclaredMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic()).toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void bothAreToldOfEveryEventAndTheStampsAreOfTheFirst(Method event) throws Exception {
        Object[] arguments = Arrays.stream(event.getParameterTypes()).map(PairedObserverTests::any).toArray();

        Object result = event.invoke(pair, arguments);

        assertThat(told).containsExactly("first " + event.getName(), "second " + event.getName());
        if (event.getReturnType() == long.class) {
            assertThat(result).isEqualTo(7L);
        }
    }

    private RunObserver observer(String name, long stamps) {
        return (RunObserver) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{RunObserver.class},
                (proxy, method, arguments) -> {
                    told.add(name + " " + method.getName());
                    return method.getReturnType() == long.class ? stamps : null;
                });
    }

    private static Object any(Class<?> type) {
        return Array.get(Array.newInstance(type, 1), 0);
    }
}
