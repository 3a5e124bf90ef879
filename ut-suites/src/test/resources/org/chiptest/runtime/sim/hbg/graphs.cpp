// Small graphs of host_build_graph, one entry each. The first scalar argument says how many tasks, where that matters.

#include <cstring>
#include <stdexcept>
#include <thread>

#include "orchestration_api.h"

#include <sched.h>

namespace {

enum Kernel : int { COUNT = 0, THROW = 1, MEET = 2, STAMP = 3, WAIT = 4, ABSENT = 9 };

uint64_t counter(const ChipStorageTaskArgs &args) {
    return args.tensor(0).data;
}

int add(OrchestrationRuntime *runtime, uint64_t target, int kernel, CoreType core = CoreType::AIV) {
    uint64_t args[] = {target};
    return add_task(runtime, args, 1, kernel, core);
}

} // namespace

extern "C" int empty(OrchestrationRuntime *, const ChipStorageTaskArgs &) { return 0; }

extern "C" int returns_seven(OrchestrationRuntime *, const ChipStorageTaskArgs &) { return 7; }

extern "C" int throws(OrchestrationRuntime *, const ChipStorageTaskArgs &) {
    throw std::runtime_error("the graph is wrong");
}

extern "C" int chain(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int count = static_cast<int>(args.scalar(0));
    for (int i = 0; i < count; ++i) {
        const int task = add(runtime, counter(args), COUNT, i % 2 == 0 ? CoreType::AIV : CoreType::AIC);
        if (i > 0) {
            add_successor(runtime, task - 1, task);
        }
    }
    return get_task_count(runtime) == count ? 0 : -1;
}

// Each task waits for the one that is created after it.
extern "C" int chain_backward(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int count = static_cast<int>(args.scalar(0));
    for (int i = 0; i < count; ++i) {
        const int task = add(runtime, counter(args), COUNT);
        if (i > 0) {
            add_successor(runtime, task, task - 1);
        }
    }
    return 0;
}

extern "C" int cycle(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int before = add(runtime, counter(args), COUNT);
    const int first = add(runtime, counter(args), COUNT);
    const int second = add(runtime, counter(args), COUNT);
    add_successor(runtime, before, first);
    add_successor(runtime, first, second);
    add_successor(runtime, second, first);
    return 0;
}

extern "C" int self_edge(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int task = add(runtime, counter(args), COUNT);
    add_successor(runtime, task, task);
    return 0;
}

extern "C" int unknown_kernel(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    add(runtime, counter(args), COUNT);
    add(runtime, counter(args), ABSENT);
    return 0;
}

extern "C" int kernel_throws(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    add(runtime, counter(args), THROW);
    return 0;
}

// As many independent tasks as there are cores, each of which waits for all of them.
extern "C" int rendezvous(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int clusters = static_cast<int>(args.scalar(0));
    for (int i = 0; i < 3 * clusters; ++i) {
        uint64_t words[] = {counter(args), static_cast<uint64_t>(3 * clusters)};
        add_task(runtime, words, 2, MEET, i < clusters ? CoreType::AIC : CoreType::AIV);
    }
    return 0;
}

extern "C" int limits(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[16] = {counter(args)};
    const int first = add_task(runtime, words, 16, COUNT, CoreType::AIV);
    for (int i = 0; i < 128; ++i) {
        add_successor(runtime, first, add_task(runtime, words, 1, COUNT, CoreType::AIV));
    }
    TensorInfo info{};
    if (set_tensor_info_to_task(runtime, first, &info, 17) != -1 || set_tensor_info_to_task(runtime, 999, &info, 1) != -1 ||
        set_tensor_info_to_task(runtime, first, nullptr, 1) != -1 || set_tensor_info_to_task(runtime, first, nullptr, 0) != 0 ||
        set_tensor_info_to_task(runtime, first, &info, 1) != 0) {
        return 2;
    }
    void *memory = device_malloc(runtime, sizeof words);
    for (int i = 0; i < 64; ++i) {
        record_tensor_pair(runtime, &words[i % 16], static_cast<uint64_t *>(memory) + i % 16, 0);
    }
    return 0;
}

