package org.chiptest.engine;

import java.util.List;

import org.chiptest.engine.execution.ExecutionResources;
import org.chiptest.runtime.platform.Platform;

/** What the engine does not do itself: tests of the engine put their own here. */
public interface EngineEnvironment {

    /** Return the platforms that exist; called at discovery, so it loads no native code. */
    List<Platform> platforms();

    /** Open what a run needs. */
    ExecutionResources open();

    /** Return a seed for a run that was given none. */
    long newSeed();

    /** Return the command that runs all tests of the module, which the commands in failures begin with. */
    String testCommand();
}
