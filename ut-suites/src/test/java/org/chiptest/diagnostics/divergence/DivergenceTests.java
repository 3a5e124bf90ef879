package org.chiptest.diagnostics.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.diagnostics.divergence.ModelRun.in;
import static org.chiptest.diagnostics.divergence.ModelRun.inout;
import static org.chiptest.diagnostics.divergence.ModelRun.noDep;
import static org.chiptest.diagnostics.divergence.ModelRun.out;
import static org.chiptest.diagnostics.divergence.ModelRun.scalar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.chiptest.diagnostics.divergence.Clue.Kind;
import org.chiptest.diagnostics.divergence.DifferentGraph.Part;
import org.chiptest.diagnostics.divergence.ForeignWrite.Cause;
import org.chiptest.diagnostics.divergence.ModelRun.Box;
import org.chiptest.diagnostics.divergence.NotComparable.Reason;
import org.chiptest.diagnostics.divergence.Rounding.Evidence;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.capture.RecordedRun.State;
import org.chiptest.runtime.device.RuntimeKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where two runs part, of runs that are written down by hand. */
class DivergenceTests {

    private static final int ADD = 0;
    private static final int OTHER = 1;
    private static final int ALLOCATES = -1;
    private static final int MANY = 1000;
    private static final int PLANTED = 617;
    private static final long HERE = 0x10000;
    private static final long THERE = 0x7fff_0000_0000L;
    private static final ModelRun.Kernel ADDS = tensors -> add(tensors, 1);
    private static final ModelRun.Kernel ADDS_WRONGLY = tensors -> add(tensors, 2);
    private static final ModelRun.Kernel DOES_NOTHING = tensors -> {};

    @TempDir
    Path scratch;

    @Test
    void whereAllTasksAreAsTheirReferencesSayTheNextStepIsTold() {
        assertThat(new AsReferred(10, 0).describe()).isEqualTo("10 tasks computed what their references do"
                + "\nso these kernels are right on what they were given: look at arguments and order of tasks, and at the golden itself");
        assertThat(new AsReferred(1, 2).describe()).isEqualTo("1 task computed what their references do; 2 have none"
                + "\nso these kernels are right on what they were given: look at arguments and order of tasks, "
                + "at tasks without a reference, and at the golden itself");
        assertThat(new AsReferred(0, 0).describe()).startsWith("the run had no task with a kernel");
    }

    @Test
    void equalRunsAreTheSameWhereverTheirMemoryLies() {
        Divergence divergence = between(chain(HERE, MANY, -1), chain(THERE, MANY, -1));

        assertThat(divergence).isEqualTo(new Same(MANY, 2 * MANY, 0));
        assertThat(divergence.describe()).isEqualTo("both sides computed the same: 2000 tensors of 1000 tasks agree");
    }

    @Test
    void aWrongKernelAmongAThousandTasksIsNamed() {
        Divergence divergence = between(chain(HERE, MANY, -1), chain(THERE, MANY, PLANTED));

        assertThat(divergence).isInstanceOfSatisfying(DivergentTask.class, found -> {
            assertThat(found.trusted().index()).isEqualTo(PLANTED);
            assertThat(found.suspect().index()).isEqualTo(PLANTED);
            assertThat(found.before()).isEqualTo(PLANTED);
            assertThat(found.difference().differing()).isEqualTo(8);
            assertThat(found.difference().constant()).hasValue(1);
            assertThat(found.difference().rounding()).isEmpty();
        });
        assertThat(divergence.describe()).isEqualTo("""
                k0(t617) is the first task whose inputs agree and whose outputs do not
                actual: k0(t617) on AIV_3 of bad
                expected: k0(t617) on AIV_3 of good
                argument 1 (FLOAT32[2, 4], after it): 8 of 8 elements differ, the first at [0, 0]: actual 619.0, \
                expected 618.0; all are off by 1.0
                both sides ran a kernel of this name on the same inputs: if its code is the same, it reads memory that \
                is none of its arguments, or that nobody has written, or does not compute the same each time; run it \
                alone with a sanitizer
                617 tasks before it agree
                page: %s?task=617""".formatted(scratch.resolve("bad/run.html")));
    }

