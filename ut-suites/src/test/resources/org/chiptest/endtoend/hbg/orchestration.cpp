// Counts once, after it has committed the first scalar's fault itself and had a kernel commit the second's.

#include "orchestration_api.h"

#include "../fault.h"

namespace {

enum Kernel : int { COUNT = 0, MISBEHAVE = 7 };

struct Unloading {
    Fault fault = Fault::NONE;

    ~Unloading() {
        if (fault != Fault::NONE) {
            commit(fault);
        }
    }
} unloading;

} // namespace

extern "C" int build_faulty_graph(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &orch_args) {
    const int64_t own = static_cast<int64_t>(orch_args.scalar(0));
    // what a compiler makes of the rest relies on this flag
    const bool last = own == static_cast<int64_t>(Fault::DIRECTION_FLAG);
    if (own > AT_UNLOAD) {
        unloading.fault = static_cast<Fault>(own - AT_UNLOAD);
    } else if (own == static_cast<int64_t>(Fault::LITTLE_STACK)) {
        call_with_little_stack([&] {
            uint64_t none[] = {0, 0};
            add_task(runtime, none, 2, MISBEHAVE, CoreType::AIV);
        });
    } else if (!last) {
        commit(static_cast<Fault>(own));
    }

    uint64_t counter[] = {orch_args.tensor(0).data};
    const int counting = add_task(runtime, counter, 1, COUNT, CoreType::AIV);
    for (uint64_t side = 0; side < 2; ++side) {
        uint64_t fault[] = {orch_args.scalar(1), side};
        add_successor(runtime, add_task(runtime, fault, 2, MISBEHAVE, CoreType::AIV), counting);
    }
    if (last) {
        commit(Fault::DIRECTION_FLAG);
    }
    return 0;
}
