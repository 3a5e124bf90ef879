// Graphs of many small tasks. Scalars: number of tasks, tasks in one scope.

#include <algorithm>

#include "pto_orchestration_api.h"

namespace {

enum Kernel : int32_t { EMPTY = 0 };

template <typename Submit>
void in_scopes(const ChipStorageTaskArgs &orch_args, Submit submit) {
    const uint64_t tasks = orch_args.scalar(0);
    const uint64_t scope = orch_args.scalar(1);
    for (uint64_t done = 0; done < tasks; done += scope) {
        PTO2_SCOPE() {
            for (uint64_t i = done; i < std::min(tasks, done + scope); ++i) {
                submit();
            }
        }
    }
}

} // namespace

// Tasks that have nothing to do with each other; each reads one tensor.
extern "C" void independent_entry(const ChipStorageTaskArgs &orch_args) {
    const Tensor x = from_tensor_arg(orch_args.tensor(0));
    in_scopes(orch_args, [&] {
        Arg args;
        args.add_input(x);
        rt_submit_aiv_task(EMPTY, args);
    });
}

// Tasks without any argument.
extern "C" void bare_entry(const ChipStorageTaskArgs &orch_args) {
    in_scopes(orch_args, [&] {
        Arg args;
        rt_submit_aiv_task(EMPTY, args);
    });
}

// Each task works on the tensor that the one before it worked on.
extern "C" void chained_entry(const ChipStorageTaskArgs &orch_args) {
    const Tensor x = from_tensor_arg(orch_args.tensor(0));
    in_scopes(orch_args, [&] {
        Arg args;
        args.add_inout(x);
        rt_submit_aiv_task(EMPTY, args);
    });
}

// Each task creates a tensor.
extern "C" void creating_entry(const ChipStorageTaskArgs &orch_args) {
    const uint32_t shape[] = {256};
    const TensorCreateInfo out(shape, 1);
    in_scopes(orch_args, [&] {
        Arg args;
        args.add_output(out);
        rt_submit_aiv_task(EMPTY, args);
    });
}
