package org.chiptest.runtime.include;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.chiptest.runtime.internal.args.ChipStorageTaskArgsDescriptor;
import org.chiptest.runtime.internal.args.ContinuousTensorDescriptor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compare where C++ puts things with where the contract and the Java descriptors say that they are. */
class LayoutTests {

    private static final String SHARED = """
            ContinuousTensor.size=40
            ContinuousTensor.data=0
            ContinuousTensor.shapes=8
            ContinuousTensor.ndims=28
            ContinuousTensor.dtype=32
            ContinuousTensor.child_memory=33
            ChipStorageTaskArgs.size=3592
            ChipStorageTaskArgs.tensors_=0
            ChipStorageTaskArgs.scalars_=2560
            ChipStorageTaskArgs.tensor_count_=3584
            ChipStorageTaskArgs.scalar_count_=3588
            TaskArgsView.size=24
            """;

    private static final String HBG = """
            TensorInfo.size=64
            TensorInfo.dtype=0
            TensorInfo.ndims=1
            TensorInfo.reserved=2
            TensorInfo.shapes=4
            TensorInfo.raw_shapes=24
            TensorInfo.offsets=44
            TensorAllocationInfo.size=16
            OrchestrationRuntime.size=8
            OrchestrationRuntimeOps.size=72
            OrchestrationRuntimeOps.add_task=0
            OrchestrationRuntimeOps.set_tensor_info_to_task=8
            OrchestrationRuntimeOps.add_successor=16
            OrchestrationRuntimeOps.record_tensor_pair=24
            OrchestrationRuntimeOps.get_task_count=32
            OrchestrationRuntimeOps.print_runtime=40
            OrchestrationRuntimeOps.device_malloc=48
            OrchestrationRuntimeOps.device_free=56
            OrchestrationRuntimeOps.copy_to_device=64
            """;

    private static final String TRB = """
            PTO2TaskId.size=8
            TensorCreateInfo.size=64
            TensorCreateInfo.initial_value=0
            TensorCreateInfo.has_initial_value=8
            TensorCreateInfo.version=32
            TensorCreateInfo.ndims=36
            TensorCreateInfo.dtype=40
            TensorCreateInfo.is_all_offset_zero=41
            TensorCreateInfo.is_raw_eq_shapes=42
            TensorCreateInfo.manual_dep=43
            TensorCreateInfo.raw_shapes=44
            Tensor.size=128
            Tensor.buffer.addr=0
            Tensor.buffer.size=8
            Tensor.owner_task_id=16
            Tensor.start_offset=24
            Tensor.version=32
            Tensor.ndims=36
            Tensor.dtype=40
            Tensor.is_all_offset_zero=41
            Tensor.is_raw_eq_shapes=42
            Tensor.manual_dep=43
            Tensor.shapes=44
            Tensor.raw_shapes=64
            Tensor.offsets=84
            MixedKernels.size=12
            MixedKernels.aic_kernel_id=0
            MixedKernels.aiv0_kernel_id=4
            MixedKernels.aiv1_kernel_id=8
            ActiveMask.size=1
            PTO2LaunchSpec.size=4
            TensorRef.size=8
            TaskOutputTensors.size=144
            Arg.size=496
            Arg.tags_=0
            Arg.tensors_=64
            Arg.scalars_=192
            Arg.tensor_count_=448
            Arg.scalar_count_=452
            Arg.has_error=456
            Arg.error_msg=464
            Arg.launch_spec=472
            ArgWithDeps<>.size=632
            ArgWithDeps<4>.size=536
            PTO2Runtime.size=16
            PTO2Runtime.ops=0
            PTO2Runtime.pending_scope_mode=8
            PTO2RuntimeOps.size=112
            PTO2RuntimeOps.submit_task=0
            PTO2RuntimeOps.scope_begin=8
            PTO2RuntimeOps.scope_end=16
            PTO2RuntimeOps.orchestration_done=24
            PTO2RuntimeOps.is_fatal=32
            PTO2RuntimeOps.report_fatal=40
            PTO2RuntimeOps.log_error=48
            PTO2RuntimeOps.log_warn=56
            PTO2RuntimeOps.log_debug=64
            PTO2RuntimeOps.log_info_v=72
            PTO2RuntimeOps.get_tensor_data=80
            PTO2RuntimeOps.set_tensor_data=88
            PTO2RuntimeOps.alloc_tensors=96
            PTO2RuntimeOps.submit_dummy_task=104
            PTO2OrchestrationConfig.size=4
            PTO2DispatchPayload.size=512
            PTO2DispatchPayload.function_bin_addr=0
            PTO2DispatchPayload.args=8
            PTO2DispatchPayload.local_context=408
            PTO2DispatchPayload.local_context.async_ctx=416
            PTO2DispatchPayload.global_context=456
            AsyncCtx.size=40
            AsyncCtx.completion_count=0
            AsyncCtx.completion_error_code=8
            AsyncCtx.completion_entries=16
            AsyncCtx.completion_capacity=24
            AsyncCtx.task_token=32
            LocalContext.size=48
            GlobalContext.size=4
            PTO2DeferredCompletionEntry.size=24
            PTO2DeferredCompletionEntry.addr=0
            PTO2DeferredCompletionEntry.expected_value=8
            PTO2DeferredCompletionEntry.engine=12
            PTO2DeferredCompletionEntry.completion_type=16
            PTO2DeferredCompletionIngressBuffer.size=1600
            PTO2DeferredCompletionIngressBuffer.count=0
            PTO2DeferredCompletionIngressBuffer.error_code=4
            PTO2DeferredCompletionIngressBuffer.entries=8
            PTO2CompletionIngressEntry.size=64
            PTO2CompletionIngressQueue.size=262272
            CommContext.size=1056
            CommContext.workSpace=0
            CommContext.workSpaceSize=8
            CommContext.rankId=16
            CommContext.rankNum=20
            CommContext.winSize=24
            CommContext.windowsIn=32
            CommContext.windowsOut=544
            """;

