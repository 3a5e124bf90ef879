package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.DEFER;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.STEP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import java.time.Duration;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.RunSettings;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTensorWithoutBufferIsRefused(boolean write) {
        GraphProgram program = new GraphProgram().nullTensor();
        DeviceException failure = failureOf(write ? program.set(2, 5, 0) : program.get(2, 0), RunSettings.unset());

        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure).hasMessage("INVALID_ARGS (5), " + (write ? "set" : "get") + "_tensor_data: the tensor of"
                + " shape [1] at 0x0 (8 bytes of buffer) has no buffer; make it from an argument, or let a task create it");
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "0, 8", "3, 8", "0, -1", "-1, -1", "16777216, 0", "0, 134217728"})
    void anIndexOutsideTheTensorIsRefused(int row, int column) {
        x.fill(1);
        String text = "_tensor_data: index [" + Integer.toUnsignedString(row) + ", " + Integer.toUnsignedString(column)
                + "] is outside the tensor of shape [4, 8] at 0x";
        DeviceException read = failureOf(new GraphProgram().get(X, row, column), RunSettings.unset());
        DeviceException written = failureOf(new GraphProgram().set(X, 5, row, column), RunSettings.unset());

        assertThat(read.code()).isEqualTo(-5);
        assertThat(read).hasMessageStartingWith("INVALID_ARGS (5), get" + text)
                .hasMessageEndingWith("(256 bytes of buffer)");
        assertThat(written.code()).isEqualTo(-5);
        assertThat(written).hasMessageStartingWith("INVALID_ARGS (5), set" + text);
        assertThat(new GraphProgram().get(X, 3, 7).run(device, x, turn)[0]).isEqualTo(1);
        assertThat(x.toDoubles()).containsOnly(1);
    }

    @Test
    void anIndexOutsideAViewIsRefusedAlsoWhereItsBufferGoesOn() {
        DeviceException failure = failureOf(
                new GraphProgram().view(X, false, new int[]{2, 3}, new int[]{1, 2}).get(2, 0, 3), RunSettings.unset());

        assertThat(failure).hasMessageContaining("index [0, 3] is outside the tensor of shape [2, 3] at 0x");
    }

    @Test
    void fewerIndicesThanDimensionsStayInTheBuffer() {
        x.fill(i -> i);
        assertThat(new GraphProgram().get(X, 31).run(device, x, turn)[0]).isEqualTo(31);
        assertThat(failureOf(new GraphProgram().get(X, 32), RunSettings.unset())).hasMessageContaining("index [32] is");
    }

    @Test
    void moreIndicesThanDimensionsAreRefused() {
        assertThat(failureOf(new GraphProgram().get(X, 0, 0, 0), RunSettings.unset()))
                .hasMessageContaining("3 indices for the tensor of shape [4, 8] at 0x")
                .hasMessageEndingWith(", which has 2 dimensions");
    }

    @Test
    void aTensorWithoutElementsHasNoneToRead() {
        assertThat(failureOf(new GraphProgram().alloc(arguments().output(-1, -1, -1, -1, 0)).get(2),
                RunSettings.unset())).hasMessageContaining("index [] is outside the tensor of shape [4294967295, ")
                .hasMessageEndingWith("(0 bytes of buffer)");
    }

    @Test
    void aTaskCreatesATensorWithoutElementsHoweverLargeItsOtherDimensionsAre() {
        new GraphProgram().aiv(STEP, arguments().input(X).output(-1, -1, -1, 0, -1).existing(TURN).scalar(0))
                .run(device, x, turn);
    }

    @ParameterizedTest
    @CsvSource({"null_tensor_entry, get_tensor_data: the tensor is a null pointer",
        "null_indices_entry, get_tensor_data: the 1 indices for the tensor of shape ",
        "six_dimensions_entry, 'get_tensor_data: the tensor says that it has 6 dimensions, which is not 0 to 5; is it a'",
        "six_dimensions_submit_entry, submit_dummy_task: tensor 0 says that it has 6 dimensions of data type ",
        "null_dependencies_entry, submit_dummy_task: the task's arguments say that they have 3 dependencies",
        "null_arguments_entry, submit_dummy_task: the task's arguments are a null pointer",
        "null_kernels_entry, submit_task: the kernels of a task are a null pointer"})
    void whatNoHeaderPassesOnIsRefused(String entry, String text) {
        DeviceException failure = catchThrowableOfType(DeviceException.class,
                () -> device.run(CompiledCode.orchestration("entries.cpp", entry), ProgramKernels.table(),
                        new TaskArgs().tensor(x)));

        assertThat(failure.code()).isEqualTo(-5);
        assertThat(failure).hasMessageContaining(text);
    }

    @Test
    void anArgumentWithoutElementsIsTakenHoweverLargeItsOtherDimensionsAre() {
        int huge = Integer.MAX_VALUE;
        HostTensor empty = HostTensor.allocate(device.memory(), DataType.INT64, huge, huge, huge, huge, 0);
        assertThat(empty.elementCount()).isZero();
        new GraphProgram().dummy(arguments().inout(2)).run(device, x, turn, empty);
    }

    private DeviceException failureOf(GraphProgram program, RunSettings settings) {
        return catchThrowableOfType(DeviceException.class, () -> program.run(device, device.config(settings), x, turn));
    }
}
