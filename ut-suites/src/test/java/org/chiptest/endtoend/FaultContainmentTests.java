package org.chiptest.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.chiptest.runtime.device.RuntimeKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What user code does wrong costs its own scenario and nothing else. Each fault is committed on one of the variants here; {@link
 * FaultInjection} commits each on all of them.
 */
class FaultContainmentTests {

    private static final int VARIANTS = 4;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, a2a3sim, hbg", "1, a5sim, trb", "2, a5sim, hbg", "3, a2a3sim, trb"})
    void eachFaultFailsItsOwnScenarioAndTheOthersPass(int share, String platform, String runtime) {
        new FaultRun(platform, RuntimeKind.named(runtime).orElseThrow(), share(share)).perform(folder);
    }

    @ParameterizedTest
    @CsvSource({"KILL, a2a3sim, hbg", "STOP, a2a3sim, trb", "STOP, a5sim, hbg", "KILL, a5sim, trb"})
    void aWorkerThatIsInterferedWithWhileItStartsIsReportedAndTheNextOneStarts(StartFault fault, String platform,
            String runtime) {
        fault.perform(platform, RuntimeKind.named(runtime).orElseThrow(), folder);
    }

    @Test
    void randomFaultsCostTheirOwnScenariosOnly() {
        new FaultInjection(folder).random(10, new SplittableRandom().nextLong());
    }

    private static List<Injection> share(int number) {
        List<Injection> all = Injection.all();
        return IntStream.range(0, all.size()).filter(i -> i % VARIANTS == number).mapToObj(all::get).toList();
    }
}
