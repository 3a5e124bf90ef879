package org.chiptest.engine.execution;

import org.chiptest.engine.device.HostSource;
import org.chiptest.engine.settings.Settings;
import org.chiptest.engine.summary.RunSummary;

/** Hold what all tests of a run share. */
record RunContext(Settings settings, long seed, TestEvents events, RunSummary summary, Failures failures,
        HostSource hosts, AttemptDirectories directories) {}