    @TempDir
    static Path temp;

    static ShippedHeaders headers;

    @BeforeAll
    static void unpack() throws IOException {
        headers = ShippedHeaders.unpack(temp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a2a3", "a5"})
    void tensormapAndRingbufferLiesAsSpecified(String arch) throws IOException {
        assertThat(printed("trb", arch, "-DPROBE_TRB")).isEqualTo(SHARED + TRB);
    }

    @Test
    void hostBuildGraphLiesAsSpecified() throws IOException {
        assertThat(printed("hbg", "a2a3", "-DPROBE_HBG")).isEqualTo(SHARED + HBG);
    }

    @Test
    void javaWritesArgumentsWhereOrchestrationsReadThem() {
        assertThat(SHARED).isEqualTo("""
                ContinuousTensor.size=%d
                ContinuousTensor.data=%d
                ContinuousTensor.shapes=%d
                ContinuousTensor.ndims=%d
                ContinuousTensor.dtype=%d
                ContinuousTensor.child_memory=%d
                ChipStorageTaskArgs.size=%d
                ChipStorageTaskArgs.tensors_=%d
                ChipStorageTaskArgs.scalars_=%d
                ChipStorageTaskArgs.tensor_count_=%d
                ChipStorageTaskArgs.scalar_count_=%d
                TaskArgsView.size=24
                """.formatted(ContinuousTensorDescriptor.SIZE, ContinuousTensorDescriptor.DATA,
                ContinuousTensorDescriptor.SHAPES, ContinuousTensorDescriptor.NDIMS, ContinuousTensorDescriptor.DTYPE,
                ContinuousTensorDescriptor.CHILD_MEMORY, ChipStorageTaskArgsDescriptor.SIZE,
                ChipStorageTaskArgsDescriptor.TENSORS, ChipStorageTaskArgsDescriptor.SCALARS,
                ChipStorageTaskArgsDescriptor.TENSOR_COUNT, ChipStorageTaskArgsDescriptor.SCALAR_COUNT));
    }

    private static String printed(String runtime, String arch, String macro) throws IOException {
        Path program = temp.resolve("layout-" + runtime + "-" + arch);
        List<String> options = headers.orchestrationOptions(runtime, arch);
        // only the layout is asked for, so nothing has to be linked that the inline functions would call
        Cxx.program(program, options, macro, Cxx.probe("layout.cpp"));
        return Cxx.run(List.of(program.toString())).output();
    }
}
