package org.chiptest.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A change to the bytecode of the simulated device that takes away one thing which it promises.
 *
 * @param type        simple name of the class in {@code org.chiptest.runtime.internal.sim}
 * @param method      where in the class, lambdas included
 * @param instruction what is replaced, each time it stands there
 * @param replacement what stands there instead
 */
record Mutation(String type, String method, Predicate<Instruction> instruction, Consumer<CodeBuilder> replacement) {

    private static final String PACKAGE = "org/chiptest/runtime/internal/sim/";

    /** Select the calls of a method of a class, which is named without its package. */
    static Predicate<Instruction> callOf(String owner, String name) {
        return instruction -> instruction instanceof InvokeInstruction call && call.name().equalsString(name)
                && call.owner().asInternalName().endsWith("/" + owner);
    }

    /** Select the reads of a method's first parameter. */
    static Predicate<Instruction> readOfFirstParameter() {
        return instruction -> instruction instanceof LoadInstruction load && load.slot() == 1;
    }

    /** Select an instruction by its operation. */
    static Predicate<Instruction> operation(Opcode opcode) {
        return instruction -> instruction.opcode() == opcode;
    }

    /** Write the class into a class path folder as it is. */
    void copyTo(Path folder) {
        write(folder, original());
    }

    /** Write the changed class into a class path folder. */
    void writeTo(Path folder) {
        AtomicInteger replaced = new AtomicInteger();
        ClassTransform transform = ClassTransform.transformingMethodBodies(
                model -> isMutated(model.methodName().stringValue()),
                (builder, element) -> replace(builder, element, replaced));
        ClassFile classFile = ClassFile.of();
        write(folder, classFile.transformClass(classFile.parse(original()), transform));
        if (replaced.get() == 0) {
            throw new IllegalStateException(
                    type + "." + method + " has nothing to replace any more; write the mutation anew");
        }
    }

    private boolean isMutated(String name) {
        return name.equals(method) || name.startsWith("lambda$" + method + "$");
    }

    private void replace(CodeBuilder builder, CodeElement element, AtomicInteger replaced) {
        if (element instanceof Instruction found && instruction.test(found)) {
            replaced.incrementAndGet();
            replacement.accept(builder);
        } else {
            builder.with(element);
        }
    }

    private byte[] original() {
        try (InputStream in = Mutation.class.getResourceAsStream("/" + PACKAGE + type + ".class")) {
            if (in == null) {
                throw new IllegalStateException("there is no class " + PACKAGE + type);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path folder, byte[] bytes) {
        Path file = folder.resolve(PACKAGE + type + ".class");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
