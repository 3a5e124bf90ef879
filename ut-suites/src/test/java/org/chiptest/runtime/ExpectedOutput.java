package org.chiptest.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Take what a test expects to be written to standard error, so that the log of a build that passes is silent: by Java code, by loggers
 * and by native code, also of children. If the test fails, all of it is written after all.
 *
 * <p>Register it in a field of the test's instance. Standard error is the process's: tests that write there at the same time share it.
 */
public final class ExpectedOutput implements BeforeEachCallback, AfterEachCallback {

    private static final int STANDARD_ERROR = 2;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CREAT = function("creat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle DUP = function("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle DUP2 = function("dup2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final PrintStream error = System.err;
    private final Handler[] handlers = Logger.getLogger("").getHandlers();
    private final Path ofJava;
    private final Path ofNativeCode;
    private final PrintStream taken;
    private final Handler handler;
    private int descriptor;

    public ExpectedOutput() {
        try {
            ofJava = Files.createTempFile("expected-", ".java.log");
            ofNativeCode = Files.createTempFile("expected-", ".native.log");
            taken = new PrintStream(Files.newOutputStream(ofJava), true, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        handler = new StreamHandler(taken, new SimpleFormatter());
    }

    /** Return what has been written so far. */
    public String text() {
        handler.flush();
        try {
            return Files.readString(ofJava) + Files.readString(ofNativeCode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        System.setErr(taken);
        Arrays.stream(handlers).forEach(Logger.getLogger("")::removeHandler);
        Logger.getLogger("").addHandler(handler);
        descriptor = call(DUP, STANDARD_ERROR);
        try (Arena arena = Arena.ofConfined()) {
            int file = call(CREAT, arena.allocateFrom(ofNativeCode.toString()), 0600);
            call(DUP2, file, STANDARD_ERROR);
            call(CLOSE, file);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        call(DUP2, descriptor, STANDARD_ERROR);
        call(CLOSE, descriptor);
        Logger.getLogger("").removeHandler(handler);
        Arrays.stream(handlers).forEach(Logger.getLogger("")::addHandler);
        System.setErr(error);
        if (context.getExecutionException().isPresent()) {
            error.print(text());
        }
        taken.close();
        Files.delete(ofJava);
        Files.delete(ofNativeCode);
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            int result = (int) function.invokeWithArguments(arguments);
            if (result < 0) {
                throw new IllegalStateException(function + " failed");
            }
            return result;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), type);
    }
}
