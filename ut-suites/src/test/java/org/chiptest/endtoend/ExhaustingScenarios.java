package org.chiptest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.FreshWorker;
import org.chiptest.api.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.tensor.HostTensor;
import org.chiptest.runtime.worker.ChipWorker;
import org.chiptest.runtime.worker.PreparedCallable;

/** Scenarios that take what the test JVM has and keep it, and one that needs some of it. Run by {@link ExhaustedJvmTests} in a JVM of its own. */
@ChipTest(platforms = "a2a3sim", runtimes = RuntimeKind.HOST_BUILD_GRAPH)
class ExhaustingScenarios {

    private static final List<InputStream> DESCRIPTORS = new ArrayList<>();

    /** Each is the first element of the next one, so that nothing but themselves has to grow. */
    private static Object[] memory = {};

    @CallableUnderTest
    static CallableSpec faulty(RuntimeKind runtime) {
        return FaultyCallables.faulty(runtime);
    }

    @Scenario
    void keepsAllMemory() {
        for (int length = 1 << 18; length > 0; length /= 2) {
            try {
                keepMemory(length);
            } catch (OutOfMemoryError e) {
                // there are no more of this length
            }
        }
    }

    @Scenario
    void failsForWantOfMemory() {
        keepsAllMemory();
        keepMemory(1);
    }

    private static void keepMemory(int length) {
        while (true) {
            Object[] more = new Object[length];
            more[0] = memory;
            memory = more;
        }
    }

    @Scenario
    void keepsAllDescriptors() throws IOException {
        while (true) {
            DESCRIPTORS.add(new FileInputStream("/dev/null"));
        }
    }

    @Scenario
    @FreshWorker
    void startsAWorker(ChipWorker worker, ChipCallable faulty, CallConfig config) {
        try (PreparedCallable prepared = worker.prepare(0, faulty);
                HostTensor counter = worker.allocate(DataType.UINT32, 1)) {
            prepared.run(Injection.NONE.arguments(counter), config);
            assertThat(counter.getLong(0)).isEqualTo(1);
        }
    }
}
