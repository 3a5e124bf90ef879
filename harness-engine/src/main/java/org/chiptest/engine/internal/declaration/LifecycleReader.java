package org.chiptest.engine.internal.declaration;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Read the methods and fields of JUnit Jupiter that surround the scenarios of one class. */
final class LifecycleReader {

    private static final String BEFORE_ALL = "BeforeAll";
    private static final String BEFORE_EACH = "BeforeEach";
    private static final String AFTER_EACH = "AfterEach";
    private static final String AFTER_ALL = "AfterAll";

    private final Class<?> type;
    private final ParameterReader parameters;
    private final List<Problem> problems;

    /**
     * Read what surrounds the scenarios of a class.
     *
     * @param callables the callables that it can take
     * @param problems  takes what is wrong with the declarations
     */
    LifecycleReader(Class<?> type, ClassTraits traits, Set<String> callables, List<Problem> problems) {
        this.type = type;
        this.parameters = ParameterReader.ofLifecycle(callables, traits.level());
        this.problems = problems;
    }

    Lifecycle read() {
        List<Class<?>> instances = instances();
        List<LifecycleMethod> beforeEach = new ArrayList<>();
        List<LifecycleMethod> afterEach = new ArrayList<>();
        List<Lifecycle.FolderField> folders = new ArrayList<>();
        for (Class<?> each : instances) {
            beforeEach.addAll(methods(each, BEFORE_EACH, HierarchyTraversalMode.TOP_DOWN));
            afterEach.addAll(0, methods(each, AFTER_EACH, HierarchyTraversalMode.BOTTOM_UP));
            folders.addAll(folders(each));
        }
        return new Lifecycle(instances, methods(type, BEFORE_ALL, HierarchyTraversalMode.TOP_DOWN), beforeEach,
                afterEach,
                methods(type, AFTER_ALL, HierarchyTraversalMode.BOTTOM_UP), folders);
    }

    /** An instance of an inner class needs one of its enclosing class; that of a static one stands alone. */
    private List<Class<?>> instances() {
        List<Class<?>> instances = new ArrayList<>();
        for (Class<?> each = type; each != null; each = ClassReader.isInner(each) ? each.getEnclosingClass() : null) {
            instances.addFirst(each);
        }
        return instances;
    }

    private List<LifecycleMethod> methods(Class<?> each, String annotation, HierarchyTraversalMode order) {
        List<LifecycleMethod> read = new ArrayList<>();
        for (Method method : ReflectionSupport.findMethods(each,
                found -> ForeignAnnotation.isOn(found, ForeignAnnotation.JUPITER + annotation), order)) {
            try {
                read.add(read(each, method, annotation.endsWith("All")));
            } catch (DeclarationException e) {
                problems.add(new Problem("@" + annotation + " method " + method.getName(),
                        "@" + annotation + " method " + method.getName() + ": " + e.getMessage()));
            }
        }
        return read;
    }

    private LifecycleMethod read(Class<?> each, Method method, boolean forAll) {
        if (ModifierSupport.isStatic(method) != forAll) {
            throw new DeclarationException(forAll
                    ? "the method is not static; make it static, each run has an instance of its own"
                    : "the method is static; leave static out, it is called on the instance of each run");
        }
        if (ModifierSupport.isAbstract(method)) {
            throw new DeclarationException("the method is abstract; give it a body");
        }
        if (method.getReturnType() != void.class) {
            throw new DeclarationException("the method returns " + method.getReturnType().getSimpleName()
                    + ", which nobody would look at; make it return nothing");
        }
        List<InjectedParameter> taken = parameters.read(method);
        if (forAll) {
            requireForAll(method, taken);
        }
        return new LifecycleMethod(each, method, taken);
    }

    private static void requireForAll(Method method, List<InjectedParameter> taken) {
        for (int i = 0; i < taken.size(); i++) {
            if (taken.get(i) != InjectedParameter.Given.RANDOM) {
                throw new DeclarationException("parameter " + method.getParameters()[i].getName() + " is of type "
                        + method.getParameterTypes()[i].getSimpleName()
                        + ", of which each run has its own, but the method "
                        + "runs once for all of them; take it in a @BeforeEach or @AfterEach method. Here there is a "
                        + "RandomGenerator only");
            }
        }
    }

    private List<Lifecycle.FolderField> folders(Class<?> each) {
        List<Lifecycle.FolderField> read = new ArrayList<>();
        for (Field field : ReflectionSupport.findFields(each, ParameterReader::isFolder,
                HierarchyTraversalMode.TOP_DOWN)) {
            if (field.getType() != Path.class || ModifierSupport.isStatic(field) || ModifierSupport.isFinal(field)) {
                problems.add(new Problem("@TempDir field " + field.getName(), "@TempDir field " + field.getName()
                        + " must be a Path that is neither static nor final; each run has a folder of its own"));
            } else {
                ParameterReader.foreignFolder(field).ifPresent(wrong -> problems.add(new Problem(
                        "@TempDir field " + field.getName(), "@TempDir field " + field.getName() + " " + wrong)));
                read.add(new Lifecycle.FolderField(each, field));
            }
        }
        return read;
    }
}