    @Test
    void withoutChecksumsTheBytesAreCompared() {
        assertThat(between(chain(HERE, 5, -1).withoutChecksums(), chain(THERE, 5, -1).withoutChecksums()))
                .isEqualTo(new Same(5, 10, 0));
        assertThat(between(chain(HERE, 5, -1).withoutChecksums(), chain(THERE, 5, 3).withoutChecksums()))
                .isInstanceOfSatisfying(DivergentTask.class, found -> assertThat(found.before()).isEqualTo(3));
    }

    @Test
    void tasksThatOnlyAllocateDoNotCount() {
        ModelRun allocating = new ModelRun(THERE, 4096);
        Box x = allocating.tensor(DataType.FLOAT32, 4);
        Box y = allocating.tensor(DataType.FLOAT32, 4);
        allocating.task(ALLOCATES, DOES_NOTHING, out(y));
        allocating.fill(x, 0.3);
        allocating.task(ADD, ADDS, in(x), out(y));

        assertThat(between(single(HERE, ADDS), allocating)).isEqualTo(new Same(1, 2, 0));
    }

    @Test
    void aHostGraphIsAlignedWithARingBufferThatHasItsScalarsElsewhere() {
        ModelRun host = new ModelRun(THERE, 4096).runtime(RuntimeKind.HOST_BUILD_GRAPH);
        Box x = host.tensor(DataType.FLOAT32, 4);
        Box y = host.tensor(DataType.FLOAT32, 4);
        host.task(ADD, ADDS_WRONGLY, in(x), scalar(4), out(y), scalar(99));
        ModelRun ring = new ModelRun(HERE, 4096);
        Box a = ring.tensor(DataType.FLOAT32, 2, 2);
        Box b = ring.tensor(DataType.FLOAT32, 2, 2);
        ring.task(ADD, ADDS, in(a), out(b));

        assertThat(between(ring, host)).isInstanceOfSatisfying(DivergentTask.class, found -> {
            assertThat(found.difference().argument()).isEqualTo(2);
            assertThat(found.clues()).isEmpty();
        });
    }

    /** Both sides create four independent tasks of the same kind, one of them in the opposite order. */
    @Test
    void tasksInAnotherOrderAreAlignedByWhatTheyAreGiven() {
        assertThat(between(independent(HERE, false, -1), independent(THERE, true, -1)))
                .isEqualTo(new Same(4, 8, 0));
        assertThat(between(independent(HERE, false, -1), independent(THERE, true, 2)))
                .isInstanceOfSatisfying(DivergentTask.class, found -> {
                    assertThat(found.trusted().index()).isEqualTo(2);
                    assertThat(found.suspect().index()).isEqualTo(1);
                });
    }

    private static ModelRun independent(long base, boolean backwards, int wrong) {
        ModelRun run = new ModelRun(base, 4096);
        for (int i = 0; i < 4; i++) {
            int number = backwards ? 3 - i : i;
            Box x = run.tensor(DataType.FLOAT32, 4);
            Box y = run.tensor(DataType.FLOAT32, 4);
            run.fill(x, 10.0 * number);
            run.task(ADD, number == wrong ? ADDS_WRONGLY : ADDS, in(x), out(y), scalar(number % 2));
        }
        return run;
    }

    @Test
    void aTaskThatWasCreatedBeforeWhatItWaitsForComesAfterIt() {
        assertThat(between(late(HERE, ADDS), late(THERE, ADDS_WRONGLY)))
                .isInstanceOfSatisfying(DivergentTask.class, found -> assertThat(found.suspect().index()).isEqualTo(1));
    }

