package org.chiptest.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.toolchain.Sanitizer;

/**
 * Describe a case as {@link Case} does, and the data that it carries. Immutable.
 *
 * @param name    unique in the scenario
 * @param config  configuration of the runs
 * @param needs   what the case needs to run
 * @param reach   where the case runs
 * @param timeout how long the scenario may take with all its runs and rounds, if the case says so
 * @param data    what a scenario gets for a parameter of this type
 */
public record CaseSpec(String name, CallConfig config, Needs needs, Reach reach, Optional<Duration> timeout,
        Optional<Object> data) {

    /**
     * What a case needs to run.
     *
     * @param devices    number of devices that it leases at once
     * @param subWorkers number of workers for sub tasks
     * @param sanitizer  what code is built with, if the case says it
     * @param capture    what its runs record of themselves, as {@code -Dcapture} names it; empty for nothing
     */
    public record Needs(int devices, int subWorkers, Optional<Sanitizer> sanitizer, String capture) {

        private static final Needs ONE_DEVICE = new Needs(1, 0, Optional.empty(), "");
    }

    /**
     * Where a case runs.
     *
     * @param platforms restricts it to these platforms; none means no restriction
     * @param runtimes  restricts it to these runtimes; none means no restriction
     * @param manual    where it is left out unless asked for
     */
    public record Reach(Set<String> platforms, Set<RuntimeKind> runtimes, Manual manual) {

        private static final Reach EVERYWHERE = new Reach(Set.of(), Set.of(), new Manual(false, Set.of()));

        public Reach {
            platforms = Set.copyOf(platforms);
            runtimes = Set.copyOf(runtimes);
        }
    }

    /**
     * Where a case is left out unless asked for.
     *
     * @param everywhere whether it is so on all platforms
     * @param on         platforms on which it is so
     */
    public record Manual(boolean everywhere, Set<String> on) {

        public Manual {
            on = Set.copyOf(on);
        }
    }

    public CaseSpec {
        if (timeout.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException(
                    "the timeout of case " + name + " is " + timeout.get() + "; it must be longer than nothing");
        }
    }

    /** Start a case of default configuration. */
    public static CaseSpec named(String name) {
        return new CaseSpec(name, CallConfig.defaults(), Needs.ONE_DEVICE, Reach.EVERYWHERE, Optional.empty(),
                Optional.empty());
    }

    /** Take over what an annotation says. */
    public static CaseSpec of(Case annotation) {
        CaseSpec spec = named(annotation.name()).blockDim(annotation.blockDim())
                .aicpuThreads(annotation.aicpuThreads()).devices(annotation.devices())
                .subWorkers(annotation.subWorkers()).platforms(annotation.platforms())
                .runtimes(annotation.runtimes()).manualOn(annotation.manualOn()).capture(annotation.capture());
        if (annotation.timeoutSeconds() != 0) {
            spec = spec.timeout(Duration.ofSeconds(annotation.timeoutSeconds()));
        }
        if (annotation.scenarioTimeoutSeconds() != 0) {
            spec = spec.scenarioTimeout(Duration.ofSeconds(annotation.scenarioTimeoutSeconds()));
        }
        for (Sanitizer each : annotation.sanitizer()) {
            spec = spec.sanitizer(each);
        }
        return annotation.manual() ? spec.manually() : spec;
    }

    /** Set the number of blocks. */
    public CaseSpec blockDim(int blocks) {
        return config(config.withBlockDim(blocks));
    }

    /** Set the number of AICPU threads. */
    public CaseSpec aicpuThreads(int threads) {
        return config(config.withAicpuThreadNum(threads));
    }

    /** Set how long one run of a callable may take. */
    public CaseSpec timeout(Duration time) {
        return config(config.withSettings(config.settings().withDeadline(time)));
    }

    /** Set how long the scenario may take with all its runs and rounds. */
    public CaseSpec scenarioTimeout(Duration time) {
        return new CaseSpec(name, config, needs, reach, Optional.of(time), data);
    }

    /** Set the whole configuration. */
    public CaseSpec config(CallConfig whole) {
        return new CaseSpec(name, whole, needs, reach, timeout, data);
    }

    /** Set how many devices the case leases at once; more than 1 at level 3 only. */
    public CaseSpec devices(int number) {
        return needs(new Needs(number, subWorkers(), sanitizer(), capture()));
    }

    /** Set how many workers for sub tasks there are; they are there at level 3 only. */
    public CaseSpec subWorkers(int number) {
        return needs(new Needs(devices(), number, sanitizer(), capture()));
    }

    /** Set what kernels and orchestrations are built with, whatever the class and the run say. */
    public CaseSpec sanitizer(Sanitizer value) {
        return needs(new Needs(devices(), subWorkers(), Optional.of(value), capture()));
    }

    /** Set what runs of the case record of themselves, as {@code -Dcapture} names it. */
    public CaseSpec capture(String names) {
        return needs(new Needs(devices(), subWorkers(), sanitizer(), names));
    }

    /** Restrict the case to these platforms. */
    public CaseSpec platforms(String... names) {
        return reach(new Reach(Set.copyOf(List.of(names)), runtimes(), reach.manual()));
    }

    /** Restrict the case to these runtimes. */
    public CaseSpec runtimes(RuntimeKind... kinds) {
        return reach(new Reach(platforms(), Set.copyOf(List.of(kinds)), reach.manual()));
    }

    /** Leave the case out unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manually() {
        return reach(new Reach(platforms(), runtimes(), new Manual(true, manualOn())));
    }

    /** Leave the case out on these platforms unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manualOn(String... names) {
        return reach(new Reach(platforms(), runtimes(),
                new Manual(reach.manual().everywhere(), Set.copyOf(List.of(names)))));
    }

    /** Carry data, which a scenario gets for a parameter of its type. */
    public CaseSpec data(Object value) {
        return new CaseSpec(name, config, needs, reach, timeout, Optional.of(value));
    }

    /** Return how many devices the case leases at once. */
    public int devices() {
        return needs.devices();
    }

    /** Return how many workers for sub tasks there are. */
    public int subWorkers() {
        return needs.subWorkers();
    }

    /** Return what code is built with, if the case says it. */
    public Optional<Sanitizer> sanitizer() {
        return needs.sanitizer();
    }

    /** Return what its runs record of themselves, as {@code -Dcapture} names it; empty for nothing. */
    public String capture() {
        return needs.capture();
    }

    /** Return the platforms that the case is restricted to; none means no restriction. */
    public Set<String> platforms() {
        return reach.platforms();
    }

    /** Return the runtimes that the case is restricted to; none means no restriction. */
    public Set<RuntimeKind> runtimes() {
        return reach.runtimes();
    }

    /** Return the platforms on which the case is left out unless asked for. */
    public Set<String> manualOn() {
        return reach.manual().on();
    }

    /** Tell whether the case is left out on a platform unless asked for. */
    public boolean isManualOn(String platform) {
        return reach.manual().everywhere() || manualOn().contains(platform);
    }

    private CaseSpec needs(Needs changed) {
        return new CaseSpec(name, config, changed, reach, timeout, data);
    }

    private CaseSpec reach(Reach changed) {
        return new CaseSpec(name, config, needs, changed, timeout, data);
    }
}
