package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.engine.internal.conformance.GraphProgram.AUTO;
import static org.chiptest.engine.internal.conformance.GraphProgram.NONE;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.BLOCKS;
import static org.chiptest.runtime.internal.trb.ProgramKernels.COUNT_LANES;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.RENDEZVOUS;
import static org.chiptest.runtime.internal.trb.ProgramKernels.SCALARS;
import static org.chiptest.runtime.internal.trb.ProgramKernels.STEP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import java.util.concurrent.TimeUnit;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels get and how many of them run at the same time: scalars, blocks, mixed tasks, tasks that start together. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LaunchTests {

    private static final int X = 0;

    private final TestDevice device = new TestDevice();
    private final HostTensor x = HostTensor.allocate(device.memory(), DataType.INT64, 256);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void aKernelGetsUpToThirtyTwoScalars() {
        GraphProgram.Arguments all = arguments().output(32);
        for (int i = 0; i < 32; i++) {
            all.scalar(100 + i);
        }
        new GraphProgram().aiv(SCALARS, all).aiv(STEP, arguments().input(1).existing(X).scalar(0)).run(device, x);

        for (int i = 0; i < 32; i++) {
            assertThat(x.getLong(i)).isEqualTo(3 * (100 + i));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,3", "2,1", "48,24", "100,3", "127,1"})
    void eachBlockRunsOnce(int blocks, int blockDim) {
        new GraphProgram().submit(NONE, BLOCKS, NONE, blocks, false, arguments().existing(X)).run(device,
                blockDim(blockDim), x);

        for (int i = 0; i < blocks; i++) {
            assertThat(x.getLong(i)).isEqualTo(blocks * 1000L + i);
            assertThat(x.getLong(blocks + i)).isIn(0L, 1L);
        }
    }

    @Test
    void aTaskIsCompleteWhenItsLastBlockIs() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 50; i++) {
            program.submit(EMPTY, NONE, NONE, 7, false, arguments().inout(X))
                    .aiv(UPDATE, arguments().inout(X).scalar(1))
                    .submit(NONE, COUNT_LANES, NONE, 5, false, arguments().inout(X));
        }
        program.run(device, x);

        long expected = 0;
        for (int i = 0; i < 50; i++) {
            expected = 3 * expected + 1 + 5;
        }
        assertThat(x.getLong(0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"10,10,10,3", "10,10,-1,2", "10,-1,10,2", "-1,10,10,2", "-1,-1,10,1"})
    void aMixedTaskRunsTheKernelsThatItHas(int aic, int aiv0, int aiv1, int kernels) {
        new GraphProgram().submit(aic, aiv0, aiv1, 4, false, arguments().inout(X)).run(device, x);

        assertThat(x.getLong(0)).isEqualTo(4L * kernels);
        if (kernels > 1) {
            int lane0 = (aic >= 0 ? 4 : 0) + (aiv0 >= 0 ? 4 : 0);
            int lane1 = aiv1 >= 0 ? 4 : 0;
            assertThat(x.getLong(1)).isEqualTo(100L * lane0 + 10000L * lane1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 24})
    void theKernelsOfAMixedBlockRunAtTheSameTime(int blockDim) {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 20; i++) {
            program.view(X, true, new int[]{1}, new int[]{i});
        }
        for (int i = 0; i < 20; i++) {
            program.submit(RENDEZVOUS, RENDEZVOUS, RENDEZVOUS, 1, false, arguments().inout(1 + i).scalar(3));
        }
        program.run(device, blockDim(blockDim), x);

        for (int i = 0; i < 20; i++) {
            assertThat(x.getLong(i)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"2,1", "6,3", "48,24"})
    void blocksThatStartTogetherRunAtTheSameTime(int blocks, int blockDim) {
        GraphProgram program = new GraphProgram();
        for (int round = 1; round <= 3; round++) {
            program.submit(NONE, RENDEZVOUS, NONE, blocks, true, arguments().inout(X).scalar(round * blocks))
                    .aiv(EMPTY, arguments().inout(X));
        }
        program.run(device, blockDim(blockDim), x);

        assertThat(x.getLong(0)).isEqualTo(3L * blocks);
    }

    @Test
    void mixedBlocksThatStartTogetherRunAtTheSameTime() {
        new GraphProgram().submit(RENDEZVOUS, RENDEZVOUS, RENDEZVOUS, 24, true, arguments().inout(X).scalar(72))
                .run(device, blockDim(24), x);

        assertThat(x.getLong(0)).isEqualTo(72);
    }

    @Test
    void blocksThatWaitForEachOtherGetThreadsAlsoIfTheyDoNotStartTogether() {
        GraphProgram program = new GraphProgram();
        for (int round = 1; round <= 2; round++) {
            program.submit(NONE, RENDEZVOUS, NONE, 12, false, arguments().inout(X).scalar(round * 12));
        }
        program.run(device, blockDim(6), x);
        program.run(device, blockDim(6), x.fill(0));

        assertThat(x.getLong(0)).isEqualTo(24);
    }

    @Test
    void tasksThatStartTogetherGetTheirCoresAmongManyOthers() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 6; i++) {
            program.view(X, false, new int[]{1}, new int[]{i});
        }
        for (int round = 1; round <= 20; round++) {
            program.scope(AUTO);
            for (int i = 0; i < 30; i++) {
                program.submit(i % 3 == 0 ? EMPTY : NONE, i % 3 == 1 ? EMPTY : NONE, i % 3 == 2 ? EMPTY : NONE,
                        1 + i % 4,
                        false, arguments());
            }
            program.submit(NONE, RENDEZVOUS, NONE, 6, true, arguments().inout(1).scalar(6 * round));
            program.submit(RENDEZVOUS, RENDEZVOUS, NONE, 3, true, arguments().inout(3).scalar(6 * round));
            program.end();
        }
        program.run(device, x);

        assertThat(x.getLong(0)).isEqualTo(120);
        assertThat(x.getLong(2)).isEqualTo(120);
    }

    @ParameterizedTest
    @CsvSource({"-1,0,-1,7,6,AIV", "0,-1,-1,4,3,AIC", "0,0,-1,4,3,MIX"})
    void moreBlocksThanCoresCannotStartTogether(int aic, int aiv0, int aiv1, int blocks, int limit, String shape) {
        DeviceException failure = catchThrowableOfType(DeviceException.class,
                () -> new GraphProgram().submit(aic, aiv0, aiv1, blocks, true, arguments()).run(device, x));

        assertThat(failure.code()).isEqualTo(-7);
        assertThat(failure)
                .hasMessage("REQUIRE_SYNC_START_INVALID (7), submit_task: " + blocks + " blocks of shape " + shape
                        + " are to start together, but block dim 3 has cores for " + limit
                        + "; use fewer blocks or a larger block dim");
    }

    @Test
    void oneBlockNeedsNothingToStartTogetherWith() {
        new GraphProgram().submit(NONE, BLOCKS, NONE, 1, true, arguments().existing(X)).run(device, x);

        assertThat(x.getLong(0)).isEqualTo(1000);
    }

    private static CallConfig blockDim(int blockDim) {
        return CallConfig.defaults().withBlockDim(blockDim);
    }
}
