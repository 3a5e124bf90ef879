package org.chiptest.runtime.internal.linker;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

import org.chiptest.runtime.internal.linker.LibraryLoader.Binding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreIdentityTests {

    private static final int DEVICE = 40;
    private static final int OTHER_DEVICE = 41;

    private static final String KERNELS = """
            #include <cstddef>
            #include <cstdint>

            static uint32_t (*subblock_id)(void);
            static void *(*pipe_shared_state)(uint64_t, size_t);

            extern "C" void pto_sim_register_hooks(void *get_subblock_id, void *get_pipe_shared_state) {
                subblock_id = reinterpret_cast<uint32_t (*)(void)>(get_subblock_id);
                pipe_shared_state = reinterpret_cast<void *(*)(uint64_t, size_t)>(get_pipe_shared_state);
            }

            extern "C" void lane(int64_t *args) { args[0] = subblock_id(); }
            extern "C" void pipe(int64_t *args) {
                args[2] = reinterpret_cast<int64_t>(pipe_shared_state(args[0], args[1]));
            }
            extern "C" int32_t call_a_task(void **rt, int64_t *args) {
                args[0] = subblock_id();
                reinterpret_cast<int32_t (*)(void **, int64_t *, int32_t, int32_t, int32_t)>(static_cast<void **>(rt[0])[0])(
                        rt, args, 0, 0, 0);
                args[2] = subblock_id();
                return 0;
            }
            """;
    private static final String WITHOUT_HOOKS = "extern \"C\" void kernel_entry(long *) {}";
    private static final String FAILING_HOOKS = """
            #include <stdexcept>
            extern "C" void pto_sim_register_hooks(void *, void *) { throw std::runtime_error("wrong ISA revision"); }
            """;

    @TempDir
    static Path directory;

    static Shim shim;
    static MemorySegment kernelBytes;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment args = arena.allocate(JAVA_LONG, 16);
    private NativeLibrary kernels;
    private KernelCall call;

    @BeforeAll
    static void compile() throws IOException {
        shim = NativeSources.shim(directory);
        kernelBytes = bytes("kernels", KERNELS);
    }

    @BeforeEach
    void load() {
        kernels = open(kernelBytes);
        shim.registerHooks(kernels);
        call = shim.kernelCall(arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
    }

    @AfterEach
    void clear() {
        kernels.close();
        shim.clearPipeState(DEVICE);
        shim.clearPipeState(OTHER_DEVICE);
    }

    @Test
    void aLibraryNeedsNoHooks() throws IOException {
        assertThat(shim.registerHooks(kernels)).isTrue();
        try (NativeLibrary without = open(bytes("without", WITHOUT_HOOKS))) {
            assertThat(shim.registerHooks(without)).isFalse();
        }
    }

    @Test
    void hooksThatThrowAreAnErrorOfTheLibrary() throws IOException {
        try (NativeLibrary failing = open(bytes("failing", FAILING_HOOKS))) {
            assertThatExceptionOfType(CppException.class).isThrownBy(() -> shim.registerHooks(failing))
                    .withMessage("std::runtime_error: wrong ISA revision");
        }
    }

    @Test
    void aKernelSeesTheLaneOfItsCore() {
        assertThat(laneOf(0)).isZero();
        assertThat(laneOf(1)).isEqualTo(1);
        assertThat(laneOf(0)).isZero();
    }

    @Test
    void aKernelThatRunsInsideAnOrchestrationLeavesItsIdentity() {
        OrchestrationCall orchestration = shim.orchestrationCall(
                arena.allocate(CallFrameDescriptor.SIZE, CallFrameDescriptor.ALIGNMENT));
        MemorySegment inner = arena.allocate(JAVA_LONG, 16);
        HbgOperations runAtOnce = new UnusedHbgOperations() {
            @Override
            public int addTask(long taskArgs, int argCount, int funcId, int coreType) {
                call.identify(DEVICE, 3, 9, 1);
                return call.run(kernels.symbol("lane"), inner.address(), 0, 0, 0) ? 0 : -1;
            }
        };
        try (RuntimeObject runtime = shim.hbgRuntime(runAtOnce)) {
            args.fill((byte) -1);
            orchestration.hbgEntry(kernels.symbol("call_a_task"), runtime, args.address());
        }
        assertThat(inner.get(JAVA_LONG, 0)).isEqualTo(1);
        assertThat(args.toArray(JAVA_LONG)).startsWith(0, -1, 0);
    }

    @Test
    void pipeStateIsZeroAlignedAndTheSameForEveryoneInTheCluster() {
        long block = pipe(DEVICE, 5, 0, 77, 1000);
        MemorySegment memory = NativeMemory.at(block, 1000);
        assertThat(block).isNotZero().matches(address -> address % 64 == 0, "aligned to 64");
        assertThat(memory.toArray(JAVA_BYTE)).containsOnly(0);
        memory.fill((byte) 3);

        assertThat(pipe(DEVICE, 5, 1, 77, 1000)).isEqualTo(block);
        assertThat(pipe(DEVICE, 5, 1, 77, 4)).isEqualTo(block);
        assertThat(pipe(DEVICE, 5, 1, 77, 1 << 20)).as("the first size wins").isEqualTo(block);
        assertThat(memory.toArray(JAVA_BYTE)).containsOnly(3);
    }

    @Test
    void pipeStateDiffersByDeviceClusterAndKey() {
        assertThat(new long[]{pipe(DEVICE, 5, 0, 77, 64), pipe(OTHER_DEVICE, 5, 0, 77, 64), pipe(DEVICE, 6, 0, 77, 64),
            pipe(DEVICE, 5, 0, 78, 64), pipe(DEVICE, 5, 0, -77, 64)}).doesNotHaveDuplicates().doesNotContain(0);
    }

    @Test
    void thereIsNoPipeStateOfSizeZeroOrWithoutADevice() {
        assertThat(pipe(DEVICE, 5, 0, 77, 0)).isZero();
        assertThat(pipe(-1, 5, 0, 77, 64)).isZero();
        assertThat(pipe(DEVICE, 5, 0, 77, Long.MAX_VALUE)).as("no memory").isZero();
        assertThat(pipe(DEVICE, 5, 0, 77, 64)).as("after a failure").isNotZero();
    }

    @Test
    void clearingDropsThePipeStateOfOneDevice() {
        MemorySegment mine = NativeMemory.at(pipe(DEVICE, 5, 0, 77, 64), 64);
        MemorySegment others = NativeMemory.at(pipe(OTHER_DEVICE, 5, 0, 77, 64), 64);
        mine.fill((byte) 3);
        others.fill((byte) 4);

        shim.clearPipeState(DEVICE);

        assertThat(NativeMemory.at(pipe(DEVICE, 5, 0, 77, 64), 64).toArray(JAVA_BYTE)).containsOnly(0);
        assertThat(pipe(OTHER_DEVICE, 5, 0, 77, 64)).isEqualTo(others.address());
        assertThat(others.toArray(JAVA_BYTE)).containsOnly(4);
    }

    private long laneOf(int lane) {
        call.identify(DEVICE, 5, 12, lane);
        args.set(JAVA_LONG, 0, -1);
        assertThat(call.run(kernels.symbol("lane"), args.address(), 0, 0, 0)).isTrue();
        return args.get(JAVA_LONG, 0);
    }

    private long pipe(int device, int cluster, int lane, long key, long size) {
        call.identify(device, cluster, 3 * cluster + lane, lane);
        args.setAtIndex(JAVA_LONG, 0, key);
        args.setAtIndex(JAVA_LONG, 1, size);
        assertThat(call.run(kernels.symbol("pipe"), args.address(), 0, 0, 0)).isTrue();
        return args.getAtIndex(JAVA_LONG, 2);
    }

    private static NativeLibrary open(MemorySegment bytes) {
        try (LibraryLoader loader = LibraryLoader.below(directory, shim)) {
            return loader.open(bytes, "kernels", Binding.NOW);
        }
    }

    private static MemorySegment bytes(String name, String source) throws IOException {
        return MemorySegment.ofArray(Files.readAllBytes(NativeSources.compile(directory, name, source)));
    }
}
