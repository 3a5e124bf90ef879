package org.chiptest.interleavings;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Run some of the jcstress tests in this JVM, one after the other: {@code StressProbe ROUNDS MILLIS TEST...}. Each has up to that many
 * rounds of that long, and ends with the first round in which something forbidden was seen.
 *
 * <p>jcstress itself examines the machine and the JVM for half a minute before its first test, and tries each test with many options of the
 * JVM; that is for a search by hand. Each line of the output is an {@link Observation}.
 */
final class StressProbe {

    private static final int MEGABYTES = 64;
    private static final int STRIDE = 256;
    private static final int STRIDES = 40;

    private StressProbe() {}

    public static void main(String[] words) throws Exception {
        int rounds = Integer.parseInt(words[0]);
        int millis = Integer.parseInt(words[1]);
        for (int i = 2; i < words.length; i++) {
            probe(TestList.getInfo(words[i]), rounds, millis);
        }
        // a test of termination that has failed leaves threads that never end
        Runtime.getRuntime().halt(0);
    }

    private static void probe(TestInfo test, int rounds, int millis) throws Exception {
        boolean forbidden = false;
        for (int round = 0; round < rounds && !forbidden; round++) {
            Runner<?> runner = Class.forName(test.generatedRunner()).asSubclass(Runner.class)
                    .getConstructor(ForkedTestConfig.class).newInstance(config(test, millis));
            TestResult result = runner.run();
            if (result.status() != Status.NORMAL) {
                print(new Observation(test.name(), result.status().toString(), false, 1));
                forbidden = true;
            }
            for (String state : result.getStateKeys()) {
                boolean allowed = expectation(test, state) != Expect.FORBIDDEN;
                print(new Observation(test.name(), state, allowed, result.getCount(state)));
                forbidden |= !allowed;
            }
        }
    }

    private static void print(Observation observation) {
        System.out.println(observation.line());
    }

    private static Expect expectation(TestInfo test, String state) {
        Collection<StateCase> cases = test.cases();
        return cases.stream().filter(each -> each.matchesExactly(state)).findFirst()
                .or(() -> cases.stream().filter(each -> each.matches(state)).findFirst())
                .orElseGet(test::unmatched).expect();
    }

    /** Make what jcstress would send to a JVM that it has started. */
    private static ForkedTestConfig config(TestInfo test, int millis) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(sent)) {
            // where there are more threads than free CPUs, who waits for the other must let it run
            out.writeInt(List.of(SpinLoopStyle.values()).indexOf(SpinLoopStyle.THREAD_YIELD));
            out.writeInt(millis);
            out.writeInt(1);
            out.writeUTF(test.generatedRunner());
            out.writeInt(MEGABYTES);
            out.writeInt(STRIDE);
            out.writeInt(STRIDES);
            out.writeBoolean(false);
        }
        return new ForkedTestConfig(new DataInputStream(new ByteArrayInputStream(sent.toByteArray())));
    }
}
