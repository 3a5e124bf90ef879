package org.chiptest.benchmark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import org.chiptest.api.CaseSpec;
import org.chiptest.api.CasesFrom;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.device.RuntimeKind;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Measure how long one scenario of many cases takes to be discovered, once for each size, the smallest first and again last. */
public final class DiscoveryTime {

    private DiscoveryTime() {}

    public static void main(String[] args) {
        int most = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        List.of(Cases1000.class, Cases10000.class, Cases100000.class, Cases1000.class)
                .forEach(type -> measure(type, most));
    }

    private static void measure(Class<?> type, int most) {
        if (Integer.parseInt(type.getSimpleName().substring("Cases".length())) > most) {
            return;
        }
        long start = System.nanoTime();
        TestDescriptor engine = EngineTestKit.engine("chiptest").selectors(selectClass(type)).discover()
                .getEngineDescriptor();
        double millis = (System.nanoTime() - start) / 1e6;
        System.out.printf(Locale.ROOT, "%,d nodes: %.0f ms%n", engine.getDescendants().size(), millis);
    }

    private static List<CaseSpec> cases(int number) {
        return IntStream.range(0, number).mapToObj(i -> CaseSpec.named("case" + i)).toList();
    }

    /** A suite of a thousand tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases1000 {

        static List<CaseSpec> some() {
            return cases(1_000);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // never executed
        }
    }

    /** A suite of ten thousand tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases10000 {

        static List<CaseSpec> some() {
            return cases(10_000);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // never executed
        }
    }

    /** A suite of a hundred thousand tests. */
    @ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
    static class Cases100000 {

        static List<CaseSpec> some() {
            return cases(100_000);
        }

        @Scenario
        @CasesFrom("some")
        void runs() {
            // never executed
        }
    }
}
