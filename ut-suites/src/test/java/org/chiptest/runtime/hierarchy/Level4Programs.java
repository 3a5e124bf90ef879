package org.chiptest.runtime.hierarchy;

import static org.chiptest.runtime.args.TensorArgType.INOUT;
import static org.chiptest.runtime.args.TensorArgType.INPUT;
import static org.chiptest.runtime.args.TensorArgType.OUTPUT_EXISTING;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.args.TensorArgument;
import org.chiptest.runtime.callable.ChipCallable;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.hierarchy.WorkerFactory.HostContext;
import org.chiptest.runtime.process.SubArgs;
import org.chiptest.runtime.process.SubTask;
import org.chiptest.runtime.tensor.HostTensor;
import org.jspecify.annotations.Nullable;

/** What processes of next-level workers run in tests: factories of workers, and graphs. */
final class Level4Programs {

    /** System property that names the file of a callable's image. */
    static final String IMAGE = "chiptest.test.image";

    private static final int COUNT = 0;
    private static final int SUM = 1;
    private static final int PID = 2;
    private static final int FAIL = 3;
    private static final int EXIT = 4;

    private Level4Programs() {}

    static WorkerFactory factory(String method) {
        return WorkerFactory.of(Level4Programs.class, method);
    }

    static GraphTask graph(String method) {
        return GraphTask.of(Level4Programs.class, method);
    }

    static HostWorker withSub(HostContext context) {
        HostWorker worker = new HostWorker(context.ofLevel(3).subWorkers(1));
        worker.register(SubTasks.named("count"));
        worker.register(SubTasks.named("sum"));
        worker.register(SubTasks.named("pid"));
        worker.register(SubTasks.named("fail"));
        worker.register(SubTasks.named("exit"));
        worker.register(SubTasks.named("copyOnceOpen"));
        return worker;
    }

    static HostWorker withChip(HostContext context) throws IOException {
        HostWorker worker = new HostWorker(
                context.level3("a2a3sim", RuntimeKind.HOST_BUILD_GRAPH, 0).subWorkers(1));
        byte[] image = Files.readAllBytes(Path.of(System.getProperty(IMAGE)));
        worker.register(ChipCallable.parse(MemorySegment.ofArray(image)));
        worker.register(SubTask.of(HostWorkerProcessTests.class, "doubleThem"));
        return worker;
    }

    static HostWorker withWorker(HostContext context) {
        HostWorker worker = new HostWorker(context.ofLevel(4));
        worker.addWorker(factory("withSub"));
        worker.register(graph("count"));
        worker.register(graph("pids"));
        worker.register(graph("fail"));
        return worker;
    }

    static HostWorker initialized(HostContext context) {
        HostWorker worker = withSub(context);
        worker.init();
        return worker;
    }

    static HostWorker withMemoryOfItsOwn(HostContext context) {
        return new HostWorker(HostWorkerSpec.ofLevel(3, context.settings().withTensorBytes(1 << 20))
                .hierarchy(HierarchySettings.defaults().withRingBytes(0)));
    }

    static HostWorker ofTheSameLevel(HostContext context) {
        return new HostWorker(context.ofLevel(4));
    }

    static HostWorker unreadable(HostContext context) throws IOException {
        Files.readAllBytes(Path.of("/nowhere/image"));
        return withSub(context);
    }

    static HostWorker refusing(HostContext context) {
        if (!context.settings().controlDeadline().isNegative()) {
            throw new IllegalStateException(
                    "no worker today, control deadline " + context.settings().controlDeadline());
        }
        return withSub(context);
    }

    static @Nullable HostWorker none(HostContext context) {
        return null;
    }

    /** The sub worker counts element (scalar 0) of tensor 0 up, scalar 1 times. */
    static void count(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        for (long i = 0; i < args.scalar(1); i++) {
            orchestrator.submitSub(orchestrator.callable(COUNT),
                    new TaskArgs().tensor(args.tensor(0), INOUT).scalar(args.scalar(0)), config);
        }
    }

    /** Tensor 1 becomes tensor 0 plus scalar 0 plus 1, by way of a tensor of this graph. */
    static void addOnTheWay(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        TensorArgument between = orchestrator.alloc(DataType.INT64, 1);
        RegisteredCallable sum = orchestrator.callable(SubTasks.class.getName() + "::sum");
        orchestrator.submitSub(sum,
                new TaskArgs().tensor(args.tensor(0), INPUT).tensor(between, OUTPUT_EXISTING).scalar(args.scalar(0)));
        orchestrator.submitSub(orchestrator.callable(SUM),
                new TaskArgs().tensor(between, INPUT).tensor(args.tensor(1), OUTPUT_EXISTING).scalar(1L));
    }

    /** The sub worker copies tensor 0 to tensor 1 once tensor 2 says so. */
    static void copyOnceOpen(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        orchestrator.submitSub(orchestrator.callable(SubTasks.class.getName() + "::copyOnceOpen"),
                new TaskArgs().tensor(args.tensor(0), INPUT).tensor(args.tensor(1), OUTPUT_EXISTING)
                        .tensor(args.tensor(2), OUTPUT_EXISTING));
    }

    /** Element 0 of tensor 0 becomes this process, element 0 of tensor 1 the sub worker's. */
    static void pids(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        args.tensor(0).setLong(0, ProcessHandle.current().pid());
        orchestrator.submitSub(orchestrator.callable(PID), new TaskArgs().tensor(args.tensor(1), OUTPUT_EXISTING));
    }

    static void fail(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        orchestrator.submitSub(orchestrator.callable(FAIL), new TaskArgs().scalar(args.scalar(0)));
    }

    static void readNothing(Orchestrator orchestrator, SubArgs args, CallConfig config) throws IOException {
        Files.readAllBytes(Path.of("/nowhere/" + args.scalar(0)));
    }

    static void exit(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        orchestrator.submitSub(orchestrator.callable(EXIT), new TaskArgs().scalar(args.scalar(0)));
    }

    static void unknown(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        orchestrator.submitSub(orchestrator.callable((int) args.scalar(0)));
    }

    /** Tell that it has begun, and never return. */
    static void beginAndHang(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        args.tensor(0).setLong(0, 1);
        while (true) {
            LockSupport.park();
        }
    }

    /** Tensor 3 becomes twice what the vector example makes of tensors 0 and 1, by way of tensor 2. */
    static void vectorTwice(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        HostTensor between = args.tensor(2);
        orchestrator.submitNextLevel(orchestrator.callable(0), new TaskArgs().tensor(args.tensor(0), INPUT)
                .tensor(args.tensor(1), INPUT).tensor(between, OUTPUT_EXISTING), config);
        orchestrator.submitSub(orchestrator.callable(1),
                new TaskArgs().tensor(between, INPUT).tensor(args.tensor(3), OUTPUT_EXISTING));
    }

    /** As a worker of level 4, has the worker below tell processes of itself (tensor 1) and its sub worker (tensor 2). */
    static void pidsBelow(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        args.tensor(0).setLong(0, ProcessHandle.current().pid());
        orchestrator.submitNextLevel(orchestrator.callable(1),
                new TaskArgs().tensor(args.tensor(1), OUTPUT_EXISTING).tensor(args.tensor(2), OUTPUT_EXISTING), config);
    }

    static void failBelow(Orchestrator orchestrator, SubArgs args, CallConfig config) {
        orchestrator.submitNextLevel(orchestrator.callable(2), new TaskArgs().scalar(args.scalar(0)), config);
    }
}
