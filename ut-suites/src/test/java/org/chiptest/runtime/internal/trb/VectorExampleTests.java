package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorExampleTests {

    private static final int ELEMENTS = 16_384;

    private final TestDevice device = new TestDevice();
    private final HostTensor a = HostTensor.allocate(device.memory(), DataType.FLOAT32, 128, 128);
    private final HostTensor b = HostTensor.allocate(device.memory(), DataType.FLOAT32, 128, 128);
    private final HostTensor f = HostTensor.allocate(device.memory(), DataType.FLOAT32, 128, 128);

    @AfterEach
    void close() {
        device.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 4", "24, 2"})
    void itsResultIsTheExpectedOneOnAnyNumberOfClustersAndThreads(int blockDim, int aicpuThreads) {
        for (int run = 0; run < 50; run++) {
            double x = 2 + run;
            a.fill(i -> x + i % 7);
            b.fill(i -> 3 - i % 5);

            device.run(CompiledCode.vectorOrchestration(), CompiledCode.vectorKernels(), arguments(),
                    CallConfig.defaults().withBlockDim(blockDim).withAicpuThreadNum(aicpuThreads));

            assertThat(f.toDoubles()).hasSize(ELEMENTS).isEqualTo(golden(x));
        }
    }

    @Test
    void tooFewArgumentsAreRefusedAndTheNextRunWorks() {
        assertThatExceptionOfType(DeviceException.class)
                .isThrownBy(() -> device.run(CompiledCode.vectorOrchestration(), CompiledCode.vectorKernels(),
                        new TaskArgs().tensor(a).tensor(b)))
                .withMessage("the orchestration expects 3 arguments, it got 2 (2 tensors and 0 scalars)")
                .satisfies(e -> assertThat(e.code()).isEqualTo(-1));

        a.fill(i -> 1 + i % 7);
        b.fill(i -> 3 - i % 5);
        device.run(CompiledCode.vectorOrchestration(), CompiledCode.vectorKernels(), arguments());
        assertThat(f.toDoubles()).isEqualTo(golden(1));
    }

    private TaskArgs arguments() {
        return new TaskArgs().tensor(a).tensor(b).tensor(f, TensorArgType.OUTPUT_EXISTING);
    }

    private static double[] golden(double x) {
        double[] values = new double[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            float c = (float) (x + i % 7) + (3 - i % 5);
            values[i] = (c + 1) * (c + 2) + c;
        }
        return values;
    }
}