// What follows would be missing from the result; none looks at what it was told.
extern "C" int too_many_arguments(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[17] = {counter(args)};
    add_task(runtime, words, 17, COUNT, CoreType::AIV);
    return 0;
}

extern "C" int too_many_tasks(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    for (int i = 0; i <= 131072; ++i) {
        add(runtime, counter(args), COUNT);
    }
    return 0;
}

extern "C" int too_many_successors(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int first = add(runtime, counter(args), COUNT);
    for (int i = 0; i < 129; ++i) {
        add_successor(runtime, first, add(runtime, counter(args), COUNT));
    }
    return 0;
}

extern "C" int unknown_successor(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    add_successor(runtime, add(runtime, counter(args), COUNT), 5000);
    return 0;
}

extern "C" int unknown_predecessor(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    add_successor(runtime, -1, add(runtime, counter(args), COUNT));
    return 0;
}

extern "C" int too_many_pairs(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    void *memory = device_malloc(runtime, 4);
    for (int i = 0; i < 65; ++i) {
        record_tensor_pair(runtime, args.tensor(0).data_as<void>(), memory, 4);
    }
    return 0;
}

extern "C" int negative_pair(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    record_tensor_pair(runtime, args.tensor(0).data_as<void>(), device_malloc(runtime, 4), static_cast<size_t>(-4));
    return 0;
}

extern "C" int copies_to_nowhere(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    copy_to_device(runtime, nullptr, args.tensor(0).data_as<void>(), 4);
    return 0;
}

// What wild stores do to the runtime's object, and what the orchestration does after them.
extern "C" int overwrites_operations(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    static OrchestrationRuntimeOps nothing;
    nothing.add_task = [](OrchestrationRuntime *, uint64_t *, int, int, CoreType) { return 0; };
    runtime->ops = &nothing;
    add(runtime, counter(args), COUNT);
    return 0;
}

extern "C" int overwrites_stopped(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    memset(reinterpret_cast<char *>(runtime) + 16, 0x7f, 4);
    add(runtime, counter(args), COUNT);
    return 0;
}

extern "C" int overwrites_rest(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &) {
    memset(reinterpret_cast<char *>(runtime) + 40, 1, 8);
    return 0;
}

extern "C" int forgets_memory(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &) {
    for (int i = 0; i < 4; ++i) {
        void *memory = device_malloc(runtime, 1 << 20);
        copy_to_device(runtime, memory, &i, sizeof i);
    }
    return 0;
}

extern "C" int other_thread(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    std::thread([&] { add(runtime, counter(args), COUNT); }).join();
    return 0;
}

// Tensor 0 has a counter and two stamps for each task, tensor 1 the ends of each edge. Scalars: tasks, edges.
extern "C" int stamped(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    const int64_t *edges = args.tensor(1).data_as<int64_t>();
    for (uint64_t i = 0; i < args.scalar(0); ++i) {
        uint64_t words[] = {counter(args), counter(args) + (1 + 2 * i) * sizeof(int64_t)};
        add_task(runtime, words, 2, STAMP, i % 3 == 0 ? CoreType::AIC : CoreType::AIV);
    }
    for (uint64_t i = 0; i < args.scalar(1); ++i) {
        add_successor(runtime, edges[2 * i], edges[2 * i + 1]);
    }
    return 0;
}

// The first scalar is the address of the word that ends the wait.
extern "C" int waits(OrchestrationRuntime *runtime, const ChipStorageTaskArgs &args) {
    uint64_t words[] = {args.scalar(0)};
    add_task(runtime, words, 1, WAIT, CoreType::AIV);
    return 0;
}

extern "C" int waits_itself(OrchestrationRuntime *, const ChipStorageTaskArgs &args) {
    while (__atomic_load_n(reinterpret_cast<uint32_t *>(args.scalar(0)), __ATOMIC_ACQUIRE) == 0) {
        sched_yield();
    }
    return 0;
}
