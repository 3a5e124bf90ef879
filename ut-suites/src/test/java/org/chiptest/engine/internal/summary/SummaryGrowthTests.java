package org.chiptest.engine.internal.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

/** What a summary takes grows with what it tells: the bytes that it allocates on the way say how much was done. */
class SummaryGrowthTests {

    private static final String LONG = "what differs in line 17 of 99 ".repeat(100);

    @Test
    void devicesAreToldInStepsThatGrowWithThem() {
        RunSummary of250 = failedOnDevices(250, "");
        RunSummary of1000 = failedOnDevices(1000, "");
        allocated(of250::toText); // loads classes

        assertThat(allocated(of1000::toText)).isLessThan(8 * allocated(of250::toText));
    }

    @Test
    void causesAreComparedByWhatIsWorkedOutOnceForEach() {
        RunSummary summary = failedOnDevices(500, LONG);
        allocated(summary::toMarkdown); // loads classes

        assertThat(allocated(summary::toMarkdown)).isLessThan(16L * 500 * LONG.length());
    }

    private static RunSummary failedOnDevices(int tests, String reason) {
        RunSummary summary = new RunSummary();
        Map<String, String> names = new LinkedHashMap<>();
        IntStream.range(0, tests).forEach(i -> names.put("test " + i, "name " + i));
        summary.discovered(names, 1);
        IntStream.range(0, tests).forEach(i -> summary.ended("test " + i,
                new TestOutcome(Status.FAILED, reason + (char) ('A' + i), List.of(i), Duration.ZERO)));
        return summary;
    }

    private static long allocated(Supplier<String> text) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(text.get()).isNotEmpty();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
