package org.chiptest.runtime.internal.graph;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.jspecify.annotations.Nullable;

/**
 * One run of a prepared callable, from the device down to the dispatch of its tasks.
 *
 * @param args     tensors at addresses of this process, and scalars
 * @param config   block dim and AICPU threads, in range for the device
 * @param settings what the run goes by, with nothing left unset
 * @param observer who watches the dispatch path; null, which costs one branch for each event, if nobody does
 * @param watch    takes the time of the run's phases
 */
public record Run(TaskArgs args, CallConfig config, EffectiveRunSettings settings, @Nullable RunObserver observer,
        RunWatch watch) {

    /** Begin a run whose phases are timed from now on. */
    public Run(TaskArgs args, CallConfig config, EffectiveRunSettings settings, @Nullable RunObserver observer) {
        this(args, config, settings, observer, new RunWatch());
    }

    /** Return a run that nobody watches. */
    public static Run unobserved(TaskArgs args, CallConfig config, EffectiveRunSettings settings) {
        return new Run(args, config, settings, null);
    }
}
