package org.chiptest.st.orchestration;

import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.toolchain.CoreType.AIV;

import java.util.random.RandomGenerator;

import org.chiptest.api.CallableSpec;
import org.chiptest.api.CallableUnderTest;
import org.chiptest.api.ChipTest;
import org.chiptest.api.Golden;
import org.chiptest.api.Scenario;
import org.chiptest.api.golden.GoldenArgs;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.st.TaskCounts;

/** An orchestration reads and writes elements between its submits, and waits for the tasks that it must wait for. */
@ChipTest(runtimes = RuntimeKind.TENSORMAP_AND_RINGBUFFER)
class ScalarDataTest {

    private static final int ELEMENTS = 1024;

    /** The element that the orchestration overwrites. */
    private static final int CHANGED = 5;

    @CallableUnderTest
    static CallableSpec data() {
        return CallableSpec.orchestration("/orchestration/trb/scalar_data.cpp").entry("aicpu_orchestration_entry")
                .signature(IN, IN, OUT, OUT, OUT, OUT).include("/include")
                .kernel(0, AIV, "/orchestration/kernels/slow_add.cpp", IN, IN, OUT)
                .kernel(1, AIV, "/orchestration/kernels/noop.cpp", INOUT);
    }

    @Scenario
    @Golden
    void accessesWaitForTheirTasks(GoldenArgs args, RuntimeKind runtime, RandomGenerator random) {
        double[] a = args.input("a", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextInt(100)).toDoubles();
        double[] b = args.input("b", DataType.FLOAT32, ELEMENTS).fill(i -> random.nextInt(100)).toDoubles();
        args.output("outside", DataType.FLOAT32, ELEMENTS)
                .expect(i -> i == CHANGED ? 1000 : a[(int) i] + 2 * b[(int) i]);
        args.output("result", DataType.FLOAT32, ELEMENTS)
                .expect(i -> (i == CHANGED ? -1 : 2 * (a[(int) i] + b[(int) i])) + 2.5);
        args.output("checks", DataType.FLOAT32, 9).expect(new double[]{a[0] + b[0], a[100] + b[100], 77,
            a[0] + b[0] + 1, 1000, a[CHANGED + 1] + 2 * b[CHANGED + 1], 1000 + a[CHANGED], 1000 + 2 * a[CHANGED],
            -1});
        new TaskCounts(6, 2).addTo(args, runtime);
    }
}
