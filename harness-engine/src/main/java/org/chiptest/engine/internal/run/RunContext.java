package org.chiptest.engine.internal.run;

import java.util.List;

import org.chiptest.engine.internal.callable.CallableCompiler;
import org.chiptest.engine.internal.device.HostSource;
import org.chiptest.engine.internal.expectation.InfraCause;
import org.chiptest.engine.internal.outcome.Failures;
import org.chiptest.engine.internal.settings.ComparisonSettings;
import org.chiptest.engine.internal.settings.Extent;
import org.chiptest.engine.internal.settings.Settings;
import org.chiptest.engine.internal.summary.RunSummary;
import org.chiptest.engine.internal.timed.Reserve;

/** Hold what all tests of a run share. */
public record RunContext(Settings settings, long seed, TestEvents events, RunSummary summary, Failures failures,
        ClassLifecycles classes, HostSource hosts, CallableCompiler compiler,
        AttemptDirectories directories, List<InfraCause> infra, RanTests ran, Reserve reserve) {

    /** Return the same for tests that do more or less, and what they are compared with. */
    public RunContext with(Extent extent, ComparisonSettings comparison) {
        return new RunContext(settings.with(extent, comparison), seed, events, summary, failures.with(extent), classes,
                hosts, compiler, directories, infra, ran, reserve);
    }

    /** Return the same with other methods that run once for a class. */
    public RunContext with(ClassLifecycles others) {
        return new RunContext(settings, seed, events, summary, failures, others, hosts, compiler, directories, infra,
                ran, reserve);
    }

    /** Return the same for tests that are tried once more without anybody being told, with their files in a folder of their own. */
    public RunContext silent() {
        return new RunContext(settings, seed, events.silent(), new RunSummary(), failures, classes, hosts,
                compiler, directories.of("trials"), infra, ran, reserve);
    }
}