    private static ModelRun late(long base, ModelRun.Kernel first) {
        ModelRun run = new ModelRun(base, 4096).runtime(RuntimeKind.HOST_BUILD_GRAPH).order(1, 0);
        Box x = run.tensor(DataType.FLOAT32, 4);
        Box y = run.tensor(DataType.FLOAT32, 4);
        Box z = run.tensor(DataType.FLOAT32, 4);
        run.task(ADD, ADDS, in(y), out(z));
        run.task(ADD, first, in(x), out(y));
        return run.edge(1, 0);
    }

    @ParameterizedTest
    @CsvSource({"SHAPE, FLOAT32[4], FLOAT32[8]", "TYPE, FLOAT32, INT32", "KERNEL, kernels [0], kernels [1]",
        "SCALAR, 7 (0x7), 8 (0x8)", "ARGUMENT, 3 arguments, 2 arguments"})
    void whatDiffersInTheGraphIsNamed(Part part, String expected, String actual) {
        Divergence divergence = between(planted(HERE, null), planted(THERE, part));

        assertThat(divergence).isInstanceOfSatisfying(DifferentGraph.class, found -> {
            assertThat(found.part()).isEqualTo(part);
            assertThat(found.expected()).isEqualTo(expected);
            assertThat(found.actual()).isEqualTo(actual);
            assertThat(found.before()).isEqualTo(1);
        });
    }

