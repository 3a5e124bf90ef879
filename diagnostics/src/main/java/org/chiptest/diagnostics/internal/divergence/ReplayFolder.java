package org.chiptest.diagnostics.internal.divergence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.chiptest.diagnostics.divergence.Closeness;
import org.chiptest.diagnostics.divergence.KernelBuild;
import org.chiptest.diagnostics.divergence.KernelReference;
import org.chiptest.diagnostics.divergence.KernelReplay;
import org.chiptest.diagnostics.divergence.RunSide;
import org.chiptest.runtime.capture.RecordedRun.RecordedArgument;
import org.chiptest.runtime.capture.RecordedRun.RecordedTask;
import org.chiptest.runtime.capture.RecordedRun.Role;
import org.chiptest.runtime.device.RuntimeKind;
import org.chiptest.runtime.internal.tensor.NpyHeader;
import org.chiptest.runtime.internal.tensor.NpyType;
import org.chiptest.runtime.internal.toolchain.KernelSourceCopy;

/**
 * A folder in which the kernels of one task run alone:
 *
 * <pre>
 * replay.sh        compiles and runs
 * driver.cpp       calls the kernels, compares
 * arguments.txt    what the task was given
 * inputs/          what it read, one .npy for each argument
 * expected/        what it should have written
 * actual/          what it wrote in the run
 * kernel_0/        sources of a kernel, with the headers that they include
 * include/         headers that ship
 * binary/          libraries of the kernels as they ran
 * </pre>
 */
public final class ReplayFolder {

    private final RunSide side;
    private final int task;
    private final Map<Integer, KernelBuild> kernels;
    private final Closeness closeness;

    /**
     * Replay a task.
     *
     * @param side    the run that it was part of
     * @param task    its index
     * @param kernels its kernels by func id; there may be others
     */
    public ReplayFolder(RunSide side, int task, Map<Integer, KernelBuild> kernels, Closeness closeness) {
        this.side = side;
        this.task = task;
        this.kernels = Map.copyOf(kernels);
        this.closeness = closeness;
    }

    /** Write the folder, with what the same task of another run wrote as what is expected. */
    public Path write(Path folder, RunSide trusted, int trustedTask) {
        return write(folder, own -> {
            try (Payloads payloads = Payloads.in(trusted.directory())) {
                DumpedSide other = new DumpedSide(new RecordedSide(trusted),
                        TensorDumpIndex.read(trusted.directory()), payloads);
                Map<Integer, byte[]> expected = new TreeMap<>();
                for (ArgumentPair pair : ArgumentPair.of(new TaskPair(trustedTask, task), other.recorded(),
                        own.recorded())) {
                    if (pair.isDumped(false)) {
                        expected.put(pair.suspect().index(), elements(other, trustedTask, pair.trusted(), false));
                    }
                }
                return expected;
            }
        });
    }

    /** Write the folder, with what references compute as what is expected. */
    public Path write(Path folder, Map<Integer, KernelReference> references) {
        return write(folder, own -> {
            ReferenceCall call = ReferenceCall.of(own, task).orElseThrow(() -> notDumped(own));
            for (int funcId : own.recorded().place(task).kernels()) {
                Optional.ofNullable(references.get(funcId)).ifPresent(reference -> call.run(reference, funcId));
            }
            List<RecordedArgument> tensors = own.recorded().tensors(task);
            Map<Integer, byte[]> expected = new TreeMap<>();
            for (Map.Entry<Integer, HeldTensor> each : call.written().entrySet()) {
                RecordedArgument argument = tensors.get(each.getKey());
                expected.put(argument.index(), each.getValue().completedBy(elements(own, task, argument, false)));
            }
            return expected;
        });
    }

    /** How what is expected is found: elements of outputs by the indices of arguments. */
    private interface Expectation {

        Map<Integer, byte[]> of(DumpedSide own) throws IOException;
    }

