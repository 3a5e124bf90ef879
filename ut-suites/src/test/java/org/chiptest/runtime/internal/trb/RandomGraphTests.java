package org.chiptest.runtime.internal.trb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.random.RandomGeneratorFactory;

import org.chiptest.engine.internal.conformance.RandomGraph;
import org.chiptest.runtime.RandomCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random graphs compute what their tasks compute one after the other, and no task begins before those that it depends on have ended. */
class RandomGraphTests {

    private static final int GRAPHS = 100;
    private static final String PACKAGE = "org/chiptest/runtime/internal/trb/";

    /** The fixed seeds of graphs that are run on a runtime with a fault. */
    private static final long FIRST_SEED = 20_261_128;
    private static final int MUTATED_GRAPHS = 1_000;

    @TempDir
    Path classes;

    /** A fault of the runtime: what is changed of it. */
    private record Fault(String name, List<Change> changes) {

        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A change to the bytecode of a class.
     *
     * @param callee a method; its calls in {@code method} of {@code type} become something else
     */
    private record Change(String type, String method, String callee,
            BiConsumer<CodeBuilder, InvokeInstruction> replacement) {}

    static List<Fault> faults() {
        ClassDesc task = ClassDesc.of("org.chiptest.runtime.internal.trb.TrbTask");
        ClassDesc ring = ClassDesc.of("org.chiptest.runtime.internal.trb.TaskRing");
        return List.of(
                new Fault("one edge in sixteen is dropped",
                        List.of(new Change("Submission", "addWriters", "runAfter",
                                (code, call) -> {
                                    int producerArgument = code.allocateLocal(TypeKind.INT);
                                    int meeting = code.allocateLocal(TypeKind.REFERENCE);
                                    int argument = code.allocateLocal(TypeKind.INT);
                                    int origin = code.allocateLocal(TypeKind.REFERENCE);
                                    code.istore(producerArgument).astore(meeting).istore(argument).astore(origin).dup()
                                            .getfield(task, "local", ConstantDescs.CD_int).bipush(15).iand()
                                            .ifThenElse(
                                                    present -> present.aload(origin).iload(argument).aload(meeting)
                                                            .iload(producerArgument).with(call),
                                                    dropped -> dropped.pop2().pop2());
                                }))),
                new Fault("a view is shifted by an element",
                        List.of(new Change("Region", "measureBox", "span", (code, call) -> {
                            int behind = code.allocateLocal(TypeKind.LONG);
                            code.lconst_1().ladd().lstore(behind).lconst_1().ladd().lload(behind).with(call);
                        }))),
                new Fault("a scope is left early, which shows at once",
                        List.of(new Change("TaskRing", "retire", "isOpen", (code, call) -> code.pop2().iconst_0()),
                                new Change("Rings", "makeRoom", "retireSometimes",
                                        (code, call) -> code.invokevirtual(ring,
                                                "retire", MethodTypeDesc.of(ConstantDescs.CD_void)).iconst_1()))));
    }

    @Test
    void randomGraphsComputeWhatTheirTasksComputeOneAfterTheOtherAndKeepTheirOrder() {
        try (RandomGraphCheck check = new RandomGraphCheck()) {
            RandomCases.check(GRAPHS, check::run);
        }
    }

    @Test
    void aGraphSaysWhatItsTasksAreAndWhoHasWrittenAnElement() {
        RandomGraph graph = new RandomGraph(RandomGeneratorFactory.of("L64X128MixRandom").create(FIRST_SEED), 60, 4);

        assertThat(graph.describe(11)).isEqualTo("task 11 [INPUT tensor 2 (INT64[6, 8], bytes 0 to 383 of argument 1), "
                + "INPUT tensor 3 (INT64[6, 8], bytes 0 to 383 of argument 2), "
                + "INOUT tensor 4 (INT64[2, 2], bytes 0 to 31 of task 5)], told to follow 10");
        assertThat(graph.describeWriters(2, 0))
                .isEqualTo("task 24 [INPUT tensor 8 (INT64[4], bytes 0 to 31 of task 5), "
                        + "INOUT tensor 3 (INT64[6, 8], bytes 0 to 383 of argument 2)], in a MANUAL scope, told to follow 5, 20, 21");
    }

    @Test
    void theFixedSeedsFindNothingInTheRuntimeAsItIs() throws Exception {
        assertThat(search(100)).isEqualTo("no graph of 100 fails");
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheRuntimeIsFoundWithinAThousandGraphs(Fault fault) throws Exception {
        for (Change change : fault.changes) {
            make(change);
        }

        assertThat(search(MUTATED_GRAPHS)).startsWith("graph ");
    }

    private void make(Change change) throws IOException {
        AtomicInteger replaced = new AtomicInteger();
        ClassTransform transform = ClassTransform.transformingMethodBodies(
                method -> method.methodName().equalsString(change.method), (code, element) -> {
                    if (element instanceof InvokeInstruction call && call.name().equalsString(change.callee)) {
                        replaced.incrementAndGet();
                        change.replacement.accept(code, call);
                    } else {
                        code.with(element);
                    }
                });
        Path file = classes.resolve(PACKAGE + change.type + ".class");
        Files.createDirectories(file.getParent());
        try (InputStream in = Objects.requireNonNull(
                getClass().getResourceAsStream("/" + PACKAGE + change.type + ".class"))) {
            ClassFile classFile = ClassFile.of();
            Files.write(file, classFile.transformClass(classFile.parse(in.readAllBytes()), transform));
        }
        assertThat(replaced).as("places of the change").hasPositiveValue();
    }

    /** Run graphs in a process that has the changed classes, and return its last line. */
    private String search(int graphs) throws Exception {
        Path out = classes.resolve("out");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp",
                classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                RandomGraphCheck.class.getName(), Long.toString(FIRST_SEED), Integer.toString(graphs))
                .redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("the search has ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("graph ") || line.startsWith("no graph ")).findFirst()
                .orElse("nothing was said");
    }
}
