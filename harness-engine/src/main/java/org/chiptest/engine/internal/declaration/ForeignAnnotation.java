package org.chiptest.engine.internal.declaration;

import java.lang.annotation.Annotation;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.platform.commons.support.ReflectionSupport;

/**
 * An annotation of JUnit Jupiter, JUnit 4 or TestNG, read by its name: the engine depends on none of them.
 *
 * @param annotation the annotation
 * @param written    the one that stands at the element: this one, or one that carries it as a meta-annotation
 */
record ForeignAnnotation(Annotation annotation, Annotation written) {

    /** Package of the annotations that JUnit Jupiter's tests use most. */
    static final String JUPITER = "org.junit.jupiter.api.";

    /** Read those of an element; of a class also what it inherits, as Jupiter does. Containers of repeated ones are opened. */
    static List<ForeignAnnotation> on(AnnotatedElement element) {
        Set<Annotation> written = new LinkedHashSet<>(List.of(element.getDeclaredAnnotations()));
        if (element instanceof Class<?> type) {
            addInherited(type, written);
        }
        List<ForeignAnnotation> found = new ArrayList<>();
        for (Annotation each : written) {
            add(each, each, found, new HashSet<>());
        }
        return found;
    }

    /** Find the first one of a name at an element. */
    static Optional<ForeignAnnotation> find(AnnotatedElement element, String name) {
        return on(element).stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** Tell whether an element has one of a name. */
    static boolean isOn(AnnotatedElement element, String name) {
        return find(element, name).isPresent();
    }

    /** Return the full name of its type. */
    String name() {
        return annotation.annotationType().getName();
    }

    /** Return how people write it: {@code @RetryingTest, which is a @TestTemplate}. */
    String words() {
        String own = "@" + annotation.annotationType().getSimpleName();
        return annotation.equals(written)
                ? own
                : "@" + written.annotationType().getSimpleName() + ", which is a " + own;
    }

    /** Return the value of an element of it, or nothing if its version has none of that name. */
    Optional<Object> value(String element) {
        return ReflectionSupport.findMethod(annotation.annotationType(), element)
                .map(method -> ReflectionSupport.invokeMethod(method, annotation));
    }

    /** Return its element {@code value}, which is a text; empty if it is none. */
    String text() {
        return value("value").map(Object::toString).orElse("");
    }

    /** Add what superclasses and interfaces pass on; Java itself hides one by another of the same type, and asks no interface. */
    private static void addInherited(Class<?> type, Set<Annotation> written) {
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces())).forEach(parent -> {
            Arrays.stream(parent.getDeclaredAnnotations())
                    .filter(each -> each.annotationType().isAnnotationPresent(Inherited.class)).forEach(written::add);
            addInherited(parent, written);
        });
    }

    private static void add(Annotation each, Annotation written, List<ForeignAnnotation> found, Set<Class<?>> seen) {
        Class<? extends Annotation> type = each.annotationType();
        if (isForeign(type.getName())) {
            ForeignAnnotation foreign = new ForeignAnnotation(each, written);
            Optional<Annotation[]> content = foreign.value("value").filter(Annotation[].class::isInstance)
                    .map(Annotation[].class::cast);
            if (content.isPresent()) {
                Arrays.stream(content.get()).map(inner -> new ForeignAnnotation(inner, inner)).forEach(found::add);
            } else {
                found.add(foreign);
            }
        } else if (!type.getName().startsWith("java.lang.") && seen.add(type)) {
            for (Annotation meta : type.getAnnotations()) {
                add(meta, written, found, seen);
            }
            for (Annotation repeated : repeated(each)) {
                add(repeated, repeated, found, new HashSet<>());
            }
        }
    }

    /** Return what a container of a repeatable annotation of a user's own holds. */
    private static Annotation[] repeated(Annotation container) {
        Class<?> held = ReflectionSupport.findMethod(container.annotationType(), "value")
                .map(method -> method.getReturnType().componentType()).orElse(null);
        Repeatable repeatable = held == null ? null : held.getAnnotation(Repeatable.class);
        return repeatable != null && repeatable.value() == container.annotationType()
                ? (Annotation[]) new ForeignAnnotation(container, container).value("value").orElseThrow()
                : new Annotation[0];
    }

    private static boolean isForeign(String name) {
        return name.startsWith("org.junit.") && !name.startsWith("org.junit.platform.")
                || name.startsWith("org.testng.annotations.");
    }
}
