// Entries of orchestrations that do one thing, most of them wrong.

#include <cstring>
#include <stdexcept>
#include <thread>

#include "pto_orchestration_api.h"

extern "C" void throwing_entry(const ChipStorageTaskArgs &) { throw std::runtime_error("no way"); }

// get_ref is out of range.
extern "C" void asserting_entry(const ChipStorageTaskArgs &) {
    const TaskOutputTensors nothing;
    nothing.get_ref(3);
}

extern "C" void empty_entry(const ChipStorageTaskArgs &) {}

extern "C" PTO2OrchestrationConfig greedy_config(const ChipStorageTaskArgs &) {
    return PTO2OrchestrationConfig{.expected_arg_count = 3};
}

extern "C" void greedy_entry(const ChipStorageTaskArgs &) {}

// Pointers and counts that no header would pass on.
extern "C" void null_tensor_entry(const ChipStorageTaskArgs &) {
    const uint32_t index[] = {0};
    const uintptr_t nowhere = 0;
    PTO2Runtime *runtime = current_runtime();
    reinterpret_cast<uint64_t (*)(PTO2Runtime *, uintptr_t, uint32_t, const uint32_t *)>(runtime->ops->get_tensor_data)(
        runtime, nowhere, 1, index);
}

extern "C" void null_indices_entry(const ChipStorageTaskArgs &args) {
    get_tensor_data(from_tensor_arg(args.tensor(0)), 1, nullptr);
}

extern "C" void six_dimensions_entry(const ChipStorageTaskArgs &args) {
    Tensor x = from_tensor_arg(args.tensor(0));
    x.ndims = 6;
    get_tensor_data(x, 0, nullptr);
}

extern "C" void six_dimensions_submit_entry(const ChipStorageTaskArgs &args) {
    Tensor x = from_tensor_arg(args.tensor(0));
    x.ndims = 6;
    Arg arg;
    arg.add_input(x);
    rt_submit_dummy_task(arg);
}

extern "C" void null_dependencies_entry(const ChipStorageTaskArgs &) {
    Arg arg;
    const uint32_t count = 3;
    memcpy(reinterpret_cast<char *>(&arg) + 488, &count, sizeof count);
    rt_submit_dummy_task(arg);
}

extern "C" void null_arguments_entry(const ChipStorageTaskArgs &) {
    const uintptr_t nowhere = 0;
    PTO2Runtime *runtime = current_runtime();
    reinterpret_cast<TaskOutputTensors (*)(PTO2Runtime *, uintptr_t)>(runtime->ops->submit_dummy_task)(runtime, nowhere);
}

extern "C" void null_kernels_entry(const ChipStorageTaskArgs &) {
    const uintptr_t nowhere = 0;
    Arg arg;
    PTO2Runtime *runtime = current_runtime();
    reinterpret_cast<TaskOutputTensors (*)(PTO2Runtime *, uintptr_t, const Arg *)>(runtime->ops->submit_task)(
        runtime, nowhere, &arg);
}

// Each submits from a thread of its own, which is not the orchestrating one.
extern "C" void submitting_thread_entry(const ChipStorageTaskArgs &) {
    std::thread([] {
        Arg nothing;
        rt_submit_dummy_task(nothing);
    }).join();
}

extern "C" void scope_thread_entry(const ChipStorageTaskArgs &) {
    std::thread([] { rt_scope_begin(PTO2ScopeMode::AUTO); }).join();
}

extern "C" void reporting_thread_entry(const ChipStorageTaskArgs &) {
    std::thread([] { rt_report_fatal(4711, "boom %d", 8); }).join();
}

// Reports a fatal error, and then lets a kernel throw.
extern "C" void early_report_entry(const ChipStorageTaskArgs &args) {
    const Tensor x = from_tensor_arg(args.tensor(0));
    Arg arg;
    arg.add_input(x);
    rt_submit_aiv_task(16, arg);
    rt_report_fatal(9, "boom");
    int64_t *turn = args.tensor(0).data_as<int64_t>();
    __atomic_store_n(turn, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(turn, __ATOMIC_SEQ_CST) != 2) {
        std::this_thread::yield();
    }
}
