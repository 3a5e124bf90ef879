package org.chiptest.engine.internal;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.chiptest.engine.internal.execution.ExecutionResources;
import org.chiptest.runtime.platform.Platform;
import org.jspecify.annotations.Nullable;

/** What the engine does not do itself: tests of the engine put their own here. */
public interface EngineEnvironment {

    /** Return the platforms that exist; called at discovery, so it loads no native code. */
    List<Platform> platforms();

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
