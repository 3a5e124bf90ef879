package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.LATE_FILL;
import static org.chiptest.runtime.internal.trb.ProgramKernels.STEP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.TAKE_TURN;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tasks that have bytes in common wait for each other, however their tensors name them. The writer takes its time and writes fives: who
 * does not wait for it reads zeros.
 */
class ByteDependencyTests {

    private static final int X = 0;
    private static final int OUT = 1;

    /** Row 1 of X, elements 8 to 15. */
    private static final int ROW = 2;

    private static final int LATE_MILLIS = 30;

    private final TestDevice device = new TestDevice();
    private final HostTensor x = HostTensor.allocate(device.memory(), DataType.INT64, 4, 8);
    private final HostTensor out = HostTensor.allocate(device.memory(), DataType.INT64, 8);

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void aRowIsReadAfterItsWriterThroughAFlatView() {
        run(row().reshape(X, 32).view(3, false, new int[]{8}, new int[]{8}), ROW, 4);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void aRowIsReadAfterItsWriterAsTwoRowsOfAReshape() {
        run(row().reshape(X, 8, 4).view(3, false, new int[]{2, 4}, new int[]{2, 0}), ROW, 4);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void aRowIsReadAfterTheWriterOfItsPartOfAFlatView() {
        run(row().reshape(X, 32).view(3, false, new int[]{8}, new int[]{8}), 4, ROW);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void aRowIsReadAfterItsWriterAsElementsOfAnotherType() {
        // a five of INT64 is a five and a zero of FLOAT32, by their bits
        run(row().typed(X, 0, DataType.FLOAT32, 64).view(3, false, new int[]{8}, new int[]{16}), ROW, 4);

        assertThat(out.toDoubles()).containsExactly(15, 0, 15, 0, 15, 0, 15, 0);
    }

    @Test
    void aRowIsReadAfterItsWriterThroughATensorThatBeginsWithIt() {
        run(row().typed(X, 64, DataType.INT64, 8), ROW, 3);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void elementsAreReadAfterTheWriterOfATransposedViewThatHasThem() {
        // columns 2 and 3 as rows 2 and 3 of [8,4]: elements 8 to 15
        run(row().view(X, false, new int[]{4, 2}, new int[]{0, 2}).transpose(3, 0, 1), 4, ROW);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void argumentsThatShareMemoryAreOneBuffer() {
        ContinuousTensor whole = ContinuousTensor.child(x.memory().address(), DataType.INT64, 4, 8);
        ContinuousTensor part = ContinuousTensor.child(x.memory().address() + 64, DataType.INT64, 8);

        new GraphProgram().aiv(LATE_FILL, arguments().inout(X).scalar(5).scalar(LATE_MILLIS))
                .aiv(STEP, arguments().input(2).existing(OUT).scalar(0)).run(device, whole, out, part);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void aWriterOfWhichAnInOutHasOnlySomeBytesIsNotForgotten() {
        // the left half of all rows is written, then a contiguous [4,4] is changed, which has its first two rows
        new GraphProgram().view(X, false, new int[]{4, 4}, new int[]{0, 0}).typed(X, 0, DataType.INT64, 4, 4)
                .reshape(X, 32).view(4, false, new int[]{4}, new int[]{24})
                .aiv(LATE_FILL, arguments().inout(2).scalar(5).scalar(LATE_MILLIS))
                .aiv(EMPTY, arguments().inout(3))
                .aiv(STEP, arguments().input(5).existing(OUT).scalar(0)).run(device, x, out);

        assertThat(out.toDoubles()).containsOnly(15);
    }

    @Test
    void rangesOfOtherShapesThatAreApartAreIndependent() {
        // each has to run before the other one can end
        row().reshape(X, 32).view(3, false, new int[]{8}, new int[]{16})
                .aiv(TAKE_TURN, arguments().noDep(OUT).scalar(1).inout(ROW))
                .aiv(TAKE_TURN, arguments().noDep(OUT).scalar(0).inout(4))
                .run(device, x, out);

        assertThat(out.getLong(0)).isEqualTo(2);
    }

    @Test
    void anElementIsReadAfterItsWriterThroughAnyView() {
        long[] read = row().reshape(X, 32).typed(X, 0, DataType.INT32, 8, 8).typed(X, 64, DataType.INT64, 8)
                .aiv(LATE_FILL, arguments().inout(ROW).scalar(5).scalar(LATE_MILLIS)).get(3, 8)
                .aiv(LATE_FILL, arguments().inout(ROW).scalar(6).scalar(LATE_MILLIS)).get(4, 2, 0)
                .aiv(LATE_FILL, arguments().inout(ROW).scalar(7).scalar(LATE_MILLIS)).get(5, 0)
                .aiv(LATE_FILL, arguments().inout(3).scalar(8).scalar(LATE_MILLIS)).get(ROW, 0, 0)
                .run(device, x, out);

        assertThat(read).startsWith(5, 6, 7, 8);
    }

    @Test
    void anElementIsSetAfterItsWriterThroughAnyView() {
        row().reshape(X, 32).aiv(LATE_FILL, arguments().inout(ROW).scalar(5).scalar(LATE_MILLIS)).set(3, 7, 8)
                .run(device, x, out);

        assertThat(x.getLong(8)).isEqualTo(7);
        assertThat(x.getLong(9)).isEqualTo(5);
    }

    private static GraphProgram row() {
        return new GraphProgram().view(X, false, new int[]{1, 8}, new int[]{1, 0});
    }

    private void run(GraphProgram program, int written, int read) {
        program.aiv(LATE_FILL, arguments().inout(written).scalar(5).scalar(LATE_MILLIS))
                .aiv(STEP, arguments().input(read).existing(OUT).scalar(0)).run(device, x, out);
    }
}
