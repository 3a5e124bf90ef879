package org.chiptest.runtime.internal.process.parent;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.args.EffectiveRunSettings;
import org.chiptest.runtime.internal.device.RequestWords;
import org.chiptest.runtime.internal.mailbox.ControlRequest;
import org.chiptest.runtime.internal.mailbox.Outcome;
import org.chiptest.runtime.internal.process.child.ChildProgram;
import org.chiptest.runtime.internal.process.child.SubProcess;
import org.chiptest.runtime.internal.process.death.Operation;
import org.chiptest.runtime.internal.process.launch.ProcessStarter;
import org.chiptest.runtime.internal.segment.HostMemory;
import org.chiptest.runtime.process.ChipSource;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.process.WorkerSettings;
import org.chiptest.runtime.worker.WorkerDeath;
import org.chiptest.runtime.worker.WorkerException;

/**
 * A child process that runs tasks by their callable ids: a sub worker, or a worker of a lower level. It takes no other requests than
 * to run them, and to get ready for it.
 *
 * <p>Requests are sent by one thread at a time; a second one waits. Closing is for any thread and ends a task that is under way.
 */
public final class TaskChild implements AutoCloseable {

    private final String name;
    private final ChildDialogue dialogue;
    private final HostMemory memory;
    private final Map<Integer, String> callables;
    private final WorkerSettings settings;
    /** What binds it to its host worker, if it was started without. */
    private final List<ControlRequest> binding;

    private TaskChild(String name, ChildDialogue dialogue, HostMemory memory, Map<Integer, String> callables,
            WorkerSettings settings, List<ControlRequest> binding) {
        this.binding = List.copyOf(binding);
        this.name = name;
        this.dialogue = dialogue;
        this.memory = memory;
        this.callables = Map.copyOf(callables);
        this.settings = settings;
    }

    /**
     * Start a child without waiting for it: several start at the same time.
     *
     * @param name      what it is, for messages
     * @param callables names of what it runs, by callable id, for messages
     * @param memory    where tensors in arguments lie; closed after this child
     */
    public static TaskChild start(String name, ChildProgram program, Map<Integer, String> callables, HostMemory memory,
            WorkerSettings settings) {
        WorkerProcess process = WorkerProcess.start(ProcessStarter.shared(), program, settings, memory, Map.of());
        return new TaskChild(name, new ChildDialogue(process, name, settings), memory, callables, settings, List.of());
    }

    /**
     * Start a sub worker for these tasks, by callable id, without waiting for it.
     *
     * @param chips what is beside it, whose processes' cache it is started from
     */
    public static TaskChild startSub(int index, Map<Integer, SubTask> tasks, HostMemory memory,
            WorkerSettings settings, Optional<ChipSource> chips) {
        return sub(index, subProcess(settings, chips), tasks, memory, settings);
    }

    /** Start a process for a sub worker, without waiting for it; {@link #sub} makes it one, or whoever started it closes it. */
    static WorkerProcess subProcess(WorkerSettings settings, Optional<ChipSource> chips) {
        ChildProgram program = SubProcess.program();
        return WorkerProcess.startUnbound(ProcessStarter.shared(), chips.map(
                source -> DeviceTraining.launch(source.platform(), source.runtime(), source.settings()))
                .map(program::startedLike).orElse(program), settings);
    }

    /** Make a process that has run nothing the sub worker for these tasks, by callable id. */
    static TaskChild sub(int index, WorkerProcess process, Map<Integer, SubTask> tasks, HostMemory memory,
            WorkerSettings settings) {
        String name = "sub worker " + index;
        List<ControlRequest> binding = new ArrayList<>(List.of(
                new ControlRequest.Attach((int) ProcessHandle.current().pid(), memory.file().descriptor())));
        Map<Integer, String> names = new TreeMap<>();
        tasks.forEach((cid, task) -> {
            names.put(cid, task.name());
            binding.add(new ControlRequest.Register(cid,
                    MemorySegment.ofArray(task.name().getBytes(StandardCharsets.UTF_8))));
        });
        return new TaskChild(name, new ChildDialogue(process, name, settings), memory, names, settings, binding);
    }

    /**
     * Wait until the child takes tasks; closes it if it does not.
     *
     * @throws org.chiptest.runtime.worker.WorkerDiedException if its process ended, or does not answer in time
     */
    public void awaitReady() {
        orElseClose(() -> {
            dialogue.awaitReady();
            binding.forEach(request -> ask(request, settings.controlDeadline()));
        });
    }

    /**
     * Have the child make what it needs for its tasks, if its program does that when it is told to; closes it if that fails.
     *
     * @throws WorkerException with the child's text
     */
    public void init() {
        orElseClose(() -> ask(new ControlRequest.Init(0), settings.startDeadline()));
    }

    private void ask(ControlRequest request, Duration deadline) {
        try (Staging staging = new Staging(memory)) {
            RequestWords words = request.words(staging);
            Outcome outcome = dialogue.perform(Operation.named(request.operation()),
                    client -> client.control(words, deadline));
            if (outcome.kind() != Outcome.Kind.DONE) {
                throw new WorkerException(outcome.code(), name + " cannot start: " + outcome.text());
            }
        }
    }

    /** Return what the child is, for messages. */
    public String name() {
        return name;
    }

    /**
     * Run a callable to its end.
     *
     * @throws WorkerException                                 if it failed, with its text
     * @throws org.chiptest.runtime.worker.WorkerDiedException if the process ended, was killed because it did not answer in time, or
     *                                                         has ended before
     */
    public void run(int cid, TaskArgs args, CallConfig config) {
        TaskArgs references = memory.tensors().toReferences(args);
        Duration deadline = config.settings().deadline().orElse(EffectiveRunSettings.DEFAULT_DEADLINE)
                .plus(settings.runGrace());
        Operation operation = new Operation("run", OptionalInt.of(cid), callables.getOrDefault(cid, ""));
        requireSuccess(dialogue.perform(operation, client -> client.run(cid, references, config, deadline)));
    }

    /** Tell whether the child can run tasks: its process lives and was not given up. */
    public boolean isUsable() {
        return dialogue.isUsable();
    }

    /** Return what is known about the end of the process, if it has ended unasked. */
    public Optional<WorkerDeath> death() {
        return dialogue.death();
    }

    /** Return the process id. */
    public long pid() {
        return dialogue.pid();
    }

    /**
     * Have the process exit, kill it if it does not, and release what it shares with this one.
     *
     * @throws org.chiptest.runtime.worker.WorkerDiedException if it crashed or had to be killed; everything is released all the same
     */
    @Override
    public void close() {
        dialogue.close();
    }

    private void orElseClose(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            try {
                dialogue.close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    static void requireSuccess(Outcome outcome) {
        if (outcome.kind() != Outcome.Kind.DONE) {
            throw new WorkerException(outcome.code(), "WorkerThread::dispatch_process: child failed (code="
                    + outcome.code() + "): " + outcome.text());
        }
    }
}
