// Doubles a tensor by way of a created one, with the fault of the scalar.

#include "pto_orchestration_api.h"

#include "../memory_fault.h"

namespace {

enum Kernel : int32_t { WORK = 3, LOOK = 4 };

} // namespace

extern "C" void submit_tasks(const ChipStorageTaskArgs &orch_args) {
    const ContinuousTensor &in = orch_args.tensor(0);
    const auto fault = static_cast<MemoryFault>(orch_args.scalar(0));
    if (fault == MemoryFault::ORCHESTRATION_WRITES_BEHIND_INPUT) {
        write_behind(in.data_as<float>(), static_cast<int64_t>(in.nbytes() / sizeof(float)));
    }

    const Tensor input = from_tensor_arg(in);
    const Tensor output = from_tensor_arg(orch_args.tensor(1));
    const TensorCreateInfo created(in.shapes, in.ndims, in.dtype);
    Arg work;
    work.add_input(input);
    work.add_output(output);
    work.add_output(created);
    work.add_scalar(orch_args.scalar(0));
    const TaskOutputTensors working = rt_submit_aiv_task(WORK, work);
    if (rt_is_fatal()) {
        return;
    }

    ArgWithDeps<1> look;
    look.add_input(input);
    look.add_dep(working.task_id());
    rt_submit_aiv_task(LOOK, look);
}
