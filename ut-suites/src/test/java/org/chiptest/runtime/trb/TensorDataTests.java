package org.chiptest.runtime.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.runtime.trb.GraphProgram.DEFER;
import static org.chiptest.runtime.trb.GraphProgram.EMPTY;
import static org.chiptest.runtime.trb.GraphProgram.STEP;
import static org.chiptest.runtime.trb.GraphProgram.UPDATE;
import static org.chiptest.runtime.trb.GraphProgram.arguments;

import java.time.Duration;

import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An orchestration that reads and writes tensors itself, and tensors that begin with a value. */
class TensorDataTests {

    private static final int X = 0;
    private static final int TURN = 1;

    private final TestDevice device = new TestDevice();
    private final HostTensor x = HostTensor.allocate(device.memory(), DataType.INT64, 4, 8);
    private final HostTensor turn = HostTensor.allocate(device.memory(), DataType.INT64, 1);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void anElementIsReadAfterItsWriters() {
        GraphProgram program = new GraphProgram();
        for (int i = 0; i < 20; i++) {
            program.aiv(UPDATE, arguments().inout(X).scalar(1));
        }
        long expected = 0;
        for (int i = 0; i < 20; i++) {
            expected = 3 * expected + 1;
        }
        assertThat(program.get(X, 3, 7).run(device, x, turn)[0]).isEqualTo(expected);
    }

    @Test
    void anElementIsReadAfterTheTaskThatCreatesItsTensor() {
        x.fill(2);
        assertThat(new GraphProgram().aiv(STEP, arguments().input(X).output(4).scalar(5)).get(2, 1).run(device, x,
                turn)[0]).isEqualTo(11);
    }

    @Test
    void anElementIsAddressedThroughViewAndRawShape() {
        x.fill(i -> i);
        long[] read = new GraphProgram().view(X, false, new int[]{2, 3}, new int[]{1, 2})
                .view(2, false, new int[]{1, 2}, new int[]{1, 1}).reshape(X, 32).transpose(X, 0, 1)
                .get(2, 0, 0).get(2, 1, 2).get(3, 0, 1).get(4, 21).get(5, 0, 3).get(X).run(device, x, turn);

        assertThat(read).startsWith(10, 20, 20, 21, 3, 0);
    }

    @Test
    void anElementIsSetAfterTheConsumersOfItsWriter() {
        new GraphProgram().aiv(UPDATE, arguments().inout(X).scalar(1))
                .aiv(STEP, arguments().input(X).output(4, 8).scalar(0))
                .set(X, 1000, 0, 0)
                .aiv(STEP, arguments().input(2).existing(TURN).scalar(0))
                .aiv(UPDATE, arguments().inout(X).scalar(0))
                .run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(9);
        assertThat(x.getLong(0)).isEqualTo(3000);
        assertThat(x.getLong(1)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"INT64,-5,-5", "UINT64,-5,-5", "INT32,-5,0xfffffffb", "FLOAT32,0x3f800000,0x3f800000",
        "INT16,-5,0xfffb",
        "BFLOAT16,0x13f80,0x3f80", "UINT8,511,255", "INT8,-1,255"})
    void anElementHasTheBytesOfItsTypeAndNoOthers(DataType type, String set, String read) {
        long[] values = new GraphProgram().alloc(arguments().initialized(type, Long.decode(set), 4)).get(2, 0).get(2, 3)
                .set(2, 0x0101010101010101L, 1).get(2, 0).get(2, 1).get(2, 2).run(device, x, turn);

        long ones = -1L >>> 64 - 8 * type.size() & 0x0101010101010101L;
        long value = Long.decode(read);
        assertThat(values).startsWith(value, value, value, ones, value);
    }

    @Test
    void aTensorThatIsToHaveAnInitialValueHasItEverywhere() {
        new GraphProgram().alloc(arguments().initialized(DataType.INT64, 7, 4, 8).initialized(DataType.INT32, -1, 3))
                .aiv(STEP, arguments().input(2).existing(X).scalar(1)).run(device, x, turn);

        assertThat(x.toDoubles()).containsOnly(22);
    }

    @Test
    void aTensorThatNobodyCanCompleteIsNotWaitedFor() {
        DeviceException failure = failureOf(
                new GraphProgram().aiv(DEFER, arguments().noDep(TURN).inout(X).scalar(1).scalar(0).scalar(1)).get(X, 0),
                RunSettings.unset().withTensorWaitTimeout(Duration.ofMillis(20)));

        assertThat(failure.code()).isEqualTo(-8);
        assertThat(failure).hasMessageMatching("TENSOR_WAIT_TIMEOUT \\(8\\), get_tensor_data: a tensor at 0x[0-9a-f]+"
                + " cannot be read within 20 ms: task 0 of ring 0, which writes it, has not completed");
    }

    @Test
    void aTensorWhoseConsumersDoNotCompleteCannotBeSet() {
        DeviceException failure = failureOf(new GraphProgram().aiv(EMPTY, arguments().inout(X))
                .aiv(DEFER, arguments().noDep(TURN).input(X).scalar(1).scalar(0).scalar(1)).set(X, 1, 0),
                RunSettings.unset().withTensorWaitTimeout(Duration.ofMillis(20)));

        assertThat(failure.code()).isEqualTo(-8);
        assertThat(failure).hasMessageContaining("consumers of task 0 of ring 0, which writes it, have not completed");
    }

    @Test
    void aTensorWithoutBufferReadsAsZeroAndIsLogged() {
        long[] read = new GraphProgram().scope(GraphProgram.AUTO).end().nullTensor().get(2, 0).set(2, 5, 0).run(device,
                x,
                turn);

        assertThat(read[0]).isZero();
        assertThat(device.log()).contains("[ERROR] get_tensor_data: the tensor has no buffer")
                .contains("[ERROR] set_tensor_data: the tensor has no buffer");
    }

    private DeviceException failureOf(GraphProgram program, RunSettings settings) {
        return catchThrowableOfType(DeviceException.class, () -> program.run(device, device.config(settings), x, turn));
    }
}
