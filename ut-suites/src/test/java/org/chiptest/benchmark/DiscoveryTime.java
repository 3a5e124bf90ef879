package org.chiptest.benchmark;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Locale;

import org.junit.platform.testkit.engine.EngineTestKit;

/** Measure how long one scenario of many cases takes to be discovered, once for each size, the smallest first and again last. */
public final class DiscoveryTime {

    private DiscoveryTime() {}

    public static void main(String[] args) {
        int most = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        for (int cases : List.of(1_000, 10_000, 100_000, 1_000)) {
            if (cases <= most) {
                long start = System.nanoTime();
                int nodes = discover(cases);
                System.out.printf(Locale.ROOT, "%,d nodes: %.0f ms%n", nodes, (System.nanoTime() - start) / 1e6);
            }
        }
    }

    /** Discover that many cases, and return how many nodes there are. */
    static int discover(int cases) {
        ManyCases.number = cases;
        return EngineTestKit.engine("chiptest").selectors(selectClass(ManyCases.class)).discover()
                .getEngineDescriptor().getDescendants().size();
    }
}
