package org.chiptest.runtime.internal.linker;

import java.lang.foreign.MemorySegment;

/** Look whether this JVM lets us call native code, before anything does: the first class that fails hides why. */
public final class NativeAccess {

    private NativeAccess() {}

    /**
     * Refuse a JVM that denies it.
     *
     * @throws IllegalStateException if it does; the message says how to start it
     */
    public static void require() {
        try {
            // The smallest thing that is restricted; where it is not denied, the JVM warns of it once, as it would of the first call.
            var _ = MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException e) {
            throw new IllegalStateException(
                    "this JVM denies native access, by which chiptest loads kernels; start the JVM"
                            + " that runs the tests with --enable-native-access=ALL-UNNAMED: in Maven by <argLine> of Surefire,"
                            + " in Gradle by jvmArgs of the test task, in an IDE by the VM options of its run configuration",
                    e);
        }
    }
}
