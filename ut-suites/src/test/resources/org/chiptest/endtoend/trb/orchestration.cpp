// Counts once, after it has committed the first scalar's fault itself and had a kernel commit the second's.

#include "pto_orchestration_api.h"

#include "../fault.h"

namespace {

enum Kernel : int32_t { COUNT = 0, MISBEHAVE = 7 };

struct Unloading {
    Fault fault = Fault::NONE;

    ~Unloading() {
        if (fault != Fault::NONE) {
            commit(fault);
        }
    }
} unloading;

} // namespace

extern "C" void submit_faulty_tasks(const ChipStorageTaskArgs &orch_args) {
    const int64_t own = static_cast<int64_t>(orch_args.scalar(0));
    // what a compiler makes of the rest relies on this flag
    const bool last = own == static_cast<int64_t>(Fault::DIRECTION_FLAG);
    if (own > AT_UNLOAD) {
        unloading.fault = static_cast<Fault>(own - AT_UNLOAD);
    } else if (own == static_cast<int64_t>(Fault::LITTLE_STACK)) {
        call_with_little_stack([] {
            Arg none;
            none.add_scalar(uint64_t{0}, uint64_t{0});
            rt_submit_aiv_task(MISBEHAVE, none);
        });
    } else if (!last) {
        commit(static_cast<Fault>(own));
    }

    const Tensor counter = from_tensor_arg(orch_args.tensor(0));
    ArgWithDeps<2> count;
    count.add_inout(counter);
    for (uint64_t side = 0; side < 2; ++side) {
        Arg fault;
        fault.add_scalar(orch_args.scalar(1), side);
        const TaskOutputTensors misbehaving = rt_submit_aiv_task(MISBEHAVE, fault);
        if (rt_is_fatal()) {
            return;
        }
        count.add_dep(misbehaving.task_id());
    }
    rt_submit_aiv_task(COUNT, count);
    if (last) {
        commit(Fault::DIRECTION_FLAG);
    }
}