    private static ModelRun planted(long base, @Nullable Part part) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        Box y = run.tensor(DataType.FLOAT32, 4);
        Box z = part == Part.SHAPE
                ? run.tensor(DataType.FLOAT32, 8)
                : run.tensor(part == Part.TYPE ? DataType.INT32 : DataType.FLOAT32, 4);
        run.task(ADD, ADDS, in(x), out(y), scalar(7));
        int funcId = part == Part.KERNEL ? OTHER : ADD;
        if (part == Part.ARGUMENT) {
            run.task(funcId, ADDS, in(y), out(z));
        } else {
            run.task(funcId, ADDS, in(y), out(z), scalar(part == Part.SCALAR ? 8 : 7));
        }
        return run.edge(0, 1);
    }

    @Test
    void aTaskThatOneSideDoesNotHaveIsNamed() {
        ModelRun more = chain(THERE, 3, -1);
        Box last = more.tensor(DataType.FLOAT32, 2, 4);
        more.task(OTHER, ADDS, in(last), out(last));

        assertThat(between(chain(HERE, 3, -1), more)).isInstanceOfSatisfying(DifferentGraph.class, found -> {
            assertThat(found.part()).isEqualTo(Part.TASK);
            assertThat(found.trusted()).isEmpty();
            assertThat(found.describe()).startsWith("""
                    the orchestrations differ, first in a task that one side does not have
                    actual: a task, k1(t3) on AIV_5 of bad
                    expected: no such task
                    3 tasks before agree""");
        });
        assertThat(between(more, chain(HERE, 3, -1))).isInstanceOfSatisfying(DifferentGraph.class,
                found -> assertThat(found.suspect()).isEmpty());
    }

    @Test
    void addressesAmongScalarsAreNoDifference() {
        ModelRun here = new ModelRun(HERE, 4096);
        ModelRun there = new ModelRun(THERE, 4096);
        here.task(ADD, DOES_NOTHING, scalar(0x7f12_3456_7040L));
        there.task(ADD, DOES_NOTHING, scalar(0x7e00_0000_1040L));

        assertThat(between(here, there)).isInstanceOf(Same.class);
    }

    @Test
    void aValueThatDivergesBeforeTheGraphDoesComesFirst() {
        ModelRun decided = chain(THERE, 5, 2);
        decided.task(OTHER, ADDS, in(decided.tensor(DataType.FLOAT32, 4)), out(decided.tensor(DataType.FLOAT32, 4)));

        assertThat(between(chain(HERE, 5, -1), decided)).isInstanceOfSatisfying(DivergentTask.class,
                found -> assertThat(found.clues()).anySatisfy(clue -> {
                    assertThat(clue.kind()).isEqualTo(Kind.GRAPH_DIFFERS_LATER);
                    assertThat(clue.text()).isEqualTo("the orchestrations differ too, after 5 tasks, in the task");
                }));
    }

    @Test
    void anEdgeThatOneHostGraphLacksIsNamedEvenIfNothingWentWrong() {
        ModelRun without = chain(THERE, 3, -1).runtime(RuntimeKind.HOST_BUILD_GRAPH);
        ModelRun with = chain(HERE, 3, -1).runtime(RuntimeKind.HOST_BUILD_GRAPH).edge(0, 2);

        assertThat(between(with, without)).isInstanceOfSatisfying(DifferentGraph.class, found -> {
            assertThat(found.part()).isEqualTo(Part.EDGE);
            assertThat(found.expected()).isEqualTo("waits for k0(t0)");
            assertThat(found.actual()).isEqualTo("does not wait for it");
        });
    }

    /** The second task reads what the first one writes, but runs before it. */
    @Test
    void aMissingDependencyIsNamedWithBothTasksAndRegions() {
        ModelRun trusted = chain(HERE, 2, -1);
        ModelRun suspect = unordered(THERE).order(1, 0);

        assertThat(between(trusted, suspect)).isInstanceOfSatisfying(ForeignWrite.class, found -> {
            assertThat(found.cause()).isEqualTo(Cause.MISSING_EDGE);
            assertThat(found.suspect().index()).isEqualTo(1);
            assertThat(found.writer()).hasValueSatisfying(writer -> assertThat(writer.index()).isZero());
            assertThat(found.regions()).isEqualTo("it reads [0..2, 0..4] of FLOAT32[2, 4] at 0x7fff00000040, argument 1"
                    + " of that one is [0..2, 0..4] of FLOAT32[2, 4] at 0x7fff00000040");
            assertThat(found.describe()).contains("k0(t0) writes it, and nothing orders the two: add the dependency"
                    + " between k0(t0) and k0(t1)");
        });
    }

    private static ModelRun unordered(long base) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 2, 4);
        Box y = run.tensor(DataType.FLOAT32, 2, 4);
        Box z = run.tensor(DataType.FLOAT32, 2, 4);
        run.fill(x, 0);
        run.task(ADD, ADDS, in(x), out(y), scalar(0));
        run.task(ADD, ADDS, in(y), out(z), scalar(1));
        return run;
    }

    /** Three tasks in a row: the third reads what the first has written, and the second writes there, too, on one side. */
    @ParameterizedTest
    @EnumSource(names = {"OVERLAPPING_REGION", "OTHER_MEMORY", "CHANGED_BETWEEN"})
    void whatWroteOverAnInputIsNamed(Cause cause) {
        assertThat(between(overwritten(HERE, null), overwritten(THERE, cause)))
                .isInstanceOfSatisfying(ForeignWrite.class, found -> {
                    assertThat(found.cause()).isEqualTo(cause);
                    assertThat(found.suspect().index()).isEqualTo(2);
                    assertThat(found.writer()).map(TaskPlace::index)
                            .hasValue(cause == Cause.OVERLAPPING_REGION ? 1 : 0);
                });
    }

    @Test
    void whatChangesBetweenTwoTasksOfOneRunIsNamed() {
        ModelRun changed = overwritten(HERE, Cause.CHANGED_BETWEEN);

        assertThat(judge(changed)).isInstanceOfSatisfying(UndeclaredWrite.class, found -> {
            assertThat(found.writer().index()).isZero();
            assertThat(found.reader().index()).isEqualTo(2);
            assertThat(found.difference().differing()).isEqualTo(1);
            assertThat(found.describe())
                    .startsWith("k0(t2) does not read what k0(t0) had written, and no task in between says"
                            + " that it writes there\nargument 0 (FLOAT32[16], before it): 1 of 16 elements differs, the first at [0]:"
                            + " actual 7.0, expected 1.0\nk1(t1) ran in between, and its argument 0 is ");
        });
        for (Cause other : new Cause[]{Cause.OVERLAPPING_REGION, Cause.OTHER_MEMORY}) {
            assertThat(judge(overwritten(HERE, other))).as("%s", other).isEqualTo(new AsReferred(0, 3));
        }
    }

    /** The first task writes row 1, the second one row 0 and an element of row 1, and the third one reads both rows. */
    @ParameterizedTest
    @CsvSource({"false, true", "true, false"})
    void whatWasWrittenInPartsIsPutTogether(boolean declared, boolean found) {
        ModelRun run = new ModelRun(HERE, 4096);
        Box x = run.tensor(DataType.FLOAT32, 1, 4);
        Box y = run.tensor(DataType.FLOAT32, 2, 4);
        Box rows = y.view(List.of(1L, 4L), List.of(0L, 0L));
        run.fill(x, 3);
        run.task(ADD, ADDS, in(x), out(y.view(List.of(1L, 4L), List.of(1L, 0L))));
        run.task(OTHER, tensors -> {
            add(tensors, 2);
            tensors[1].setBehind(7);
        }, in(x), out(declared ? y : rows));
        run.task(ADD, DOES_NOTHING, in(y), out(x));
        run.edge(0, 1).edge(1, 2);

        Divergence divergence = judge(run);

        assertThat(divergence.isSame()).isEqualTo(!found);
        assertThat(divergence.describe()
                .contains("1 of 8 elements differs, the first at [1, 0]: actual 7.0, expected 4.0"))
                .isEqualTo(found);
    }

    private static ModelRun overwritten(long base, @Nullable Cause cause) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 16);
        Box y = run.tensor(DataType.FLOAT32, 16);
        Box other = run.tensor(DataType.FLOAT32, 16);
        Box z = run.tensor(DataType.FLOAT32, 16);
        run.fill(x, 0);
        run.task(ADD, ADDS, in(x), out(cause == Cause.OTHER_MEMORY ? run.tensor(DataType.FLOAT32, 16) : y));
        run.task(OTHER, tensors -> {
            add(tensors, 3);
            if (cause == Cause.CHANGED_BETWEEN) {
                tensors[0].setBehind(7);
            }
        }, in(x), out(cause == Cause.OVERLAPPING_REGION ? y : other));
        run.task(ADD, ADDS, in(y), out(z));
        return run.edge(0, 1).edge(1, 2).edge(0, 2);
    }

    @Test
    void memoryThatNoTaskHasWrittenIsToldFromWhatCameWithTheRun() {
        assertThat(between(garbage(HERE, 0, true), garbage(THERE, 5, true)))
                .isInstanceOfSatisfying(ForeignWrite.class, found -> {
                    assertThat(found.cause()).isEqualTo(Cause.NEVER_WRITTEN);
                    assertThat(found.describe()).contains("no task has written it: k0(t1) reads memory that nobody has"
                            + " initialised; write it first, or give it an initial value");
                });
        assertThat(between(garbage(HERE, 0, false), garbage(THERE, 5, false)))
                .isInstanceOfSatisfying(ForeignWrite.class, found -> {
                    assertThat(found.cause()).isEqualTo(Cause.RUN_ARGUMENT);
                    assertThat(found.describe()).contains("no task writes it: it came with the run, so the two runs"
                            + " were given different inputs");
                });
    }

    private static ModelRun garbage(long base, double content, boolean allocated) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        Box y = run.tensor(DataType.FLOAT32, 4);
        run.fill(x, content);
        run.task(ALLOCATES, DOES_NOTHING, allocated ? out(x) : in(x));
        run.task(ADD, ADDS, in(x), out(y));
        return run;
    }

    @Test
    void whatATaskOverwritesMayHoldAnythingBefore() {
        assertThat(between(overwriting(HERE, 0), overwriting(THERE, 5))).isInstanceOf(Same.class);
    }

    private static ModelRun overwriting(long base, double content) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        run.fill(x, content);
        run.task(ADD, tensors -> {
            for (int i = 0; i < tensors[0].size(); i++) {
                tensors[0].set(i, i);
            }
        }, inout(x));
        return run;
    }

    @Test
    void anArgumentOfWhichNobodyKnowsWhatIsDoneWithItIsNamed() {
        assertThat(between(secret(HERE, 1), secret(THERE, 2))).isInstanceOfSatisfying(ForeignWrite.class, found -> {
            assertThat(found.cause()).isEqualTo(Cause.RUN_ARGUMENT);
            assertThat(found.clues()).singleElement().satisfies(clue -> {
                assertThat(clue.kind()).isEqualTo(Kind.UNKNOWN_ARGUMENT);
                assertThat(clue.text()).isEqualTo("k1(t0) has it as argument 0, and does not say whether it writes it");
            });
        });
    }

    private static ModelRun secret(long base, double value) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        run.task(OTHER, tensors -> tensors[0].set(0, value), noDep(x));
        run.task(ADD, ADDS, in(x), out(run.tensor(DataType.FLOAT32, 4)));
        return run.edge(0, 1);
    }

    @Test
    void anOutputThatHoldsWhatLayThereBeforeIsSaidToBeUnwritten() {
        assertThat(between(reusing(HERE, false), reusing(THERE, true))).isInstanceOfSatisfying(DivergentTask.class,
                found -> assertThat(found.clues()).singleElement().satisfies(clue -> {
                    assertThat(clue.kind()).isEqualTo(Kind.UNWRITTEN_OUTPUT);
                    assertThat(clue.text()).isEqualTo("all elements of argument 1 that differ hold what k1(t0) has left"
                            + " in that memory: the kernel does not write all of its output");
                }));
    }

    private static ModelRun reusing(long base, boolean forgets) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        Box y = run.tensor(DataType.FLOAT32, 4);
        run.fill(x, 5);
        run.task(OTHER, tensors -> add(tensors, 100), in(x), out(y));
        run.task(ADD, tensors -> {
            for (int i = 0; i < (forgets ? 2 : 4); i++) {
                tensors[1].set(i, tensors[0].get(i));
            }
        }, in(x), out(run.above(y, DataType.FLOAT32, 4)));
        return run.edge(0, 1);
    }

    @Test
    void aTaskThatWritesAtTheSameTimeIsAClue() {
        ModelRun suspect = new ModelRun(THERE, 4096).atOnce();
        Box x = suspect.tensor(DataType.FLOAT32, 4);
        Box y = suspect.tensor(DataType.FLOAT32, 4);
        suspect.task(ADD, ADDS_WRONGLY, in(x), out(y));
        suspect.task(OTHER, tensors -> add(tensors, 50), in(x), out(y));
        ModelRun trusted = new ModelRun(HERE, 4096);
        Box a = trusted.tensor(DataType.FLOAT32, 4);
        Box b = trusted.tensor(DataType.FLOAT32, 4);
        trusted.task(ADD, ADDS, in(a), out(b));
        trusted.task(OTHER, tensors -> add(tensors, 50), in(a), out(b));

        assertThat(between(trusted, suspect)).isInstanceOfSatisfying(DivergentTask.class,
                found -> assertThat(found.clues()).anySatisfy(clue -> {
                    assertThat(clue.kind()).isEqualTo(Kind.CONCURRENT_WRITER);
                    assertThat(clue.text()).startsWith(
                            "k1(t1) was writing argument 1 at the same time, and nothing orders the two: [0..4] of ");
                }));
    }

    @ParameterizedTest
    @CsvSource({"BFLOAT16, SUSPECT_IS_ROUNDED", "FLOAT16, SUSPECT_IS_ROUNDED", "BFLOAT16, TRUSTED_IS_ROUNDED"})
    void aDifferenceOfRoundingIsSaidToBeOne(DataType type, Evidence evidence) {
        ModelRun.Kernel rounds = tensors -> {
            for (int i = 0; i < tensors[0].size(); i++) {
                tensors[1].setRounded(i, tensors[0].get(i) * 1.1, type);
            }
        };
        ModelRun.Kernel exact = tensors -> {
            for (int i = 0; i < tensors[0].size(); i++) {
                tensors[1].set(i, tensors[0].get(i) * 1.1);
            }
        };
        boolean suspectRounds = evidence == Evidence.SUSPECT_IS_ROUNDED;

        assertThat(between(single(HERE, suspectRounds ? exact : rounds), single(THERE, suspectRounds ? rounds : exact)))
                .isInstanceOfSatisfying(DivergentTask.class, found -> {
                    assertThat(found.difference().rounding()).contains(new Rounding(type, evidence));
                    assertThat(found.clues()).isEmpty();
                    assertThat(found.describe()).contains("rounding to " + type + " alone explains it");
                });
    }

    @Test
    void driftWithinTheToleranceIsNoDivergenceAndIsAClueWhenThereIsOne() {
        ModelRun drifting = chain(THERE, 5, -1, 1, 1e-3);
        Divergence accepted = Divergence.between(side(chain(HERE, 5, -1), "good"), side(drifting, "bad"),
                new Closeness(0, 0.01));
        Divergence divergent = Divergence.between(side(chain(HERE, 5, -1), "good"),
                side(chain(THERE, 5, 3, 1, 1e-3), "bad"), new Closeness(0, 0.01));

        assertThat(accepted).isEqualTo(new Same(5, 10, 7));
        assertThat(divergent).isInstanceOfSatisfying(DivergentTask.class,
                found -> assertThat(found.clues()).singleElement().satisfies(clue -> {
                    assertThat(clue.kind()).isEqualTo(Kind.DRIFT);
                    assertThat(clue.text())
                            .isEqualTo("its inputs agree only within the tolerance; the sides drift apart"
                                    + " since k0(t1): compare bit by bit to see where that begins");
                }));
    }

    @Test
    void runsWithoutADumpOrWithADamagedOneCannotBeCompared() throws IOException {
        RunSide good = side(chain(HERE, 2, -1), "good");
        RunSide none = new RunSide("none", good.run(), scratch.resolve("none"));
        RunSide damaged = side(chain(HERE, 2, -1), "damaged");
        Files.writeString(damaged.directory().resolve("tensor_dump/tensor_dump.json"), "{\"tensors\":[{\"task");

        assertThat(Divergence.between(good, none, Closeness.EXACT)).isEqualTo(new NotComparable(Reason.NO_DUMP, "none",
                "has no tensor dump in " + none.directory() + "; run it with -Dcapture=deps,dump"));
        assertThat(Divergence.between(damaged, good, Closeness.EXACT)).isEqualTo(new NotComparable(Reason.DAMAGED_DUMP,
                "damaged", "has a tensor dump in " + damaged.directory() + " that cannot be read:"
                        + " tensor_dump.json: no JSON: at character 18 is the end instead of more; run it again"));
    }

    @Test
    void aTensorThatWasNotDumpedOrIsCutKeepsRunsFromBeingTheSame() {
        assertThat(between(chain(HERE, 3, -1), chain(THERE, 3, -1).cut(1))).isEqualTo(new NotComparable(Reason.CUT,
                "bad", "has a dump that is cut, first at argument 0 of k0(t1); set a larger -Dchiptest.capture-bytes"));
        assertThat(between(chain(HERE, 3, -1).undescribed(1), chain(THERE, 3, -1)).describe()).isEqualTo("the runs"
                + " cannot be compared: good has no dump of argument 0 of k0(t1), since its orchestration has not said"
                + " what it looks like; have it call set_tensor_info_to_task for that task");
        assertThat(between(chain(HERE, 3, -1).undescribed(1), chain(THERE, 3, 2)))
                .as("what is known to differ is told all the same").isInstanceOf(DivergentTask.class);
    }

    @Test
    void ofARunThatFailedWhatItHadDoneIsCompared() {
        assertThat(between(chain(HERE, 3, -1), chain(THERE, 3, -1).state(State.FAILED))).isEqualTo(
                new NotComparable(Reason.UNFINISHED, "bad",
                        "did not come to its end; 3 tasks agree that it had completed"));
        assertThat(between(chain(HERE, 3, -1), chain(THERE, 3, 1).state(State.FAILED)))
                .isInstanceOf(DivergentTask.class);
    }

    @Test
    void aHostTaskWithoutASignatureIsNotTakenForRight() {
        ModelRun run = new ModelRun(THERE, 4096).runtime(RuntimeKind.HOST_BUILD_GRAPH);
        Box x = run.tensor(DataType.FLOAT32, 4);
        run.task(ADD, DOES_NOTHING, noDep(x));

        assertThat(Divergence.between(side(run, "good"), side(run, "bad"), Closeness.EXACT)).isEqualTo(
                new NotComparable(Reason.UNDESCRIBED, "good",
                        "does not say which arguments of k0(t0) its kernel writes;"
                                + " give their directions where the kernel is declared"));
    }

    @Test
    void aTallySaysHowOftenAndWhere() {
        List<Divergence> all = List.of(between(chain(HERE, 5, -1), chain(THERE, 5, -1)),
                between(chain(HERE, 5, -1), chain(THERE, 5, 3)), between(chain(HERE, 5, -1), chain(THERE, 5, 1)),
                between(chain(HERE, 5, -1), chain(THERE, 5, 3)));

        DivergenceTally tally = DivergenceTally.of(all);

        assertThat(tally.runs()).isEqualTo(4);
        assertThat(tally.different()).isEqualTo(3);
        assertThat(tally.describe()).startsWith("3 of 4 runs did not compute what the first one did: 2 at k0(t3), 1 at"
                + " k0(t1)\nk0(t3) is the first task whose inputs agree and whose outputs do not\n");
        assertThat(DivergenceTally.of(List.of(all.getFirst())).describe())
                .isEqualTo("1 run computed the same as the first one");
    }

    private static void add(ModelRun.Values[] tensors, double what) {
        for (int i = 0; i < tensors[0].size(); i++) {
            tensors[1].set(i, tensors[0].get(i) + what);
        }
    }

    private static ModelRun single(long base, ModelRun.Kernel kernel) {
        ModelRun run = new ModelRun(base, 4096);
        Box x = run.tensor(DataType.FLOAT32, 4);
        Box y = run.tensor(DataType.FLOAT32, 4);
        run.fill(x, 0.3);
        run.task(ADD, kernel, in(x), out(y));
        return run;
    }

    private static ModelRun chain(long base, int tasks, int wrong) {
        return chain(base, tasks, wrong, tasks, 0);
    }

    /** A chain of tasks, each of which adds 1 to what the one before has made; one adds 2, and from one on all add a little more. */
    private static ModelRun chain(long base, int tasks, int wrong, int driftsFrom, double drift) {
        ModelRun run = new ModelRun(base, (tasks + 4) * 64);
        Box last = run.tensor(DataType.FLOAT32, 2, 4);
        run.fill(last, 0);
        for (int i = 0; i < tasks; i++) {
            Box next = run.tensor(DataType.FLOAT32, 2, 4);
            double what = (i == wrong ? 2 : 1) + (i == driftsFrom ? drift : 0);
            run.task(ADD, tensors -> add(tensors, what), in(last), out(next), scalar(i));
            if (i > 0) {
                run.edge(i - 1, i);
            }
            last = next;
        }
        return run;
    }

    private RunSide side(ModelRun run, String label) {
        return run.side(label, scratch.resolve(label));
    }

    private Divergence between(ModelRun trusted, ModelRun suspect) {
        return Divergence.between(side(trusted, "good"), side(suspect, "bad"), Closeness.EXACT);
    }

    private Divergence judge(ModelRun run) {
        return Divergence.judge(side(run, "run"), Map.of(), Closeness.EXACT);
    }
}
