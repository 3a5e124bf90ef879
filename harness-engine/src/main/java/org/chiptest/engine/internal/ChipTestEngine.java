package org.chiptest.engine.internal;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

import org.chiptest.engine.internal.descriptor.ChipTestEngineDescriptor;
import org.chiptest.engine.internal.discovery.TreeDiscovery;
import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.engine.internal.execution.ScenarioExecution;
import org.chiptest.engine.internal.history.Commit;
import org.chiptest.engine.internal.identity.Segments;
import org.chiptest.engine.internal.summary.RunSummary;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;

/** Find and run {@link org.chiptest.api.ChipTest} classes on the JUnit Platform. */
public final class ChipTestEngine implements TestEngine {

    /** The engine's id. */
    public static final String ID = Segments.ENGINE;

    private final EngineEnvironment environment;
    private final RunSummary summary = new RunSummary();

    /** Create the engine over the runtime that comes with it; for the platform's service loader. */
    public ChipTestEngine() {
        this(System.out);
    }

    /** Create the engine over the runtime that comes with it; the summary of a run and its warnings go to a console. */
    public ChipTestEngine(PrintStream console) {
        this(new BundledRuntime(console));
    }

    /** Create the engine over another environment. */
    public ChipTestEngine(EngineEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public String getId() {
        return ID;
    }

    @Override
    public Optional<String> getGroupId() {
        return Optional.of("org.chiptest");
    }

    @Override
    public Optional<String> getArtifactId() {
        return Optional.of("chiptest-engine");
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        return new TreeDiscovery(environment.platforms(request.getConfigurationParameters()), environment.today(),
                environment.variables()).discover(request, uniqueId);
    }

    @Override
    public void execute(ExecutionRequest request) {
        ChipTestEngineDescriptor root = (ChipTestEngineDescriptor) request.getRootTestDescriptor();
        if (root.getChildren().isEmpty() && root.shard().isEmpty() && root.mistakes().isEmpty()) {
            // Nothing of ours among the tests of this module: do not even look for a compiler.
            request.getEngineExecutionListener().executionStarted(request.getRootTestDescriptor());
            request.getEngineExecutionListener().executionFinished(request.getRootTestDescriptor(),
                    TestExecutionResult.successful());
            return;
        }
        ExecutionResources resources = environment
                .open(name -> request.getConfigurationParameters().get(name).orElse(null));
        new ScenarioExecution(request, resources, summary, environment.newSeed(), environment.testCommand(),
                Commit.of(Path.of(""), environment.variables())).run();
    }
}
