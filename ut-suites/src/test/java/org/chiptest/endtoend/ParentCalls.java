package org.chiptest.endtoend;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.chiptest.runtime.internal.linker.FailingLibc;

/** The calls of this process. */
final class ParentCalls implements CallWatch {

    private static final Map<String, Integer> NUMBERS = Map.of("EPERM", 1, "ENOENT", 2, "EINTR", 4, "EIO", 5, "ENOMEM",
            12, "EINVAL", 22, "EMFILE", 24, "ENOSPC", 28);

    private final FailingLibc calls;

    ParentCalls(Optional<FailingCall> failing) {
        calls = failing.map(call -> FailingLibc.failing(call.name(), number(call.error()), call.when()))
                .orElseGet(FailingLibc::counting);
    }

    private static int number(String error) {
        return Objects.requireNonNull(NUMBERS.get(error), error);
    }

    @Override
    public void begin(List<Long> processes) {
        // began before there were any
    }

    @Override
    public int failed() {
        return calls.failed();
    }

    @Override
    public Map<String, Integer> made() {
        return calls.made();
    }

    @Override
    public void close() {
        calls.close();
    }
}
