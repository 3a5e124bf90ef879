// Prints where everything lies that crosses from C++ into the runtime, one name=value a line. PROBE_HBG chooses what only
// one of the runtimes has.

#include <cstddef>
#include <iostream>

#ifdef PROBE_HBG
#include "orchestration_api.h"
#else
#include "platform_comm/comm_context.h"
#include "pto_orchestration_api.h"
#endif

#pragma GCC diagnostic ignored "-Winvalid-offsetof" // Arg has a base class; the runtime does not mind

#define SIZE(type) std::cout << #type ".size=" << sizeof(type) << "\n"
#define OFFSET(type, member) std::cout << #type "." #member "=" << offsetof(type, member) << "\n"

int main() {
    SIZE(ContinuousTensor);
    OFFSET(ContinuousTensor, data);
    OFFSET(ContinuousTensor, shapes);
    OFFSET(ContinuousTensor, ndims);
    OFFSET(ContinuousTensor, dtype);
    OFFSET(ContinuousTensor, child_memory);
    SIZE(ChipStorageTaskArgs);
    OFFSET(ChipStorageTaskArgs, tensors_);
    OFFSET(ChipStorageTaskArgs, scalars_);
    OFFSET(ChipStorageTaskArgs, tensor_count_);
    OFFSET(ChipStorageTaskArgs, scalar_count_);
    SIZE(TaskArgsView);
#ifdef PROBE_HBG
    SIZE(TensorInfo);
    OFFSET(TensorInfo, dtype);
    OFFSET(TensorInfo, ndims);
    OFFSET(TensorInfo, reserved);
    OFFSET(TensorInfo, shapes);
    OFFSET(TensorInfo, raw_shapes);
    OFFSET(TensorInfo, offsets);
    SIZE(TensorAllocationInfo);
    SIZE(OrchestrationRuntime);
    SIZE(OrchestrationRuntimeOps);
    OFFSET(OrchestrationRuntimeOps, add_task);
    OFFSET(OrchestrationRuntimeOps, set_tensor_info_to_task);
    OFFSET(OrchestrationRuntimeOps, add_successor);
    OFFSET(OrchestrationRuntimeOps, record_tensor_pair);
    OFFSET(OrchestrationRuntimeOps, get_task_count);
    OFFSET(OrchestrationRuntimeOps, print_runtime);
    OFFSET(OrchestrationRuntimeOps, device_malloc);
    OFFSET(OrchestrationRuntimeOps, device_free);
    OFFSET(OrchestrationRuntimeOps, copy_to_device);
#else
    SIZE(PTO2TaskId);
    SIZE(TensorCreateInfo);
    OFFSET(TensorCreateInfo, initial_value);
    OFFSET(TensorCreateInfo, has_initial_value);
    OFFSET(TensorCreateInfo, version);
    OFFSET(TensorCreateInfo, ndims);
    OFFSET(TensorCreateInfo, dtype);
    OFFSET(TensorCreateInfo, is_all_offset_zero);
    OFFSET(TensorCreateInfo, is_raw_eq_shapes);
    OFFSET(TensorCreateInfo, manual_dep);
    OFFSET(TensorCreateInfo, raw_shapes);
    SIZE(Tensor);
    OFFSET(Tensor, buffer.addr);
    OFFSET(Tensor, buffer.size);
    OFFSET(Tensor, owner_task_id);
    OFFSET(Tensor, start_offset);
    OFFSET(Tensor, version);
    OFFSET(Tensor, ndims);
    OFFSET(Tensor, dtype);
    OFFSET(Tensor, is_all_offset_zero);
    OFFSET(Tensor, is_raw_eq_shapes);
    OFFSET(Tensor, manual_dep);
    OFFSET(Tensor, shapes);
    OFFSET(Tensor, raw_shapes);
    OFFSET(Tensor, offsets);
    SIZE(MixedKernels);
    OFFSET(MixedKernels, aic_kernel_id);
    OFFSET(MixedKernels, aiv0_kernel_id);
    OFFSET(MixedKernels, aiv1_kernel_id);
    SIZE(ActiveMask);
    SIZE(PTO2LaunchSpec);
    SIZE(TensorRef);
    SIZE(TaskOutputTensors);
    SIZE(Arg);
    OFFSET(Arg, tags_);
    OFFSET(Arg, tensors_);
    OFFSET(Arg, scalars_);
    OFFSET(Arg, tensor_count_);
    OFFSET(Arg, scalar_count_);
    OFFSET(Arg, has_error);
    OFFSET(Arg, error_msg);
    OFFSET(Arg, launch_spec);
    SIZE(ArgWithDeps<>);
    SIZE(ArgWithDeps<4>);
    SIZE(PTO2Runtime);
    OFFSET(PTO2Runtime, ops);
    OFFSET(PTO2Runtime, pending_scope_mode);
    SIZE(PTO2RuntimeOps);
    OFFSET(PTO2RuntimeOps, submit_task);
    OFFSET(PTO2RuntimeOps, scope_begin);
    OFFSET(PTO2RuntimeOps, scope_end);
    OFFSET(PTO2RuntimeOps, orchestration_done);
    OFFSET(PTO2RuntimeOps, is_fatal);
    OFFSET(PTO2RuntimeOps, report_fatal);
    OFFSET(PTO2RuntimeOps, log_error);
    OFFSET(PTO2RuntimeOps, log_warn);
    OFFSET(PTO2RuntimeOps, log_debug);
    OFFSET(PTO2RuntimeOps, log_info_v);
    OFFSET(PTO2RuntimeOps, get_tensor_data);
    OFFSET(PTO2RuntimeOps, set_tensor_data);
    OFFSET(PTO2RuntimeOps, alloc_tensors);
    OFFSET(PTO2RuntimeOps, submit_dummy_task);
    SIZE(PTO2OrchestrationConfig);
    SIZE(PTO2DispatchPayload);
    OFFSET(PTO2DispatchPayload, function_bin_addr);
    OFFSET(PTO2DispatchPayload, args);
    OFFSET(PTO2DispatchPayload, local_context);
    OFFSET(PTO2DispatchPayload, local_context.async_ctx);
    OFFSET(PTO2DispatchPayload, global_context);
    SIZE(AsyncCtx);
    OFFSET(AsyncCtx, completion_count);
    OFFSET(AsyncCtx, completion_error_code);
    OFFSET(AsyncCtx, completion_entries);
    OFFSET(AsyncCtx, completion_capacity);
    OFFSET(AsyncCtx, task_token);
    SIZE(LocalContext);
    SIZE(GlobalContext);
    SIZE(PTO2DeferredCompletionEntry);
    OFFSET(PTO2DeferredCompletionEntry, addr);
    OFFSET(PTO2DeferredCompletionEntry, expected_value);
    OFFSET(PTO2DeferredCompletionEntry, engine);
    OFFSET(PTO2DeferredCompletionEntry, completion_type);
    SIZE(PTO2DeferredCompletionIngressBuffer);
    OFFSET(PTO2DeferredCompletionIngressBuffer, count);
    OFFSET(PTO2DeferredCompletionIngressBuffer, error_code);
    OFFSET(PTO2DeferredCompletionIngressBuffer, entries);
    SIZE(PTO2CompletionIngressEntry);
    SIZE(PTO2CompletionIngressQueue);
    SIZE(CommContext);
    OFFSET(CommContext, workSpace);
    OFFSET(CommContext, workSpaceSize);
    OFFSET(CommContext, rankId);
    OFFSET(CommContext, rankNum);
    OFFSET(CommContext, winSize);
    OFFSET(CommContext, windowsIn);
    OFFSET(CommContext, windowsOut);
#endif
    return 0;
}
