// The smallest runtime that an orchestration of host_build_graph can run on: tasks run one by one, each when its
// predecessors are done, the youngest first. It loads the vector example as it was built and says what f became.
//
//     hbg_runner <orchestration.so> <kernel 0.so> <kernel 1.so> ...

#include <dlfcn.h>

#include <cstring>
#include <iostream>
#include <vector>

#include "orchestration_api.h"

namespace {

using Kernel = void (*)(int64_t *);

struct Task {
    int64_t args[16];
    int kernel;
    int waits_for;
    std::vector<int> successors;
};

struct Runner {
    OrchestrationRuntime runtime; // first: the orchestration sees only this part
    std::vector<Kernel> kernels;
    std::vector<Task> tasks;
    void *host = nullptr;
    void *device = nullptr;
    size_t size = 0;
};

Runner runner;

int add_task_op(OrchestrationRuntime *, uint64_t *args, int num_args, int func_id, CoreType) {
    Task task = {};
    memcpy(task.args, args, sizeof(uint64_t) * static_cast<size_t>(num_args));
    task.kernel = func_id;
    runner.tasks.push_back(task);
    return static_cast<int>(runner.tasks.size()) - 1;
}

void add_successor_op(OrchestrationRuntime *, int from, int to) {
    runner.tasks[static_cast<size_t>(from)].successors.push_back(to);
    ++runner.tasks[static_cast<size_t>(to)].waits_for;
}

void record_pair_op(OrchestrationRuntime *, void *host, void *device, size_t size) {
    runner.host = host;
    runner.device = device;
    runner.size = size;
}

int copy_op(OrchestrationRuntime *, void *device, const void *host, size_t size) {
    memcpy(device, host, size);
    return 0;
}

void execute() {
    std::vector<int> ready;
    for (size_t i = 0; i < runner.tasks.size(); ++i) {
        if (runner.tasks[i].waits_for == 0) {
            ready.push_back(static_cast<int>(i));
        }
    }
    while (!ready.empty()) {
        const int id = ready.back();
        ready.pop_back();
        Task &task = runner.tasks[static_cast<size_t>(id)];
        runner.kernels.at(static_cast<size_t>(task.kernel))(task.args);
        std::cout << id << ":" << task.kernel << " ";
        for (int successor : task.successors) {
            if (--runner.tasks[static_cast<size_t>(successor)].waits_for == 0) {
                ready.push_back(successor);
            }
        }
    }
    std::cout << "\n";
}

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
    return ContinuousTensor{reinterpret_cast<uint64_t>(values.data()),
                            {static_cast<uint32_t>(values.size())},
                            1,
                            DataType::FLOAT32,
                            0};
}

} // namespace

int main(int argc, char **argv) {
    for (int i = 2; i < argc; ++i) {
        runner.kernels.push_back(symbol<Kernel>(argv[i], "kernel_entry"));
    }
    OrchestrationRuntimeOps ops = {};
    ops.add_task = add_task_op;
    ops.add_successor = add_successor_op;
    ops.record_tensor_pair = record_pair_op;
    ops.device_malloc = [](OrchestrationRuntime *, size_t size) { return calloc(1, size); };
    ops.copy_to_device = copy_op;
    runner.runtime.ops = &ops;

    std::vector<float> a(1005, 2.0f), b(1005, 3.0f), f(1005);
    ChipStorageTaskArgs args;
    const auto entry = symbol<OrchestrationFunc>(argv[1], "build_example_graph");
    std::cout << "without arguments " << entry(&runner.runtime, args) << "\n";
    args.add_tensor(argument(a));
    args.add_tensor(argument(b));
    args.add_tensor(argument(f));
    std::cout << "entry " << entry(&runner.runtime, args) << "\n";
    execute();
    memcpy(runner.host, runner.device, runner.size);
    std::cout << "f " << f.front() << " " << f[500] << " " << f.back() << "\n";
    return 0;
}
