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
 * @param name       unique in the scenario
 * @param config     configuration of the runs
 * @param devices    number of devices that the case leases at once
 * @param subWorkers number of workers for sub tasks
 * @param platforms  restricts the case to these platforms; none means no restriction
 * @param runtimes   restricts the case to these runtimes; none means no restriction
 * @param manual     whether the case is left out unless asked for
 * @param manualOn   platforms on which the case is left out unless asked for
 * @param timeout    how long the scenario may take with all its runs and rounds, if the case says so
 * @param data       what a scenario gets for a parameter of this type
 * @param sanitizer  what code is built with, if the case says it
 */
public record CaseSpec(String name, CallConfig config, int devices, int subWorkers, Set<String> platforms,
        Set<RuntimeKind> runtimes, boolean manual, Set<String> manualOn, Optional<Duration> timeout,
        Optional<Object> data, Optional<Sanitizer> sanitizer) {

    public CaseSpec {
        platforms = Set.copyOf(platforms);
        runtimes = Set.copyOf(runtimes);
        manualOn = Set.copyOf(manualOn);
        if (timeout.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
            throw new IllegalArgumentException(
                    "the timeout of case " + name + " is " + timeout.get() + "; it must be longer than nothing");
        }
    }

    /** Start a case of default configuration. */
    public static CaseSpec named(String name) {
        return new CaseSpec(name, CallConfig.defaults(), 1, 0, Set.of(), Set.of(), false, Set.of(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    /** Take over what an annotation says. */
    public static CaseSpec of(Case annotation) {
        CaseSpec spec = named(annotation.name()).blockDim(annotation.blockDim())
                .aicpuThreads(annotation.aicpuThreads()).devices(annotation.devices())
                .subWorkers(annotation.subWorkers()).platforms(annotation.platforms())
                .runtimes(annotation.runtimes()).manualOn(annotation.manualOn());
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
        return new CaseSpec(name, config, devices, subWorkers, platforms, runtimes, manual, manualOn, Optional.of(time),
                data, sanitizer);
    }

    /** Set the whole configuration. */
    public CaseSpec config(CallConfig whole) {
        return new CaseSpec(name, whole, devices, subWorkers, platforms, runtimes, manual, manualOn, timeout, data,
                sanitizer);
    }

    /** Set how many devices the case leases at once; more than 1 at level 3 only. */
    public CaseSpec devices(int number) {
        return new CaseSpec(name, config, number, subWorkers, platforms, runtimes, manual, manualOn, timeout, data,
                sanitizer);
    }

    /** Set how many workers for sub tasks there are; they are there at level 3 only. */
    public CaseSpec subWorkers(int number) {
        return new CaseSpec(name, config, devices, number, platforms, runtimes, manual, manualOn, timeout, data,
                sanitizer);
    }

    /** Restrict the case to these platforms. */
    public CaseSpec platforms(String... names) {
        return new CaseSpec(name, config, devices, subWorkers, Set.copyOf(List.of(names)), runtimes, manual, manualOn,
                timeout,
                data, sanitizer);
    }

    /** Restrict the case to these runtimes. */
    public CaseSpec runtimes(RuntimeKind... kinds) {
        return new CaseSpec(name, config, devices, subWorkers, platforms, Set.copyOf(List.of(kinds)), manual, manualOn,
                timeout,
                data, sanitizer);
    }

    /** Leave the case out unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manually() {
        return new CaseSpec(name, config, devices, subWorkers, platforms, runtimes, true, manualOn, timeout, data,
                sanitizer);
    }

    /** Leave the case out on these platforms unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manualOn(String... names) {
        return new CaseSpec(name, config, devices, subWorkers, platforms, runtimes, manual, Set.copyOf(List.of(names)),
                timeout, data, sanitizer);
    }

    /** Set what kernels and orchestrations are built with, whatever the class and the run say. */
    public CaseSpec sanitizer(Sanitizer value) {
        return new CaseSpec(name, config, devices, subWorkers, platforms, runtimes, manual, manualOn, timeout, data,
                Optional.of(value));
    }

    /** Carry data, which a scenario gets for a parameter of its type. */
    public CaseSpec data(Object value) {
        return new CaseSpec(name, config, devices, subWorkers, platforms, runtimes, manual, manualOn,
                timeout, Optional.of(value), sanitizer);
    }

    /** Tell whether the case is left out on a platform unless asked for. */
    public boolean isManualOn(String platform) {
        return manual || manualOn.contains(platform);
    }
}
