package org.chiptest.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.device.RuntimeKind;

/**
 * Describe a case as {@link Case} does, and the data that it carries. Immutable.
 *
 * @param name      unique in the scenario
 * @param config    configuration of the runs
 * @param platforms restricts the case to these platforms; none means no restriction
 * @param runtimes  restricts the case to these runtimes; none means no restriction
 * @param manual    whether the case is left out unless asked for
 * @param manualOn  platforms on which the case is left out unless asked for
 * @param data      what a scenario gets for a parameter of this type
 */
public record CaseSpec(String name, CallConfig config, Set<String> platforms, Set<RuntimeKind> runtimes,
        boolean manual, Set<String> manualOn, Optional<Object> data) {

    public CaseSpec {
        platforms = Set.copyOf(platforms);
        runtimes = Set.copyOf(runtimes);
        manualOn = Set.copyOf(manualOn);
    }

    /** Start a case of default configuration. */
    public static CaseSpec named(String name) {
        return new CaseSpec(name, CallConfig.defaults(), Set.of(), Set.of(), false, Set.of(), Optional.empty());
    }

    /** Take over what an annotation says. */
    public static CaseSpec of(Case annotation) {
        CaseSpec spec = named(annotation.name()).blockDim(annotation.blockDim())
                .aicpuThreads(annotation.aicpuThreads()).platforms(annotation.platforms())
                .runtimes(annotation.runtimes()).manualOn(annotation.manualOn());
        if (annotation.timeoutSeconds() != 0) {
            spec = spec.timeout(Duration.ofSeconds(annotation.timeoutSeconds()));
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

    /** Set the whole configuration. */
    public CaseSpec config(CallConfig whole) {
        return new CaseSpec(name, whole, platforms, runtimes, manual, manualOn, data);
    }

    /** Restrict the case to these platforms. */
    public CaseSpec platforms(String... names) {
        return new CaseSpec(name, config, Set.copyOf(List.of(names)), runtimes, manual, manualOn, data);
    }

    /** Restrict the case to these runtimes. */
    public CaseSpec runtimes(RuntimeKind... kinds) {
        return new CaseSpec(name, config, platforms, Set.copyOf(List.of(kinds)), manual, manualOn, data);
    }

    /** Leave the case out unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manually() {
        return new CaseSpec(name, config, platforms, runtimes, true, manualOn, data);
    }

    /** Leave the case out on these platforms unless {@code -Dmanual} asks for such cases. */
    public CaseSpec manualOn(String... names) {
        return new CaseSpec(name, config, platforms, runtimes, manual, Set.copyOf(List.of(names)), data);
    }

    /** Carry data, which a scenario gets for a parameter of its type. */
    public CaseSpec data(Object value) {
        return new CaseSpec(name, config, platforms, runtimes, manual, manualOn, Optional.of(value));
    }

    /** Tell whether the case is left out on a platform unless asked for. */
    public boolean isManualOn(String platform) {
        return manual || manualOn.contains(platform);
    }
}
