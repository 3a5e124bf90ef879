package org.chiptest.runtime.internal.process.parent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.chiptest.interleavings.schedule.Scenario;
import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.device.DeviceException;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.mailbox.server.MailboxHandler;
import org.chiptest.runtime.internal.process.child.SubProcess;
import org.chiptest.runtime.internal.process.death.Operation;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDiedException;

/** A {@link ChildDialogue}, and the {@link HostedChips} of a host worker, with processes that answer, hang or die. */
public final class ChildSchedules {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final WorkerSettings SETTINGS = WorkerSettings.withShim(Path.of("shim"))
            .withClassPath(List.of(Path.of("classes")));

    private ChildSchedules() {}

    /** Processes that are threads. */
    private abstract static class OnProcesses implements Scenario {

        @Override
        public final Map<String, String> standIns() {
            String processes = "org.chiptest.runtime.internal.process.";
            return Map.of(processes + "parent.WorkerProcess", processes + "parent.SteppedWorkerProcess",
                    processes + "launch.ChildProcess", processes + "launch.SteppedProcess",
                    processes + "launch.WorkerDirectory", processes + "launch.SteppedDirectory",
                    processes + "launch.ProcessStarter", processes + "launch.SteppedStarter",
                    processes + "death.DeathReport", processes + "death.SteppedDeathReport",
                    processes + "death.HangReport", processes + "death.SteppedHangReport");
        }

        @Override
        public Duration patience() {
            // the news of an end may come just before the parent sleeps, which then looks again
            return Duration.ofMillis(402);
        }

        @Override
        public final void run() throws Exception {
            SteppedWorkerProcess.install((number, process) -> new Chip(this, number, process));
            try (HostMemory memory = HostMemory.create(1 << 16)) {
                use(memory);
                assertThat(SteppedWorkerProcess.started()).isNotEmpty().allMatch(SteppedWorkerProcess::isClosed);
            }
        }

        abstract void use(HostMemory memory) throws Exception;

        /** Do what a process does when it is asked for something, instead of answering in order. */
        void asked(int number, int command, SteppedWorkerProcess process) {
            // it answers
        }
    }

    /** The handler of a process. */
    private record Chip(OnProcesses scenario, int number, SteppedWorkerProcess process) implements MailboxHandler {

        @Override
        public String name() {
            return "chip " + number;
        }

        @Override
        public void task(int cid, TaskArgs args, CallConfig config) {
            throw new UnsupportedOperationException("nothing is run here");
        }

        @Override
        public long control(RequestWords words) {
            scenario.asked(number, words.command(), process);
            return words.arg0();
        }
    }

    /** A dialogue that is closed while another thread asks for something, which is answered. */
    public static class Closing extends OnProcesses {

        @Override
        final void use(HostMemory memory) throws InterruptedException {
            ChildDialogue dialogue = new ChildDialogue(WorkerProcess.start(ProcessStarter.shared(),
                    SubProcess.program(), SETTINGS, memory, Map.of()), "chip", SETTINGS);
            dialogue.awaitReady();
            Thread caller = new Thread(() -> {
                Throwable thrown = catchThrowable(() -> assertThat(ask(dialogue, 5)).isEqualTo(Outcome.done(5)));
                if (thrown instanceof WorkerDiedException) {
                    assertThat(thrown).hasMessageContaining("was killed because the device was closed");
                } else if (thrown != null) {
                    assertThat(thrown).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("was asked of a closed device");
                }
            }, "caller");
            caller.start();
            close(dialogue);
            caller.join();
            assertThat(dialogue.isUsable()).isFalse();
            assertThat(dialogue.counters()).isNotNull();
        }

        private static Outcome ask(ChildDialogue dialogue, int number) {
            return dialogue.perform(Operation.named("ask"),
                    client -> client.control(new RequestWords(number, number, 0, 0), LONG));
        }

        void close(ChildDialogue dialogue) throws InterruptedException {
            dialogue.close();
        }
    }

    /** The same with a process that does not answer. */
    public static final class ClosingOverAHang extends Closing {

        @Override
        void asked(int number, int command, SteppedWorkerProcess process) {
            process.process().hang();
        }
    }

    /** The same with two threads that close it. */
    public static final class ClosingTwice extends Closing {

        @Override
        void close(ChildDialogue dialogue) throws InterruptedException {
            Thread other = new Thread(dialogue::close, "other");
            other.start();
            dialogue.close();
            assertThat(SteppedWorkerProcess.started()).as("whether closing has ended when close returns")
                    .allMatch(SteppedWorkerProcess::isClosed);
            other.join();
        }
    }

    /** Chips of a host worker. */
    private abstract static class OnChips extends OnProcesses {

        final HostedChips start(HostMemory memory) {
            return HostedChips.start(new ChipSource("stepped", RuntimeKind.HOST_BUILD_GRAPH, SETTINGS),
                    List.of(0, 1, 2), memory, List.of());
        }
    }

    /** One chip dies when it is to open its device: the start fails with that, and no process is left. */
    public static final class OneDies extends OnChips {

        @Override
        void asked(int number, int command, SteppedWorkerProcess process) {
            if (number == 2 && command == ControlRequest.Init.COMMAND) {
                process.process().exit(4);
                process.process().hang();
            }
        }

        @Override
        void use(HostMemory memory) {
            assertThat(catchThrowable(() -> start(memory))).isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("exited with code 4 during init");
        }
    }

    /** One chip cannot open its device: the same. */
    public static final class OneFails extends OnChips {

        @Override
        void asked(int number, int command, SteppedWorkerProcess process) {
            if (number == 2) {
                throw new DeviceException(-3, "no such device");
            }
        }

        @Override
        void use(HostMemory memory) {
            assertThat(catchThrowable(() -> start(memory)))
                    .hasMessage(
                            "chip 1 (stepped/host_build_graph, device 1): simpler_init failed with code -3: no such device");
        }
    }

    /** Who starts chips is interrupted: there are all of them, or none. */
    public static final class Interrupted extends OnChips {

        @Override
        public boolean timeRunsOut() {
            return true;
        }

        @Override
        void use(HostMemory memory) throws InterruptedException {
            Thread starter = new Thread(() -> {
                Throwable thrown = catchThrowable(() -> {
                    try (HostedChips chips = start(memory)) {
                        assertThat(chips.count()).isEqualTo(3);
                        assertThat(chips.chip(2).isUsable()).isTrue();
                    }
                });
                if (thrown != null) {
                    assertThat(thrown).isInstanceOf(WorkerDiedException.class)
                            .hasMessageContaining("the thread that waited for it was interrupted");
                }
            }, "starter");
            starter.start();
            starter.interrupt();
            starter.join();
        }
    }

    /** A chip dies at any time, and is replaced as soon as that is seen; those that live stay. */
    public static final class Replaced extends OnChips {

        @Override
        void use(HostMemory memory) throws InterruptedException {
            try (HostedChips chips = start(memory)) {
                Thread killer = new Thread(() -> SteppedWorkerProcess.started().get(1).process().exit(9), "killer");
                killer.start();
                boolean replaced = chips.replaceDead();
                killer.join();
                assertThat(chips.replaceDead()).isEqualTo(!replaced);
                assertThat(chips.chip(0).generation()).isEqualTo(1);
                assertThat(chips.chip(1).generation()).isEqualTo(4);
                assertThat(chips.chip(1).malloc(1)).isEqualTo(1);
            }
        }
    }
}
