package org.chiptest.diagnostics.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chiptest.diagnostics.divergence.ModelRun.in;
import static org.chiptest.diagnostics.divergence.ModelRun.inout;
import static org.chiptest.diagnostics.divergence.ModelRun.out;
import static org.chiptest.diagnostics.divergence.ModelRun.scalar;

import java.nio.file.Path;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.chiptest.diagnostics.divergence.ModelRun.Box;
import org.chiptest.runtime.args.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two runs part, of runs that are written down by hand. */
class DivergenceTests {

    private static final int ADD = 0;
    private static final int WRONG = 1;
    private static final int MANY = 1000;
    private static final int PLANTED = 617;
    private static final ModelRun.Kernel ADDS = tensors -> add(tensors, 1);
    private static final ModelRun.Kernel ADDS_WRONGLY = tensors -> add(tensors, 2);

    @TempDir
    Path scratch;

    @Test
    void equalRunsAreTheSameWhereverTheirMemoryLies() {
        Divergence divergence = between(chain(0x10000, MANY, -1), chain(0x7fff_0000_0000L, MANY, -1));

        assertThat(divergence).isEqualTo(new Same(MANY, 2 * MANY, 0));
        assertThat(divergence.describe()).isEqualTo("both sides computed the same: 2000 tensors of 1000 tasks agree");
    }

    @Test
    void aWrongKernelAmongAThousandTasksIsNamed() {
        Divergence divergence = between(chain(0x10000, MANY, -1), chain(0x20000, MANY, PLANTED));

        assertThat(divergence).asInstanceOf(InstanceOfAssertFactories.type(DivergentTask.class)).satisfies(found -> {
            assertThat(found.suspect().index()).isEqualTo(PLANTED);
            assertThat(found.trusted().index()).isEqualTo(PLANTED);
            assertThat(found.before()).isEqualTo(PLANTED);
            assertThat(found.difference().differing()).isEqualTo(8);
            assertThat(found.difference().constant()).hasValue(1);
        });
    }

    private static void add(ModelRun.Values[] tensors, double what) {
        for (int i = 0; i < tensors[0].size(); i++) {
            tensors[1].set(i, tensors[0].get(i) + what);
        }
    }

    /** A chain of tasks, each of which adds 1 to what the one before has made, but one that adds 2. */
    private static ModelRun chain(long base, int tasks, int wrong) {
        ModelRun run = new ModelRun(base, (tasks + 1) * 64);
        Box last = run.tensor(DataType.FLOAT32, 2, 4);
        run.fill(last, 0);
        for (int i = 0; i < tasks; i++) {
            Box next = run.tensor(DataType.FLOAT32, 2, 4);
            run.task(ADD, i == wrong ? ADDS_WRONGLY : ADDS, in(last), out(next), scalar(i));
            if (i > 0) {
                run.edge(i - 1, i);
            }
            last = next;
        }
        return run;
    }

    private Divergence between(ModelRun trusted, ModelRun suspect) {
        return Divergence.between(trusted.side("good", scratch.resolve("good")),
                suspect.side("bad", scratch.resolve("bad")), Closeness.EXACT);
    }
}
