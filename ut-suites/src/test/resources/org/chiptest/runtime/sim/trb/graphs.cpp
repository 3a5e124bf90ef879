// Small graphs of tensormap_and_ringbuffer, one entry each.

#include "pto_orchestration_api.h"

#include <cstring>

#include <sched.h>

namespace {

enum Kernel : int32_t { COUNT = 0, THROW = 1, WAIT = 4, ABSENT = 9 };

void submit(const Tensor &counter, int32_t kernel) {
    Arg args;
    args.add_inout(counter);
    rt_submit_aiv_task(kernel, args);
}

} // namespace

extern "C" PTO2OrchestrationConfig wants_five(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = 5};
}

extern "C" void empty(const ChipStorageTaskArgs &) {}

extern "C" void throws(const ChipStorageTaskArgs &) { throw std::runtime_error("the graph is wrong"); }

extern "C" void reports_fatal(const ChipStorageTaskArgs &args) {
    submit(from_tensor_arg(args.tensor(0)), COUNT);
    rt_report_fatal(PTO2_ERROR_EXPLICIT_ORCH_FATAL, "boom %d", 7);
    submit(from_tensor_arg(args.tensor(0)), COUNT);
}

extern "C" void chain(const ChipStorageTaskArgs &args) {
    const Tensor counter = from_tensor_arg(args.tensor(0));
    for (uint64_t i = 0; i < args.scalar(0); ++i) {
        submit(counter, COUNT);
    }
}

// The second task marks its tensor for dumps, the third one all that it has; the list is used anew for each.
extern "C" void marked(const ChipStorageTaskArgs &args) {
    const Tensor counter = from_tensor_arg(args.tensor(0));
    Arg list;
    for (int i = 0; i < 3; ++i) {
        list.reset();
        list.add_inout(counter);
        if (i == 1) {
            list.dump(counter);
        } else if (i == 2) {
            list.dump();
        }
        rt_submit_aiv_task(COUNT, list);
    }
}

extern "C" void scopes(const ChipStorageTaskArgs &args) {
    const Tensor counter = from_tensor_arg(args.tensor(0));
    PTO2_SCOPE() { // in a block
        submit(counter, COUNT);
        rt_scope_begin(); // by calls
        submit(counter, COUNT);
        rt_scope_end();
    }
}

extern "C" void unknown_kernel(const ChipStorageTaskArgs &args) {
    submit(from_tensor_arg(args.tensor(0)), COUNT);
    submit(from_tensor_arg(args.tensor(0)), ABSENT);
}

extern "C" void kernel_throws(const ChipStorageTaskArgs &args) { submit(from_tensor_arg(args.tensor(0)), THROW); }

// What wild stores do to the runtime's object, and what the orchestration does after them.
extern "C" void overwrites_operations(const ChipStorageTaskArgs &args) {
    PTO2Runtime *runtime = current_runtime();
    static PTO2RuntimeOps nothing;
    nothing = *runtime->ops;
    nothing.submit_task = [](PTO2Runtime *, const MixedKernels &, const Arg &) { return TaskOutputTensors(); };
    runtime->ops = &nothing;
    submit(from_tensor_arg(args.tensor(0)), COUNT);
}

extern "C" void overwrites_stopped(const ChipStorageTaskArgs &args) {
    memset(reinterpret_cast<char *>(current_runtime()) + 16, 0x7f, 4);
    submit(from_tensor_arg(args.tensor(0)), COUNT);
}

extern "C" void overwrites_rest(const ChipStorageTaskArgs &) {
    memset(reinterpret_cast<char *>(current_runtime()) + 40, 1, 8);
}

// The first scalar is the address of the word that ends the wait.
extern "C" void waits(const ChipStorageTaskArgs &args) {
    Arg word;
    word.add_scalar(args.scalar(0));
    rt_submit_aiv_task(WAIT, word);
}

extern "C" void waits_itself(const ChipStorageTaskArgs &args) {
    while (__atomic_load_n(reinterpret_cast<uint32_t *>(args.scalar(0)), __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
}
