package org.chiptest.interleavings.schedule;

import static java.util.Map.entry;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** Rewrite the code of one method; see {@link Rewriter}. */
final class CodeRewriting implements CodeTransform {

    private static final ClassDesc SEAMS = ClassDesc.of(Seams.class.getName());
    private static final ClassDesc THREAD = ClassDesc.of(SteppedThread.class.getName());
    private static final MethodTypeDesc PLACE = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);
    private static final MethodTypeDesc MONITOR = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);

    private static final MethodTypeDesc WAIT_MILLIS = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long);

    /** Methods that have a seam, and its name. */
    private static final Map<String, String> SEAM_OF = Map.ofEntries(
            entry("java/lang/Thread.onSpinWait", "onSpinWait"),
            entry("java/lang/Thread.yield", "pass"), entry("java/lang/Thread.sleep", "sleep"),
            entry("java/lang/Thread.interrupted", "interrupted"), entry("java/lang/Thread.interrupt", "interrupt"),
            entry("java/lang/Thread.isInterrupted", "isInterrupted"), entry("java/lang/Thread.isAlive", "isAlive"),
            entry("java/lang/Thread.join", "join"), entry("java/lang/Thread.ofPlatform", "ofPlatform"),
            entry("java/util/concurrent/locks/LockSupport.park", "park"),
            entry("java/util/concurrent/locks/LockSupport.parkNanos", "parkNanos"),
            entry("java/util/concurrent/locks/LockSupport.unpark", "unpark"),
            entry("java/lang/System.nanoTime", "nanoTime"),
            entry("java/lang/Runtime.availableProcessors", "availableProcessors"));
    private static final Pattern SYNCHRONISING = Pattern.compile(
            "java/lang/invoke/VarHandle\\.(?!.*Fence).*|java/util/concurrent/(atomic/|Concurrent|CopyOnWrite)\\w+\\.(?!<init>).*");
    private static final Pattern UNSYNCHRONISED = Pattern.compile(
            "java/util/(Collection|List|Map|Set|Queue|Deque|NavigableMap|ArrayList|ArrayDeque|BitSet|HashMap|TreeMap|LinkedHash(Map|Set)|EnumMap)\\.(?!<init>|of|copyOf).*"
                    + "|java/lang/foreign/MemorySegment\\.(get|set|copy|fill)");

    private final Rewriter classes;
    private final ClassDesc type;
    private final MethodModel method;
    private final String name;
    private int line;

    /** Where what a synchronized method holds its monitor for begins, null in other methods. */
    private @Nullable Label held;

    CodeRewriting(Rewriter classes, ClassDesc type, MethodModel method) {
        this.classes = classes;
        this.type = type;
        this.method = method;
        this.name = method.methodName().stringValue();
    }

    @Override
    public void atStart(CodeBuilder code) {
        if (isInitialiser()) {
            code.invokestatic(SEAMS, "beginInitialising", ConstantDescs.MTD_void);
        }
        if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
            loadMonitor(code);
            call(code, "enter", MONITOR, "synchronized");
            held = code.newLabel();
            code.labelBinding(held);
        }
    }

    @Override
    public void accept(CodeBuilder code, CodeElement element) {
        switch (element) {
            case LineNumber number -> {
                line = number.line();
                code.with(number);
            }
            case MonitorInstruction monitor when monitor.opcode() == Opcode.MONITORENTER ->
                call(code, "enter", MONITOR, "synchronized");
            case MonitorInstruction _ -> code.invokestatic(SEAMS, "exit", MONITOR);
            case FieldInstruction field -> {
                field(code, field);
                code.with(field);
            }
            case ArrayStoreInstruction store -> {
                if (store.opcode() == Opcode.AASTORE && !isConstructing()) {
                    place(code, "touch", "sets an element");
                }
                code.with(store);
            }
            case NewObjectInstruction created when isThread(created.className().asInternalName()) ->
                code.new_(THREAD);
            case InvokeInstruction call -> invoke(code, call);
            case ReturnInstruction end -> {
                leave(code);
                code.with(end);
            }
            default -> code.with(element);
        }
    }

    @Override
    public void atEnd(CodeBuilder code) {
        if (held != null) {
            Label end = code.newLabel();
            code.labelBinding(end);
            code.exceptionCatchAll(held, end, end);
            loadMonitor(code);
            code.invokestatic(SEAMS, "exit", MONITOR);
            code.athrow();
        }
    }

    private void leave(CodeBuilder code) {
        if (held != null) {
            loadMonitor(code);
            code.invokestatic(SEAMS, "exit", MONITOR);
        }
        if (isInitialiser()) {
            code.invokestatic(SEAMS, "endInitialising", ConstantDescs.MTD_void);
        }
    }

    private void field(CodeBuilder code, FieldInstruction field) {
        String owner = field.owner().asInternalName();
        int flags = owner.startsWith("org/chiptest/") ? classes.flagsOf(owner, field.name().stringValue()) : 0;
        if (flags == 0 && !owner.startsWith("org/chiptest/") || (flags & ClassFile.ACC_FINAL) != 0) {
            return;
        }
        boolean reads = field.opcode() == Opcode.GETFIELD || field.opcode() == Opcode.GETSTATIC;
        String what = (reads ? "reads " : "writes ") + field.name().stringValue();
        if ((flags & ClassFile.ACC_VOLATILE) != 0) {
            place(code, "step", what);
        } else if (!isConstructing()) {
            place(code, "touch", what);
        }
    }

    private void invoke(CodeBuilder code, InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String called = call.name().stringValue();
        String full = owner + "." + called;
        String seam = SEAM_OF.get(full);
        if (ofMonitors(called, call.typeSymbol())) {
            call(code, called, call.typeSymbol().insertParameterTypes(0, ConstantDescs.CD_Object), called);
        } else if (seam != null) {
            MethodTypeDesc parameters = call.opcode() == Opcode.INVOKESTATIC
                    ? call.typeSymbol()
                    : call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol());
            call(code, seam, parameters, called);
        } else if (isThread(owner) && called.equals(ConstantDescs.INIT_NAME)) {
            code.invokespecial(THREAD, called, call.typeSymbol());
        } else {
            if (SYNCHRONISING.matcher(full).matches()) {
                place(code, "step", called);
            } else if (!isConstructing() && UNSYNCHRONISED.matcher(full).matches()) {
                place(code, "touch", called);
            }
            code.with(call);
        }
    }

    /** Tell whether a method is one of those of a monitor, which every class has. */
    private static boolean ofMonitors(String called, MethodTypeDesc type) {
        return switch (called) {
            case "notify", "notifyAll" -> type.equals(ConstantDescs.MTD_void);
            case "wait" -> type.equals(ConstantDescs.MTD_void) || type.equals(WAIT_MILLIS);
            default -> false;
        };
    }

    private void place(CodeBuilder code, String seam, String what) {
        call(code, seam, MethodTypeDesc.of(ConstantDescs.CD_void), what);
    }

    /** Call a seam with the parameters that are on the stack, and the place. */
    private void call(CodeBuilder code, String seam, MethodTypeDesc parameters, String what) {
        String simple = type.displayName();
        code.loadConstant(simple + "." + name + ":" + line + " " + what);
        code.invokestatic(SEAMS, seam,
                parameters.insertParameterTypes(parameters.parameterCount(), PLACE.parameterType(0)));
    }

    private void loadMonitor(CodeBuilder code) {
        if (method.flags().has(AccessFlag.STATIC)) {
            code.loadConstant(type);
        } else {
            code.aload(0);
        }
    }

    private boolean isInitialiser() {
        return name.equals(ConstantDescs.CLASS_INIT_NAME);
    }

    private boolean isConstructing() {
        return isInitialiser() || name.equals(ConstantDescs.INIT_NAME);
    }

    private static boolean isThread(String className) {
        return className.equals("java/lang/Thread");
    }
}
