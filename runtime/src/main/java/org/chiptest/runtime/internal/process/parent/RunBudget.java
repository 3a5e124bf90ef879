package org.chiptest.runtime.internal.process.parent;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.chiptest.runtime.internal.platform.DescriptionKey;
import org.chiptest.runtime.internal.platform.PlatformDescription;
import org.chiptest.runtime.platform.Platform;

/**
 * What the runs of a platform's processes are limited to.
 *
 * @param platform name of the platform
 * @param most     runs that one process can do
 * @param ending   codes of failed runs after which a process is of no use
 * @param deadline how long a run may take that does not say it itself
 */
public record RunBudget(String platform, OptionalInt most, Set<Integer> ending, Optional<Duration> deadline) {

    public RunBudget {
        ending = Set.copyOf(ending);
    }

    /** Return what a platform says. */
    public static RunBudget of(Platform platform) {
        Optional<PlatformDescription> said = platform.description().map(PlatformDescription::parse);
        return new RunBudget(platform.name(), platform.capabilities().runsPerProcess(),
                said.map(PlatformDescription::renewAfter).orElse(Set.of()),
                said.flatMap(each -> each.seconds(DescriptionKey.RUN_SECONDS)));
    }

    /** Tell whether there is anything to see to. */
    public boolean isLimited() {
        return most.isPresent() || !ending.isEmpty() || deadline.isPresent();
    }

    /** Name the setting by which the number of runs is changed. */
    String setting() {
        return "platform." + platform + "." + DescriptionKey.RUNS_PER_PROCESS.text();
    }
}
