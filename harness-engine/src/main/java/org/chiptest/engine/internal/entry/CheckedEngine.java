package org.chiptest.engine.internal.entry;

import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;

/** The engine as the platform's service loader finds it: it looks at the JVM, and only then loads the engine that works. */
public final class CheckedEngine implements TestEngine {

    private static final String ENGINE = "org.chiptest.engine.internal.ChipTestEngine";
    private static final int NEEDED = 25;

    private final int version;
    private final Supplier<TestEngine> source;
    private @Nullable TestEngine engine;

    /** Create the engine for this JVM; for the service loader. */
    public CheckedEngine() {
        this(Runtime.version().feature(), CheckedEngine::load);
    }

    /**
     * Create the engine for a JVM.
     *
     * @param version the JVM's version of Java
     * @param source  makes the engine that works
     */
    public CheckedEngine(int version, Supplier<TestEngine> source) {
        this.version = version;
        this.source = source;
    }

    @Override
    public String getId() {
        return "chiptest";
    }

    @Override
    public Optional<String> getGroupId() {
        return Optional.of("org.chiptest");
    }

    @Override
    public Optional<String> getArtifactId() {
        return Optional.of("chiptest-engine");
    }

    /**
     * Find tests.
     *
     * @throws JUnitException if the JVM is too old
     */
    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        return engine().discover(request, uniqueId);
    }

    @Override
    public void execute(ExecutionRequest request) {
        engine().execute(request);
    }

    private synchronized TestEngine engine() {
        if (version < NEEDED) {
            throw new JUnitException("chiptest needs Java " + NEEDED + " or later in the JVM that runs the tests, and"
                    + " this one is Java " + version + program() + ". Name another one: in Maven by"
                    + " maven-toolchains-plugin (its goal select-jdk-toolchain) or <jvm> of Surefire, in Gradle by"
                    + " javaLauncher of the test task, in an IDE by the project's JDK");
        }
        TestEngine made = engine;
        if (made == null) {
            made = source.get();
            engine = made;
        }
        return made;
    }

    private static String program() {
        return ProcessHandle.current().info().command().map(program -> " (" + program + ")").orElse("");
    }

    private static TestEngine load() {
        try {
            return Class.forName(ENGINE).asSubclass(TestEngine.class).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new JUnitException("the engine " + ENGINE + " cannot be loaded; use jars of chiptest of one version",
                    e);
        }
    }
}
