package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.engine.internal.conformance.GraphProgram.AUTO;
import static org.chiptest.engine.internal.conformance.GraphProgram.MANUAL;
import static org.chiptest.engine.internal.conformance.GraphProgram.arguments;
import static org.chiptest.runtime.internal.trb.ProgramKernels.EMPTY;
import static org.chiptest.runtime.internal.trb.ProgramKernels.FILL;
import static org.chiptest.runtime.internal.trb.ProgramKernels.MIX;
import static org.chiptest.runtime.internal.trb.ProgramKernels.STEP;
import static org.chiptest.runtime.internal.trb.ProgramKernels.TAKE_TURN;
import static org.chiptest.runtime.internal.trb.ProgramKernels.UPDATE;

import org.chiptest.engine.internal.conformance.GraphProgram;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which tasks wait for which. That tasks do not wait is shown by two that take turns in the opposite order of their submits:
 * each has to run before the other one can end.
 */
class DependencyTests {

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
    void tasksThatChangeOneTensorRunInTheOrderOfTheirSubmits() {
        GraphProgram program = new GraphProgram();
        long expected = 0;
        for (int i = 0; i < 100; i++) {
            program.aiv(UPDATE, arguments().inout(X).scalar(i));
            expected = 3 * expected + i;
        }

        program.run(device, x, turn);

        assertThat(x.getLong(0)).isEqualTo(expected);
        assertThat(x.getLong(31)).isEqualTo(expected);
    }

    @Test
    void aReaderWaitsForTheTaskThatCreatesATensor() {
        new GraphProgram().aiv(FILL, arguments().output(8).scalar(5))
                .aiv(STEP, arguments().input(2).output(8).scalar(1))
                .aiv(STEP, arguments().input(3).existing(X).scalar(2))
                .run(device, x, turn);

        assertThat(x.getLong(0)).isEqualTo(3 * (3 * 5 + 1) + 2);
    }

    @Test
    void aWriterOfAnExistingTensorWaitsForNoOtherWriter() {
        new GraphProgram().aiv(TAKE_TURN, turns(1).inout(X))
                .aiv(TAKE_TURN, turns(0).existing(X))
                .run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(2);
    }

    @Test
    void aTensorWithoutDependencyWaitsForNobody() {
        new GraphProgram().aiv(TAKE_TURN, turns(1).inout(X))
                .aiv(TAKE_TURN, turns(0).noDep(X))
                .run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(2);
    }

    @Test
    void aTensorWithoutDependencyStillWaitsForItsCreator() {
        GraphProgram program = new GraphProgram();
        program.aiv(FILL, arguments().output(8).scalar(5));
        program.aiv(MIX, arguments().noDep(2).noDep(2).inout(X));

        program.run(device, x, turn);

        assertThat(x.getLong(0)).isEqualTo(7 * 5 + 5);
    }

    @Test
    void viewsThatShareNothingAreIndependent() {
        new GraphProgram().view(X, false, new int[]{2, 8}, new int[]{0, 0})
                .view(X, false, new int[]{2, 8}, new int[]{2, 0})
                .aiv(TAKE_TURN, turns(1).inout(2))
                .aiv(TAKE_TURN, turns(0).inout(3))
                .run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(2);
    }

    @Test
    void viewsThatOverlapAreOrdered() {
        new GraphProgram().view(X, false, new int[]{3, 4}, new int[]{0, 1})
                .view(X, false, new int[]{2, 8}, new int[]{2, 0})
                .aiv(UPDATE, arguments().inout(2).scalar(1))
                .aiv(UPDATE, arguments().inout(3).scalar(10))
                .aiv(UPDATE, arguments().inout(X).scalar(0))
                .run(device, x, turn);

        assertThat(x.getLong(0)).isZero();
        assertThat(x.getLong(1)).isEqualTo(3);
        assertThat(x.getLong(2 * 8 + 1)).isEqualTo(3 * (3 + 10));
        assertThat(x.getLong(3 * 8 + 1)).isEqualTo(3 * 10);
    }

    @Test
    void aTensorWithManualDependencyIsNotLookedUp() {
        new GraphProgram().view(X, true, new int[]{4, 8}, new int[]{0, 0})
                .aiv(TAKE_TURN, turns(1).inout(2))
                .aiv(TAKE_TURN, turns(0).inout(2))
                .run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(2);
    }

    @Test
    void aManualScopeKnowsOnlyTheDependenciesThatAreStated() {
        new GraphProgram().scope(MANUAL)
                .aiv(TAKE_TURN, turns(1).inout(X))
                .aiv(TAKE_TURN, turns(0).inout(X))
                .end().run(device, x, turn);

        assertThat(turn.getLong(0)).isEqualTo(2);
    }

    @Test
    void aStatedDependencyOrdersTasksOfAnyScope() {
        GraphProgram program = new GraphProgram();
        program.aiv(UPDATE, arguments().noDep(X).scalar(1)).scope(MANUAL);
        for (int task = 1; task < 20; task++) {
            program.aiv(UPDATE, arguments().noDep(X).scalar(1).after(task - 1));
        }
        program.end().aiv(UPDATE, arguments().noDep(X).scalar(1).after(19));

        program.run(device, x, turn);

        long expected = 0;
        for (int task = 0; task <= 20; task++) {
            expected = 3 * expected + 1;
        }
        assertThat(x.getLong(5)).isEqualTo(expected);
    }

    @Test
    void aDummyTaskOrdersOthers() {
        GraphProgram program = new GraphProgram().scope(MANUAL);
        program.aiv(UPDATE, arguments().inout(X).scalar(1));
        for (int task = 1; task < 10; task++) {
            program.dummy(arguments().after(task - 1));
        }
        program.aiv(UPDATE, arguments().inout(X).scalar(2).after(9)).end();

        program.run(device, x, turn);

        assertThat(x.getLong(0)).isEqualTo(3 + 2);
    }

    @Test
    void aTaskMayHaveMoreProducersThanItHasRoomFor() {
        GraphProgram program = new GraphProgram().scope(AUTO);
        program.view(X, false, new int[]{1, 1}, new int[]{0, 0});
        GraphProgram.Arguments all = arguments().inout(X).scalar(1);
        for (int task = 0; task < 300; task++) {
            program.aiv(EMPTY, arguments().noDep(2).output(1));
            all.after(task);
        }
        program.aiv(UPDATE, all).end().run(device, x, turn);

        assertThat(x.getLong(7)).isEqualTo(1);
    }

    @Test
    void anInnerScopeMayUseWhatAnOuterOneCreated() {
        new GraphProgram().alloc(arguments().initialized(DataType.INT64, 2, 4, 8))
                .scope(AUTO).aiv(UPDATE, arguments().inout(2).scalar(1)).end()
                .scope(AUTO).scope(AUTO).aiv(UPDATE, arguments().inout(2).scalar(2)).end().end()
                .aiv(STEP, arguments().input(2).existing(X).scalar(0))
                .run(device, x, turn);

        assertThat(x.getLong(31)).isEqualTo(3 * (3 * (3 * 2 + 1) + 2));
    }

    private static GraphProgram.Arguments turns(int turn) {
        return arguments().noDep(TURN).scalar(turn);
    }
}
