package org.chiptest.interleavings.schedule;

import static java.util.Map.entry;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Rewrite classes so that their threads are a {@link SteppedRun}'s: by {@link Seams} instead of what the JDK has for monitors, parking, the
 * clock and threads, and by classes of this package instead of locks, latches, executors and futures. Before each access to a volatile
 * field, by a {@code VarHandle}, to an atomic or a concurrent collection comes a step, and before each to another field or collection, or
 * to native memory, a touch.
 */
final class Rewriter {

    private static final String HERE = "org/chiptest/interleavings/schedule/";
    private static final Map<String, String> CLASSES = Map.ofEntries(
            entry("java/util/concurrent/locks/ReentrantLock", HERE + "SteppedLock"),
            entry("java/util/concurrent/CountDownLatch", HERE + "SteppedLatch"),
            entry("java/util/concurrent/Executors", HERE + "SteppedExecutors"),
            entry("java/util/concurrent/CompletableFuture", HERE + "SteppedFuture"),
            entry("java/lang/Thread$Builder$OfPlatform", HERE + "SteppedThreadBuilder"));

    private final Function<String, byte @Nullable []> source;
    private final ClassRenaming renaming;
    private final Map<String, Fields> fields = new HashMap<>();

    /** The flags of a class's own fields, and the class that it extends. */
    private record Fields(Map<String, Integer> flags, @Nullable String superclass) {}

    /**
     * Rewrite classes.
     *
     * @param source   gives the file of a class of the project by its name with slashes, null if it is no such class
     * @param standIns which classes stand for others, by their names
     */
    Rewriter(Function<String, byte @Nullable []> source, Map<String, String> standIns) {
        this.source = source;
        Map<String, String> names = new LinkedHashMap<>(CLASSES);
        standIns.forEach((original, standIn) -> names.put(original.replace('.', '/'), standIn.replace('.', '/')));
        renaming = new ClassRenaming(names);
    }

    byte[] rewrite(byte[] classFile) {
        ClassFile context = ClassFile.of();
        ClassModel model = context.parse(renaming.apply(classFile));
        ClassDesc type = model.thisClass().asSymbol();
        return context.transformClass(model, ClassTransform.ofStateful(() -> (builder, element) -> {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                int flags = method.flags().flagsMask();
                builder.withMethod(method.methodName(), method.methodType(), flags & ~ClassFile.ACC_SYNCHRONIZED,
                        methodBuilder -> method.forEach(part -> {
                            if (part instanceof CodeModel code) {
                                methodBuilder.transformCode(code, new CodeRewriting(this, type, method));
                            } else if (!(part instanceof AccessFlags)) {
                                methodBuilder.with(part);
                            }
                        }));
            } else {
                builder.with(element);
            }
        }));
    }

    /** Return the flags of a field, found in its class or one that this extends; 0 if it is none of the project's. */
    int flagsOf(String owner, String field) {
        Fields declared = fields.computeIfAbsent(owner, this::read);
        Integer flags = declared.flags.get(field);
        if (flags != null) {
            return flags;
        }
        return declared.superclass == null ? 0 : flagsOf(declared.superclass, field);
    }

    private Fields read(String owner) {
        byte[] classFile = source.apply(owner);
        if (classFile == null) {
            return new Fields(Map.of(), null);
        }
        ClassModel model = ClassFile.of().parse(classFile);
        Map<String, Integer> flags = new HashMap<>();
        for (FieldModel field : model.fields()) {
            flags.put(field.fieldName().stringValue(), field.flags().flagsMask());
        }
        return new Fields(flags, model.superclass().map(each -> each.asInternalName()).orElse(null));
    }
}
