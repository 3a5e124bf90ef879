package org.chiptest.runtime.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.chiptest.runtime.args.CallConfig;
import org.chiptest.runtime.args.ContinuousTensor;
import org.chiptest.runtime.args.DataType;
import org.chiptest.runtime.args.TaskArgs;
import org.chiptest.runtime.internal.hierarchy.CallableTarget;
import org.chiptest.runtime.internal.hierarchy.child.WorkerType;
import org.chiptest.runtime.tensor.HostTensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChipMemoryTests {

    private final FakeChildren children = new FakeChildren(2, 1);
    private final HostWorker host = new HostWorker(children, HierarchySettings.defaults().withRingBytes(0));
    private final RegisteredCallable chip = host.register(new CallableTarget.Graph("vector"));
    private final RegisteredCallable sub = host.register(new CallableTarget.Sub("verify"));

    ChipMemoryTests() {
        host.init();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whatIsCopiedInComesBack() {
        try (ChipMemory memory = host.malloc(1, 64);
                HostTensor source = host.allocate(DataType.INT32, 16);
                HostTensor target = host.allocate(DataType.INT32, 16)) {
            source.fill(index -> index * 3);
            host.copyTo(memory, source);
            host.copyFrom(target, memory);
            assertThat(target.toDoubles()).isEqualTo(source.toDoubles());
            assertThat(memory.worker()).isEqualTo(1);
            assertThat(memory.byteSize()).isEqualTo(64);
        }
    }

    @Test
    void memoryIsFreedOnceByClosingIt() {
        ChipMemory memory = host.malloc(0, 64);
        assertThat(chip(0).deviceMemory).hasSize(1);
        memory.close();
        memory.close();
        assertThat(chip(0).deviceMemory).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> memory.tensor(DataType.INT8, 1))
                .withMessage("memory of 64 bytes of chip 0 has been freed");
    }

    @Test
    void aTensorOfItIsChildMemory() {
        try (ChipMemory memory = host.malloc(0, 64)) {
            ContinuousTensor whole = memory.tensor(DataType.FLOAT32, 4, 4);
            assertThat(whole.childMemory()).isTrue();
            assertThat(memory.tensorAt(32, DataType.FLOAT32, 8).data()).isEqualTo(whole.data() + 32);
            assertThatThrownBy(() -> memory.tensorAt(32, DataType.FLOAT32, 9))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("takes 36 bytes from 32 on, memory of 64 bytes of chip 0 has 64");
        }
    }

    @Test
    void moreThanTheMemoryIsNotCopied() {
        try (ChipMemory memory = host.malloc(0, 63); HostTensor tensor = host.allocate(DataType.INT32, 16)) {
            assertThatThrownBy(() -> host.copyTo(memory, tensor)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("has 64 bytes, memory of 63 bytes of chip 0 only 63");
        }
    }

    @Test
    void itCanBeUsedDuringARunAlsoWhileTheChipIsBusy() {
        host.run(orch -> {
            try (ChipMemory memory = orch.malloc(0, 4); HostTensor tensor = host.allocate(DataType.INT32, 1)) {
                tensor.set(0, 7);
                orch.copyTo(memory, tensor);
                orch.submitNextLevel(chip, new TaskArgs().tensor(memory.tensor(DataType.INT32, 1)),
                        CallConfig.defaults(),
                        0);
                tensor.set(0, 0);
                orch.copyFrom(tensor, memory);
                assertThat(tensor.get(0)).isEqualTo(7);
            }
        });
        assertThat(children.calls).contains("chip 0 run 0");
    }

    @Test
    void aTaskThatUsesItMustNameItsChip() {
        try (ChipMemory memory = host.malloc(0, 4)) {
            TaskArgs args = new TaskArgs().tensor(memory.tensor(DataType.INT32, 1));
            host.run(orch -> {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> orch.submitNextLevel(chip, args, CallConfig.defaults()))
                        .withMessageContaining("name the worker in submit");
                assertThatIllegalArgumentException().isThrownBy(() -> orch.submitSub(sub, args))
                        .withMessageContaining("which sub workers cannot reach");
                TaskArgs nowhere = new TaskArgs().tensor(ContinuousTensor.child(0, DataType.INT32, 1));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> orch.submitNextLevel(chip, nowhere, CallConfig.defaults(), 0))
                        .withMessageContaining("at address 0; allocate it with malloc");
            });
        }
    }

    @Test
    void itIsGoneWithItsChip() {
        ChipMemory memory = host.malloc(0, 64);
        chip(0).dead = true;
        host.run(orch -> {});
        assertThatIllegalStateException().isThrownBy(() -> memory.tensor(DataType.INT8, 1))
                .withMessage("memory of 64 bytes of chip 0 is gone: its chip has ended since; allocate it anew");
        memory.close();
    }

    @Test
    void closingItAfterTheWorkerDoesNothing() {
        ChipMemory memory = host.malloc(0, 64);
        host.close();
        memory.close();
    }

    private FakeChildren.Child chip(int index) {
        return children.started.stream()
                .filter(child -> child.type == WorkerType.NEXT_LEVEL && child.index == index).findFirst().orElseThrow();
    }
}