    private Path write(Path folder, Expectation expectation) {
        try (Payloads payloads = Payloads.in(side.directory())) {
            DumpedSide own = new DumpedSide(new RecordedSide(side), TensorDumpIndex.read(side.directory()), payloads);
            Files.createDirectories(folder);
            Map<Integer, byte[]> expected = expectation.of(own);
            writeTensors(own, folder, expected);
            Files.writeString(folder.resolve("arguments.txt"), arguments(own, expected));
            Files.writeString(folder.resolve("driver.cpp"), resource("driver.cpp"));
            return writeScript(own.recorded(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the replay of task " + task + " of " + side.label() + " into "
                    + folder, e);
        }
    }

    private void writeTensors(DumpedSide own, Path folder, Map<Integer, byte[]> expected) throws IOException {
        for (String each : List.of("inputs", "expected", "actual")) {
            Files.createDirectories(folder.resolve(each));
        }
        for (RecordedArgument argument : own.recorded().tensors(task)) {
            if (argument.role() != Role.OUTPUT) {
                write(folder.resolve("inputs"), own, argument, elements(own, task, argument, true));
            }
            if (expected.containsKey(argument.index())) {
                write(folder.resolve("actual"), own, argument, elements(own, task, argument, false));
                write(folder.resolve("expected"), own, argument, expected.get(argument.index()));
            }
        }
    }

    private void write(Path folder, DumpedSide own, RecordedArgument argument, byte[] elements) throws IOException {
        boolean before = argument.role() != Role.OUTPUT;
        DumpedTensor tensor = own.find(task, argument, before).orElseThrow(() -> notDumped(own));
        NpyHeader header = new NpyHeader(NpyType.of(tensor.type()), false, false,
                tensor.shape().stream().map(Math::toIntExact).toList());
        try (OutputStream out = Files.newOutputStream(folder.resolve(argument.index() + ".npy"))) {
            out.write(header.bytes());
            out.write(elements);
        }
    }

    private byte[] elements(DumpedSide of, int index, RecordedArgument argument, boolean before) throws IOException {
        DumpedTensor tensor = of.find(index, argument, before).filter(each -> !each.cut())
                .orElseThrow(() -> notDumped(of));
        return of.payloads().all(tensor);
    }

    private IllegalArgumentException notDumped(DumpedSide of) {
        String reason = of.recorded().tensors(task).stream().flatMap(each -> of.lacking(task, each).stream())
                .map(each -> each.side() + " " + each.details()).findFirst()
                .orElse("an argument of the other side was not dumped as a whole");
        return new IllegalArgumentException("task " + task + " of " + side.label() + " cannot be run alone: " + reason);
    }

    private String arguments(DumpedSide own, Map<Integer, byte[]> expected) {
        RecordedTask recorded = own.recorded().task(task);
        ReplayMemory memory = new ReplayMemory(own.recorded().tensors(task));
        List<String> lines = new ArrayList<>();
        lines.add("# What " + own.recorded().place(task).describe() + " was given; scalars in hexadecimal.");
        lines.add("# kernel PLACE FUNC_ID LIBRARY    0 is on the cube core, 1 and 2 are on the vector cores");
        lines.add("# memory BYTES FROM_A_CACHE_LINE");
        lines.add("# tensor ARGUMENT ROLE TYPE MEMORY AT  DIMS SHAPE..  DIMS BUFFER'S SHAPE..  DIMS OFFSET..");
        lines.add("runtime " + side.run().runtime().id());
        lines.add("tolerance " + closeness.relative() + " " + closeness.absolute());
        lines.add("blocks " + recorded.blocks());
        for (int place = 0; place < recorded.kernels().size(); place++) {
            int funcId = recorded.kernels().get(place);
            if (funcId >= 0) {
                lines.add("kernel " + place + " " + funcId + " " + library(funcId));
            }
        }
        memory.ranges().forEach(each -> lines.add("memory " + each.bytes() + " " + each.lead()));
        recorded.arguments().forEach(each -> lines.add(line(each, memory, expected.containsKey(each.index()))));
        return String.join("\n", lines) + "\n";
    }

    private static String line(RecordedArgument argument, ReplayMemory memory, boolean compared) {
        if (argument.role() == Role.SCALAR) {
            return "scalar " + argument.index() + " " + Long.toHexString(argument.tensorId());
        }
        int range = memory.rangeOf(argument);
        String role = !compared ? "in" : argument.role() == Role.OUTPUT ? "out" : "inout";
        return "tensor " + argument.index() + " " + role + " " + argument.dataType() + " " + range + " "
                + (argument.bufferAddress() - memory.ranges().get(range).begin()) + "  " + numbers(argument.shape())
                + "  " + numbers(argument.rawShape()) + "  " + numbers(argument.offset());
    }

    private static String numbers(List<Long> numbers) {
        return numbers.size() + numbers.stream().map(each -> " " + each).collect(Collectors.joining());
    }

    private static String library(int funcId) {
        return "kernel_" + funcId + ".so";
    }

    private Path writeScript(RecordedSide recorded, Path folder) throws IOException {
        StringBuilder compile = new StringBuilder();
        Files.createDirectories(folder.resolve("binary"));
        for (int funcId : new TreeSet<>(recorded.place(task).kernels())) {
            KernelBuild kernel = build(funcId);
            Files.copy(kernel.library(), folder.resolve("binary").resolve(library(funcId)),
                    StandardCopyOption.REPLACE_EXISTING);
            compile.append(compile(kernel, funcId, folder));
        }
        Path script = folder.resolve(KernelReplay.SCRIPT);
        Files.writeString(script, resource("replay.sh").replace("${task}", recorded.place(task).describe())
                .replace("${compile}\n", compile).replace("${driver}", driver(folder)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** The driver lays out what a kernel of tensormap_and_ringbuffer gets by the headers that kernels include. */
    private String driver(Path folder) throws IOException {
        String search = search(KernelSourceCopy.writeHeaders(side.run().runtime(), folder));
        return side.run().runtime() == RuntimeKind.TENSORMAP_AND_RINGBUFFER ? "-DREPLAY_TRB " + search : search;
    }

    private KernelBuild build(int funcId) {
        KernelBuild kernel = kernels.get(funcId);
        if (kernel == null) {
            throw new IllegalArgumentException("task " + task + " of " + side.label() + " runs kernel " + funcId
                    + ", of which nothing is known; those that are given are " + new TreeSet<>(kernels.keySet()));
        }
        return kernel;
    }

    private static String compile(KernelBuild kernel, int funcId, Path folder) throws IOException {
        if (kernel.source().isEmpty()) {
            return "cp binary/" + library(funcId) + " build/\n";
        }
        KernelSourceCopy copy = KernelSourceCopy.write(kernel.source().get(), kernel.instructionLibrary(), folder,
                "kernel_" + funcId);
        return "\"$cxx\" -shared " + copy.options().stream().map(ReplayFolder::quoted).collect(Collectors.joining(" "))
                + " -g $sanitize " + search(copy.search()) + " \\\n    -o build/" + library(funcId) + " "
                + quoted(copy.source().toString()) + " || exit 3\n";
    }

    private static String search(List<Path> folders) {
        return folders.stream().map(each -> quoted("-I" + each)).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w./+=:-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static String resource(String name) throws IOException {
        try (InputStream content = Objects.requireNonNull(ReplayFolder.class.getResourceAsStream(name), name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
