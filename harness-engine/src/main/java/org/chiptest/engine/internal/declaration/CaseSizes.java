package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.Size;
import org.chiptest.runtime.internal.failure.UserFailure;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * The numbers in the data of a case that say how large it is: those of its record, and of records in that, that are marked by
 * {@link Size}.
 *
 * @param entries in the order in which they are declared
 */
public record CaseSizes(List<Entry> entries) {

    public CaseSizes {
        entries = List.copyOf(entries);
    }

    /**
     * One of them.
     *
     * @param name       the name of the component
     * @param value      what it is
     * @param least      the least that it can be, itself such a multiple
     * @param multipleOf what it is a multiple of
     */
    public record Entry(String name, int value, int least, int multipleOf) {

        private void require(int wanted) {
            if (wanted < least || wanted % multipleOf != 0) {
                throw new IllegalArgumentException("size " + name + "=" + wanted + " cannot be; it is " + least
                        + " or more" + (multipleOf == 1 ? "" : ", and a multiple of " + multipleOf));
            }
        }
    }

    /**
     * Find them; none of a case without a record.
     *
     * @throws IllegalArgumentException if one is declared in a way that cannot be
     */
    public static CaseSizes of(CaseSpec spec) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        record(spec).ifPresent(data -> collect(data, entries));
        return new CaseSizes(List.copyOf(entries.values()));
    }

    /** Return the names of the sizes of a case; none if one is declared in a way that cannot be, which its test says. */
    public static Set<String> names(CaseSpec spec) {
        try {
            return of(spec).entries().stream().map(Entry::name).collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException _) {
            return Set.of();
        }
    }

    /**
     * Return a case with other sizes; of names that it does not have there is nothing to change.
     *
     * @throws IllegalArgumentException if one of them cannot be so large, or one is declared in a way that cannot be
     */
    public static CaseSpec with(CaseSpec spec, Map<String, Integer> sizes) {
        List<Entry> changed = of(spec).entries().stream().filter(each -> sizes.containsKey(each.name())).toList();
        changed.forEach(each -> each.require(sizes.getOrDefault(each.name(), each.value())));
        return changed.isEmpty() ? spec : spec.data(resized(record(spec).orElseThrow(), sizes));
    }

    private static Optional<Record> record(CaseSpec spec) {
        return spec.data().filter(Record.class::isInstance).map(Record.class::cast);
    }

    private static void collect(Record data, Map<String, Entry> entries) {
        for (RecordComponent component : data.getClass().getRecordComponents()) {
            Object value = value(data, component);
            Size size = component.getAnnotation(Size.class);
            if (size != null && entries.put(component.getName(), entry(component, size, value)) != null) {
                throw new IllegalArgumentException("there are several sizes named " + component.getName()
                        + " in the data of the case; rename all but one");
            }
            if (value instanceof Record inner) {
                collect(inner, entries);
            }
        }
    }

    private static Entry entry(RecordComponent component, Size size, Object value) {
        String what = "size " + component.getName() + " of " + component.getDeclaringRecord().getSimpleName();
        if (component.getType() != int.class) {
            throw new IllegalArgumentException(
                    what + " is a " + component.getType().getSimpleName() + "; make it an int");
        }
        if (size.least() < 1 || size.multipleOf() < 1) {
            throw new IllegalArgumentException(what + " has least = " + size.least() + ", multipleOf = "
                    + size.multipleOf() + "; both are 1 or more");
        }
        int least = Math.ceilDiv(size.least(), size.multipleOf()) * size.multipleOf();
        Entry entry = new Entry(component.getName(), (int) value, least, size.multipleOf());
        entry.require(entry.value());
        return entry;
    }

    private static Record resized(Record data, Map<String, Integer> sizes) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : data.getClass().getRecordComponents()) {
            Object value = value(data, component);
            Integer size = component.isAnnotationPresent(Size.class) ? sizes.get(component.getName()) : null;
            values.add(size != null ? size : value instanceof Record inner ? resized(inner, sizes) : value);
        }
        return made(data.getClass(), values);
    }

    private static Object value(Record data, RecordComponent component) {
        return ReflectionSupport.invokeMethod(component.getAccessor(), data);
    }

    private static Record made(Class<? extends Record> type, List<Object> values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " cannot be made of " + values + ": "
                    + UserFailure.text(e.getTargetException()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " cannot be made of " + values + ": " + e, e);
        }
    }
}
