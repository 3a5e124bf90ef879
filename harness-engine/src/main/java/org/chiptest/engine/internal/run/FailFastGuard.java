package org.chiptest.engine.internal.run;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import org.chiptest.api.Tier;
import org.chiptest.engine.internal.descriptor.PlannedTest;
import org.chiptest.engine.internal.descriptor.ScenarioTestDescriptor;
import org.chiptest.engine.internal.settings.FailFast;
import org.chiptest.engine.internal.summary.Status;
import org.jspecify.annotations.Nullable;

/** Keep tests from being started after others have failed, as far as the settings ask for that. Thread-safe. */
public final class FailFastGuard {

    private final FailFast failFast;
    private final AtomicReference<@Nullable String> first = new AtomicReference<>();
    private final Map<Class<?>, String> smoke = new ConcurrentHashMap<>();

    public FailFastGuard(FailFast failFast) {
        this.failFast = failFast;
    }

    /** Take notice of how a test ended. */
    void ended(PlannedTest test, Status status) {
        if (status.fails()) {
            first.compareAndSet(null, test.fullName());
            if (test instanceof ScenarioTestDescriptor scenario && scenario.scenario().tier() == Tier.SMOKE) {
                smoke.putIfAbsent(scenario.scenario().type(), test.fullName());
            }
        }
    }

    /** Say why a test is not to start, if it is not. */
    public Optional<String> reason(PlannedTest test) {
        Optional<String> failed = switch (failFast) {
            case NONE -> Optional.empty();
            case SMOKE -> test instanceof ScenarioTestDescriptor scenario
                    ? Optional.ofNullable(smoke.get(scenario.scenario().type()))
                    : Optional.empty();
            case ALL -> Optional.ofNullable(first.get());
        };
        return failed.map(name -> "not started, as " + name + " has failed (-DfailFast)");
    }
}
