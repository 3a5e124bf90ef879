package org.chiptest.api.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.chiptest.runtime.args.DataType.FLOAT32;
import static org.chiptest.runtime.args.DataType.INT64;
import static org.chiptest.runtime.callable.ArgDirection.IN;
import static org.chiptest.runtime.callable.ArgDirection.INOUT;
import static org.chiptest.runtime.callable.ArgDirection.OUT;
import static org.chiptest.runtime.callable.ArgDirection.SCALAR;

import java.util.List;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.junit.jupiter.api.Test;

class GoldenArgsTests {

    private final GoldenArgs args = GoldenArgs.in(new HeapTensors());

    @Test
    void argumentsGoInTheOrderInWhichTheyWereNamed() {
        args.input("a", FLOAT32, 2).fill(2);
        args.inout("b", FLOAT32, 3);
        args.output("c", FLOAT32, 4);
        args.scalar("n", 7).scalar("x", 1.5f).scalar("y", 2.5).scalar("z", 8L);

        TaskArgs taskArgs = args.taskArgs();
        assertThat(taskArgs.tensorCount()).isEqualTo(3);
        assertThat(taskArgs.tag(0)).isEqualTo(TensorArgType.INPUT);
        assertThat(taskArgs.tag(1)).isEqualTo(TensorArgType.INOUT);
        assertThat(taskArgs.tag(2)).isEqualTo(TensorArgType.OUTPUT_EXISTING);
        assertThat(taskArgs.scalarBits(0)).isEqualTo(7);
        assertThat(taskArgs.scalarBits(1)).isEqualTo(Float.floatToRawIntBits(1.5f));
        assertThat(taskArgs.scalarBits(2)).isEqualTo(Double.doubleToRawLongBits(2.5));
        assertThat(taskArgs.scalarBits(3)).isEqualTo(8);
        args.requireSignature(List.of(IN, INOUT, OUT, SCALAR, SCALAR, SCALAR, SCALAR));
    }

    @Test
    void argumentsOfAnotherDirectionAreRefused() {
        args.input("a", FLOAT32, 2);
        args.output("f", FLOAT32, 2);

        assertThatIllegalStateException().isThrownBy(() -> args.requireSignature(List.of(IN, INOUT)))
                .withMessage("argument 1, f, is OUT, but the callable's signature says INOUT there: [IN, INOUT]");
    }

    @Test
    void missingAndSuperfluousArgumentsAreRefused() {
        args.input("a", FLOAT32, 2);

        assertThatIllegalStateException().isThrownBy(() -> args.requireSignature(List.of(IN, OUT)))
                .withMessage("there are 1 arguments, [a], but the callable's signature has 2: [IN, OUT]");
        assertThatIllegalStateException().isThrownBy(() -> args.requireSignature(List.of()));
    }

    @Test
    void namesAreUnique() {
        args.input("a", FLOAT32, 2);

        assertThatIllegalArgumentException().isThrownBy(() -> args.scalar("a", 1))
                .withMessage("there is an argument a already; name each one differently");
    }

    @Test
    void everyWrongOutputIsReportedAtOnce() {
        args.output("c", FLOAT32, 2).expect(1);
        args.output("d", FLOAT32, 2).expect(0);
        args.output("e", INT64, 2).expectLongs(index -> index);

        assertThatExceptionOfType(GoldenMismatchError.class).isThrownBy(args::check).satisfies(error -> {
            assertThat(error.mismatches()).extracting(Mismatch::name).containsExactly("output c", "output e");
            assertThat(error).hasMessageContaining("output c (FLOAT32[2]): 2 of 2 elements are not as expected")
                    .hasMessageContaining("output e (INT64[2]): 1 of 2 elements is not as expected");
        });
    }

    @Test
    void anOutputHasItsOwnTolerance() {
        args.output("c", FLOAT32, 2).within(0, 2).expect(1);
        args.check();
        args.output("d", FLOAT32, 2).expect(1);
        assertThatExceptionOfType(GoldenMismatchError.class).isThrownBy(args::check);
    }

    @Test
    void anOutputOfWhichNothingIsExpectedIsAMistake() {
        args.output("c", FLOAT32, 2);

        assertThatIllegalStateException().isThrownBy(args::check).withMessage("nothing is expected of output c; call "
                + "expect(...), or unchecked(reason) if there is nothing to expect");
    }

    @Test
    void anOutputWithoutElementsCannotBeRight() {
        args.output("c", FLOAT32, 0).expect(1);

        assertThatIllegalStateException().isThrownBy(args::check)
                .withMessage("output c has no elements, so nothing of it can be "
                        + "compared; give it a shape without 0, or call unchecked(reason)");
    }

    @Test
    void anOutputMayStayUncheckedForAReason() {
        args.output("c", FLOAT32, 2).unchecked("it is scratch memory").expect(1);

        args.check();
        assertThatIllegalArgumentException().isThrownBy(() -> args.output("d", FLOAT32, 2).unchecked(" "));
    }

    @Test
    void asManyValuesAsElementsAreExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> args.output("c", FLOAT32, 2).expect(new double[]{1, 2, 3}))
                .withMessage("output c has 2 elements, but 3 values are expected of it");
    }

    @Test
    void resettingRestoresWhatOutputsHeldBeforeTheFirstRound() {
        args.inout("c", FLOAT32, 2).fill(3);
        args.remember();
        args.tensor("c").fill(99);

        args.reset();

        assertThat(args.tensor("c").toDoubles()).containsExactly(3, 3);
    }

    @Test
    void aTensorIsFoundByItsName() {
        args.input("a", FLOAT32, 2);

        assertThat(args.tensor("a").shape()).containsExactly(2);
        assertThatIllegalArgumentException().isThrownBy(() -> args.tensor("b"))
                .withMessage("there is no tensor b among the arguments [a]");
    }

    @Test
    void closingFreesTheTensors() {
        var tensor = args.input("a", FLOAT32, 2);
        args.close();

        assertThatIllegalStateException().isThrownBy(() -> tensor.get(0));
    }
}
