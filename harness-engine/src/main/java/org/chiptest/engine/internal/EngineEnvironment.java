package org.chiptest.engine.internal;

import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;

import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.runtime.internal.foreign.DescribedPlatforms;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.ConfigurationParameters;

/** What the engine does not do itself: tests of the engine put their own here. */
public interface EngineEnvironment {

    /**
     * Return the platforms that exist, those too that settings describe; called at discovery, so it loads no native code.
     *
     * @param settings what the run was told
     */
    DescribedPlatforms platforms(ConfigurationParameters settings);

    /**
     * Open what a run needs.
     *
     * @param settings the text of a setting by its name, null if it is not given
     */
    ExecutionResources open(Function<String, @Nullable String> settings);

    /** Return a seed for a run that was given none. */
    long newSeed();

    /** Return the variables of the process. */
    Map<String, String> variables();

    /** Return the day by which expectations expire. */
    LocalDate today();

    /** Return the command that runs all tests of the module, which the commands in failures begin with. */
    String testCommand();
}
