package org.chiptest.runtime.internal.trb;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

import org.chiptest.engine.internal.conformance.SubmittedGraphs;
import org.chiptest.runtime.device.DeviceException;

/** Run random graphs on one device and compare each with its model. */
final class RandomGraphCheck implements AutoCloseable {

    private final TestDevice device = new TestDevice();
    private final SubmittedGraphs graphs = new SubmittedGraphs(device, TestDevice.A2A3.maxBlockDim());

    /**
     * Look for a graph that fails, for a process whose runtime is not what it should be; ends with 1 if there is one.
     *
     * @param args the first seed, and how many there are
     */
    public static void main(String[] args) {
        long first = Long.parseLong(args[0]);
        int graphs = Integer.parseInt(args[1]);
        RandomGraphCheck check = new RandomGraphCheck();
        for (int i = 0; i < graphs; i++) {
            try {
                check.run(RandomGeneratorFactory.of("L64X128MixRandom").create(first + i));
            } catch (AssertionError | DeviceException e) {
                System.out.println("graph " + i + " fails: " + e);
                System.exit(1);
            }
        }
        System.out.println("no graph of " + graphs + " fails");
        check.close();
    }

    /** Run a graph. */
    void run(RandomGenerator random) {
        graphs.run(random);
    }

    @Override
    public void close() {
        graphs.close();
        device.close();
    }
}
