// The smallest runtime that an orchestration of tensormap_and_ringbuffer can run on: every task runs when it is
// submitted. It loads the vector example as it was built and says what f became.
//
//     trb_runner <orchestration.so> <kernel 0.so> <kernel 1.so> ...

#include <dlfcn.h>

#include <deque>
#include <iostream>
#include <vector>

#include "pto_orchestration_api.h"

namespace {

using Kernel = void (*)(int64_t *);

struct Runner {
    PTO2Runtime runtime; // first: the orchestration sees only this part
    std::vector<Kernel> kernels;
    std::deque<Tensor> outputs;
    std::deque<std::vector<float>> memory;
    uint32_t tasks = 0;
    int depth = 0;
    std::string story;
};

Runner runner;

Tensor &allocate(const TensorCreateInfo &info) {
    runner.memory.emplace_back(info.buffer_size_bytes() / sizeof(float));
    runner.outputs.push_back(make_tensor_external(nullptr, info.raw_shapes, 0));
    runner.outputs.back().init_from_create_info(info, runner.memory.back().data(), info.buffer_size_bytes());
    return runner.outputs.back();
}

TaskOutputTensors submit_task(PTO2Runtime *, const MixedKernels &kernels, const Arg &args) {
    int64_t words[50] = {};
    TaskOutputTensors result;
    result.set_task_id(PTO2TaskId::make(0, runner.tasks++));
    std::deque<Tensor> copies;
    for (int32_t i = 0; i < args.tensor_count(); ++i) {
        if (args.tag(i) == TensorArgType::OUTPUT) {
            result.materialize_output(allocate(*args.tensor(i).create_info));
            copies.push_back(result.get_ref(result.size() - 1));
        } else {
            copies.push_back(*args.tensor(i).ptr);
        }
        copies.back().update_start_offset();
        words[i] = reinterpret_cast<int64_t>(&copies.back());
    }
    for (int32_t i = 0; i < args.scalar_count(); ++i) {
        words[args.tensor_count() + i] = static_cast<int64_t>(args.scalar(i));
    }
    runner.kernels.at(static_cast<size_t>(kernels.aiv0_kernel_id))(words);
    runner.story += std::to_string(kernels.aiv0_kernel_id) + "(";
    for (uint32_t i = 0; i < args.explicit_dep_count(); ++i) {
        runner.story += (i == 0 ? "" : " ") + std::to_string(args.explicit_dep(i).local());
    }
    runner.story += ")";
    return result;
}

void scope_begin(PTO2Runtime *rt) {
    runner.story += rt->pending_scope_mode == PTO2ScopeMode::MANUAL ? "<manual " : "<auto ";
    rt->pending_scope_mode = PTO2ScopeMode::AUTO;
}

void scope_end(PTO2Runtime *) { runner.story += ">"; }

template <typename F>
F symbol(const char *library, const char *name) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *address = handle == nullptr ? nullptr : dlsym(handle, name);
    if (address == nullptr) {
        std::cerr << library << ": " << dlerror() << "\n";
        exit(2);
    }
    return reinterpret_cast<F>(address);
}

ContinuousTensor argument(std::vector<float> &values) {
    const uint32_t rows = 3;
    return ContinuousTensor{reinterpret_cast<uint64_t>(values.data()),
                            {rows, static_cast<uint32_t>(values.size()) / rows},
                            2,
                            DataType::FLOAT32,
                            0};
}

} // namespace

int main(int argc, char **argv) {
    for (int i = 2; i < argc; ++i) {
        runner.kernels.push_back(symbol<Kernel>(argv[i], "kernel_entry"));
    }
    PTO2RuntimeOps ops = {};
    ops.submit_task = submit_task;
    ops.scope_begin = scope_begin;
    ops.scope_end = scope_end;
    ops.is_fatal = [](PTO2Runtime *) { return false; };
    runner.runtime = PTO2Runtime{&ops, PTO2ScopeMode::AUTO};

    std::vector<float> a(1005, 2.0f), b(1005, 3.0f), f(1005);
    ChipStorageTaskArgs args;
    args.add_tensor(argument(a));
    args.add_tensor(argument(b));
    args.add_tensor(argument(f));
    const auto config =
        symbol<PTO2OrchestrationConfig (*)(const ChipStorageTaskArgs &)>(argv[1], "aicpu_orchestration_config");
    symbol<void (*)(PTO2Runtime *)>(argv[1], "framework_bind_runtime")(&runner.runtime);
    symbol<void (*)(const ChipStorageTaskArgs &)>(argv[1], "aicpu_orchestration_entry")(args);

    std::cout << "arguments " << config(args).expected_arg_count << "\n" << runner.story << "\n";
    std::cout << "f " << f.front() << " " << f[500] << " " << f.back() << "\n";
    return 0;
}
