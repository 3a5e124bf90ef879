package org.chiptest.runtime.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TaskArgsTests {

    private final ContinuousTensor tensor = ContinuousTensor.host(0x40, DataType.FLOAT32, 2, 3);

    @Test
    void argumentsKeepTheirOrder() {
        ContinuousTensor other = ContinuousTensor.child(0x80, DataType.INT8, 4);

        TaskArgs args = new TaskArgs().tensor(tensor).tensor(other, TensorArgType.OUTPUT).scalar(-1).scalar(2L);

        assertThat(args.tensorCount()).isEqualTo(2);
        assertThat(args.tensor(0)).isEqualTo(tensor);
        assertThat(args.tensor(1)).isEqualTo(other);
        assertThat(args.scalarCount()).isEqualTo(2);
        assertThat(args.scalarBits(0)).isEqualTo(0xFFFFFFFFL);
        assertThat(args.scalarBits(1)).isEqualTo(2);
    }

    @Test
    void aTensorWithoutATagIsAnInput() {
        TaskArgs args = new TaskArgs().tensor(tensor).tensor(tensor, TensorArgType.NO_DEP);

        assertThat(args.tag(0)).isEqualTo(TensorArgType.INPUT);
        assertThat(args.tag(1)).isEqualTo(TensorArgType.NO_DEP);
    }

    @Test
    void anOwnerOfMemoryIsAskedForItsTensorWhenItIsAdded() {
        TensorArgument owner = () -> tensor;

        assertThat(new TaskArgs().tensor(owner).tensor(0)).isSameAs(tensor);
    }

    @Test
    void aTensorAfterAScalarIsRefused() {
        TaskArgs args = new TaskArgs().tensor(tensor).scalar(1);

        assertThatThrownBy(() -> args.tensor(tensor)).isInstanceOf(IllegalStateException.class)
                .hasMessage("tensor after scalar: argument 2 is a tensor, but 1 scalar(s) were added before it; add all"
                        + " tensors first");
        assertThat(args.tensorCount()).isEqualTo(1);
    }

    @Test
    void everyKindOfScalarTravelsInItsLowBytes() {
        TaskArgs args = new TaskArgs().scalar((byte) -1).scalar((short) -1).scalar(-1).scalar(-1L).scalar(true)
                .scalar(1.0f).scalar(1.0);

        assertThat(new long[]{args.scalarBits(0), args.scalarBits(1), args.scalarBits(2), args.scalarBits(3),
            args.scalarBits(4), args.scalarBits(5), args.scalarBits(6)}).containsExactly(0xFFL, 0xFFFFL,
                    0xFFFFFFFFL, -1L, 1L, 0x3F800000L, 0x3FF0000000000000L);
    }

    @Test
    void thereIsNoLimitWhileCollecting() {
        TaskArgs args = new TaskArgs();
        for (int i = 0; i < 1000; i++) {
            args.tensor(tensor);
        }
        for (long i = 0; i < 1000; i++) {
            args.scalar(i);
        }

        assertThat(args.tensorCount()).isEqualTo(1000);
        assertThat(args.scalarBits(999)).isEqualTo(999);
    }

    @Test
    void aScalarThatWasNotAddedIsOutOfBounds() {
        assertThatThrownBy(() -> new TaskArgs().scalar(1).scalarBits(1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void equalArgumentsAreEqual() {
        TaskArgs args = new TaskArgs().tensor(tensor, TensorArgType.OUTPUT).scalar(1);

        assertThat(args).isEqualTo(new TaskArgs().tensor(tensor, TensorArgType.OUTPUT).scalar(1))
                .hasSameHashCodeAs(new TaskArgs().tensor(tensor, TensorArgType.OUTPUT).scalar(1))
                .isNotEqualTo(new TaskArgs().tensor(tensor).scalar(1))
                .isNotEqualTo(new TaskArgs().tensor(tensor, TensorArgType.OUTPUT).scalar(2))
                .isNotEqualTo(new TaskArgs().tensor(tensor, TensorArgType.OUTPUT));
    }

    @Test
    void theTextListsTensorsAndScalars() {
        assertThat(new TaskArgs().tensor(tensor).tensor(tensor, TensorArgType.OUTPUT).scalar(255))
                .hasToString("TaskArgs(INPUT FLOAT32[2, 3], OUTPUT FLOAT32[2, 3], 0xff)");
        assertThat(new TaskArgs().scalar(1).scalar(2)).hasToString("TaskArgs(0x1, 0x2)");
        assertThat(new TaskArgs()).hasToString("TaskArgs()");
    }
}
