package org.chiptest.benchmark;

import java.util.List;
import java.util.stream.IntStream;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.worker.ChipWorker;

/** A suite of as many tests as are asked for, which do nothing: what the harness does around them is what is measured. */
@ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
final class ManyCases {

    /** Set before the suite is discovered. */
    static int number = 1;

    static List<CaseSpec> numbered() {
        return IntStream.range(0, number).mapToObj(i -> CaseSpec.named("case" + i)).toList();
    }

    @Scenario
    @CasesFrom("numbered")
    void doesNothing(ChipWorker worker) {
        // nothing
    }
}
