package org.chiptest.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Map;

import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.segment.SharedSegments;
import org.junit.jupiter.api.Test;

class SubTaskTests {

    private static final SubArgs NO_ARGS = new SubArgs(new TaskArgs(), new SharedSegments(Map.of())::resolve);

    /** Methods that are sub tasks, and others. */
    static final class Tasks {

        static void good(SubArgs args) {
            assertThat(args.tensorCount()).isZero();
        }

        static void failing(SubArgs args) throws IOException {
            throw new IOException("no tensors: " + args.tensorCount());
        }

        void ofAnObject(SubArgs args) {
            good(args);
        }

        static int withResult(SubArgs args) {
            return args.tensorCount();
        }

        @SuppressWarnings("unused")
        private static void hidden(SubArgs args) {
            good(args);
        }

        static void others(int number, String text) {
            assertThat(text).hasSize(number);
        }
    }

    @Test
    void aMethodIsNamedByItsClassAndItsNameWhichIsEnoughToCallIt() throws Throwable {
        SubTask task = SubTask.of(Tasks.class, "good");
        assertThat(task.name()).isEqualTo("org.chiptest.runtime.process.SubTaskTests$Tasks::good");
        SubTask.parse(task.name()).call(NO_ARGS);
    }

    @Test
    void whatAMethodThrowsIsThrownAsItIs() {
        SubTask task = SubTask.of(Tasks.class, "failing");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> task.call(NO_ARGS))
                .withMessage("no tensors: 0");
    }

    @Test
    void aMethodThatDoesNotFitIsRefusedWithWhatWasFound() {
        refused("ofAnObject", "void ofAnObject(SubArgs)");
        refused("withResult", "static int withResult(SubArgs)");
        refused("hidden", "private static void hidden(SubArgs)");
        refused("others", "static void others(int, String)");
    }

    @Test
    void aNameThatIsNoMethodIsRefusedWithTheNamesThatAre() {
        refused("goood", "no method of this name, only [failing, good, hidden, ofAnObject, others, withResult]");
    }

    @Test
    void aClassThatTheProcessDoesNotFindIsNamedWithTheClassPath() {
        assertThatIllegalArgumentException().isThrownBy(() -> SubTask.parse("no.Such::task").call(NO_ARGS))
                .withMessageStartingWith(
                        "sub task no.Such::task: this process does not find the class; its class path is ");
        assertThatIllegalArgumentException().isThrownBy(() -> SubTask.parse("no.Such"))
                .withMessage("'no.Such' names no sub task: class::method is expected");
    }

    private static void refused(String method, String found) {
        assertThatIllegalArgumentException().isThrownBy(() -> SubTask.of(Tasks.class, method))
                .withMessage("sub task org.chiptest.runtime.process.SubTaskTests$Tasks::" + method
                        + ": the class needs a method 'static void " + method
                        + "(SubArgs)' that is not private, found " + found);
    }
}
