package org.chiptest.engine.internal.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Hold what a run was told from outside.
 *
 * @param platforms      which platforms to run on
 * @param runtimes       runtimes to run on
 * @param devices        which devices the pool has
 * @param cases          cases to run; none means all
 * @param levels         levels to run
 * @param extent         how much a scenario does
 * @param manual         what to do with manual cases
 * @param seed           seed of the random numbers, if one was given
 * @param timeout        how long a scenario may take unless its case says otherwise
 * @param sanitizer      what code is built with where neither case nor class says it
 * @param captures       what runs record of themselves
 * @param captureBytes   memory for the records of a captured run
 * @param comparison     what scenarios are compared with
 * @param emptySelection what a selection that matches nothing does
 * @param summary        file that the summary is written to, relative to the module's folder
 * @param expectations   how results are judged by what was expected
 * @param execution      in which order tests are run, and how often
 * @param shard          which part of the tests to run
 */
public record Settings(PlatformChoice platforms, Set<RuntimeKind> runtimes, DeviceChoice devices,
        List<CaseSelector> cases, LevelChoice levels, Extent extent, ManualMode manual, OptionalLong seed,
        Duration timeout, Sanitizer sanitizer, CaptureChoice captures, long captureBytes,
        ComparisonSettings comparison, EmptySelection emptySelection, Path summary, ExpectationSettings expectations,
        ExecutionSettings execution, ShardChoice shard) {

    public Settings {
        runtimes = Set.copyOf(runtimes);
        cases = List.copyOf(cases);
    }

    /** Return the same for scenarios that do more or less, and what they do is compared with this. */
    public Settings with(Extent other, ComparisonSettings compared) {
        return new Settings(platforms, runtimes, devices, cases, levels, other, manual, seed, timeout, sanitizer,
                captures, captureBytes, compared, emptySelection, summary, expectations, execution, shard);
    }

    /** Return the folder of what attempts at tests leave, beside the summary. */
    public Path attempts() {
        return summary.toAbsolutePath().resolveSibling("attempts");
    }
}
