package org.chiptest.engine.internal.execution;

import java.util.List;

import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.expectation.InfraCause;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.engine.internal.summary.RunSummary;

/** Hold what all tests of a run share. */
record RunContext(Settings settings, long seed, TestEvents events, RunSummary summary, Failures failures,
        ClassLifecycles classes, HostSource hosts, AttemptDirectories directories, List<InfraCause> infra) {}
