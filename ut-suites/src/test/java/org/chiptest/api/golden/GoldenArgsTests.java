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
import java.util.Optional;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgType;
import org.chiptest.runtime.tensor.NpyArray;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

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
    void referenceDataComesFromFiles() {
        args.withFilesBeside(NpyArray.class).input("x", INT64, args.file("uint8.npy"));
        args.output("y", FLOAT32, 2, 3).fill(args.file("float64.npy")::get)
                .expect(args.file("/org/chiptest/runtime/tensor/float64.npy"));

        args.check();
        assertThat(args.tensor("x").toDoubles()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void aFileOfAnotherShapeIsRefused() {
        NpyArray array = args.withFilesBeside(NpyArray.class).file("float64.npy");

        assertThatIllegalArgumentException().isThrownBy(() -> args.output("y", FLOAT32, 6).expect(array))
                .withMessage("output y is FLOAT32[6], but float64.npy (float64[2, 3]) is expected of it; shapes must "
                        + "be equal");
        assertThatIllegalArgumentException().isThrownBy(() -> args.input("x", FLOAT32, 3, 2).fill(array))
                .withMessage("the tensor is FLOAT32[3, 2], but float64.npy (float64[2, 3]) is to fill it; shapes must "
                        + "be equal");
    }

    @Test
    void aFileThatIsNowhereIsToldWithItsPlaces() {
        assertThatIllegalArgumentException().isThrownBy(() -> args.file("/no/such.npy"))
                .withMessage("there is no file '/no/such.npy': neither on the class path (as no/such.npy), nor as "
                        + "/no/such.npy; arrays are files .npy");
    }

    @Test
    void anAssumptionThatDoesNotHoldEndsTheTestWithoutAVerdict() {
        assertThat(args.assume(true, "all is there")).isSameAs(args);
        assertThatExceptionOfType(TestAbortedException.class)
                .isThrownBy(() -> args.assume(false, "the reference was not downloaded"))
                .withMessage("the reference was not downloaded");
    }

    @Test
    void aComparatorOfTheTestDecides() {
        args.output("c", FLOAT32, 2).fill(3).comparedBy(values -> values.actual(0) == 3
                ? Optional.empty()
                : Optional.of(GoldenComparator.Rejection.because("it does not begin with 3"))).expect(1);
        args.check();

        args.tensor("c").set(0, 4);
        assertThatExceptionOfType(GoldenMismatchError.class).isThrownBy(args::check).withMessageStartingWith(
                "output c (FLOAT32[2]): it does not begin with 3; 2 of 2 elements are not as expected, compared by a "
                        + "function of the test\n  at [0]: actual 4.0, expected 1.0");
    }

    @Test
    void whatWasNotWrittenHoldsWhatItHeldBefore() {
        args.output("c", FLOAT32, 4).fill(7).expect(index -> index);
        args.remember();

        assertThatExceptionOfType(GoldenMismatchError.class).isThrownBy(args::check).withMessageContaining(
                "\n  hint: all wrong elements hold what they held before the run: nothing has written them");
    }

    @Test
    void valuesOfAnotherArgumentAreRecognised() {
        args.input("a", FLOAT32, 4).fill(index -> index * 3 + 1);
        args.output("c", FLOAT32, 4).fill(index -> index * 3 + 1).expect(index -> index * index);
        args.output("d", FLOAT32, 4).fill(index -> index * index).expect(index -> 9 - index);

        assertThatExceptionOfType(GoldenMismatchError.class).isThrownBy(args::check)
                .withMessageContaining("\n  hint: all wrong elements hold the values of input a")
                .withMessageContaining("\n  hint: all wrong elements hold what is expected of output c");
    }

    @Test
    void closingFreesTheTensors() {
        var tensor = args.input("a", FLOAT32, 2);
        args.close();

        assertThatIllegalStateException().isThrownBy(() -> tensor.get(0));
    }
}
