// What an orchestration of generation 1 calls, and how its tasks are run.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "planted_callable.h"
#include "planted_faults.h"

namespace {

struct Task {
    Kernel *kernel;
    std::vector<int64_t> args;
    int waits = 0;
    std::vector<int> successors;
};

struct Pair {
    void *host, *device;
    size_t size;
};

// The part that an orchestration sees comes first.
struct Graph {
    const void *ops;
    const Callable *callable;
    std::vector<Task> tasks;
    std::vector<Pair> pairs;
    std::vector<void *> memory;
    const bool few_words = told("few-words"), loses_edges = told("loses-edges");
};

int add_task(Graph *graph, uint64_t *args, int count, int func_id, int) {
    if (graph->few_words && count > 8) return -1;
    Task task{graph->callable->kernel(func_id), {}, 0, {}};
    task.args.assign(reinterpret_cast<int64_t *>(args), reinterpret_cast<int64_t *>(args) + count);
    task.args.resize(50);
    graph->tasks.push_back(task);
    return static_cast<int>(graph->tasks.size()) - 1;
}
int set_info(Graph *, int, const void *, int) { return 0; }
void add_successor(Graph *graph, int from, int to) {
    if (graph->loses_edges && from > 1 && (from + to) % 16 == 1) return;
    graph->tasks[static_cast<size_t>(from)].successors.push_back(to);
    graph->tasks[static_cast<size_t>(to)].waits++;
}
void record_pair(Graph *graph, void *host, void *device, size_t size) { graph->pairs.push_back({host, device, size}); }
int task_count(Graph *graph) { return static_cast<int>(graph->tasks.size()); }
void print(Graph *) {}
void *graph_malloc(Graph *graph, size_t size) {
    graph->memory.push_back(malloc(size));
    return graph->memory.back();
}
void graph_free(Graph *graph, void *pointer) {
    graph->memory.erase(std::find(graph->memory.begin(), graph->memory.end(), pointer));
    free(pointer);
}
int graph_copy(Graph *, void *device, const void *host, size_t size) {
    memcpy(device, host, size);
    return 0;
}

const void *const OPS[] = {
    reinterpret_cast<const void *>(add_task),   reinterpret_cast<const void *>(set_info),
    reinterpret_cast<const void *>(add_successor), reinterpret_cast<const void *>(record_pair),
    reinterpret_cast<const void *>(task_count), reinterpret_cast<const void *>(print),
    reinterpret_cast<const void *>(graph_malloc), reinterpret_cast<const void *>(graph_free),
    reinterpret_cast<const void *>(graph_copy),
};

int execute(const Callable &callable, const void *args) {
    Graph graph{OPS, &callable, {}, {}, {}};
    const int code = callable.orchestration->find<int(Graph *, const void *)>(callable.entry.c_str())(&graph, args);
    std::vector<int> ready;
    for (size_t i = 0; code == 0 && i < graph.tasks.size(); i++) {
        if (graph.tasks[i].waits == 0) ready.push_back(static_cast<int>(i));
    }
    while (!ready.empty()) {
        Task &task = graph.tasks[static_cast<size_t>(ready.back())];
        ready.pop_back();
        task.kernel(task.args.data());
        for (int successor : task.successors) {
            if (--graph.tasks[static_cast<size_t>(successor)].waits == 0) ready.push_back(successor);
        }
    }
    for (const Pair &pair : graph.pairs) {
        memcpy(pair.host, pair.device, code == 0 ? pair.size : 0);
    }
    for (void *pointer : graph.memory) free(pointer);
    return code == 0 || !told("code-is-lost") ? code : -1;
}

}  // namespace
