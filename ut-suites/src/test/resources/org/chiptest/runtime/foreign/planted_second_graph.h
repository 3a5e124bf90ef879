// What an orchestration of generation 2 calls, and how its tasks are run.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "planted_callable.h"

namespace {

// The orchestration's side of generation 2, as far as a vector example needs it.
struct Graph {
    const void *ops;
    uint8_t pending_scope_mode;
    const Callable *callable;
};

struct Outputs {
    uint8_t bytes[272];
};

constexpr size_t CORE_TENSORS = 128, CORE_SCALARS = 384, CORE_TENSOR_COUNT = 512, CORE_SCALAR_COUNT = 516;

Outputs submit_task(Graph *graph, const int32_t *mixed, const uint8_t *args) {
    const int32_t id = mixed[0] >= 0 ? mixed[0] : mixed[1];
    int64_t words[50] = {};
    const int32_t tensors = i32(args + CORE_TENSOR_COUNT), scalars = i32(args + CORE_SCALAR_COUNT);
    memcpy(words, args + CORE_TENSORS, 8 * static_cast<size_t>(tensors));
    memcpy(words + tensors, args + CORE_SCALARS, 8 * static_cast<size_t>(scalars));
    graph->callable->kernel(id)(words);
    return {};
}
void nothing(Graph *) {}

const void *const OPS[23] = {reinterpret_cast<const void *>(submit_task), reinterpret_cast<const void *>(nothing),
                             reinterpret_cast<const void *>(nothing), reinterpret_cast<const void *>(nothing)};

constexpr int32_t IN = 1, OUT = 2;

struct Staged {
    uint8_t tensors[256][TENSOR] __attribute__((aligned(64)));
    uint8_t chip_args[5512];
    std::vector<std::vector<uint8_t>> memory;
};

uint64_t u64(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

// Directions matter: OUT is not uploaded, IN is not copied back.
int execute(const Callable &callable, const uint8_t *args) {
    auto *staged = new Staged();
    const auto count = static_cast<size_t>(i32(args + TENSOR_COUNT));
    for (size_t i = 0; i < count; i++) {
        memcpy(staged->tensors[i], args + TENSOR * i, TENSOR);
        const uint64_t host = u64(args + TENSOR * i), bytes = u64(args + TENSOR * i + 8);
        const bool on_device = args[TENSOR * i + 43] == 1;
        staged->memory.emplace_back(bytes, 0xcd);
        if (!on_device) {
            const bool uploaded = i >= callable.signature.size() || callable.signature[i] != OUT;
            if (uploaded) memcpy(staged->memory[i].data(), reinterpret_cast<void *>(host), bytes);
            const auto address = reinterpret_cast<uint64_t>(staged->memory[i].data());
            memcpy(staged->tensors[i], &address, 8);
        }
        const auto reference = reinterpret_cast<uint64_t>(staged->tensors[i]);
        memcpy(staged->chip_args + 1024 + 8 * i, &reference, 8);
    }
    const int32_t scalars = i32(args + TENSOR_COUNT + 4), tensors = static_cast<int32_t>(count);
    memcpy(staged->chip_args + 3072, args + SCALARS, 8 * static_cast<size_t>(scalars));
    memcpy(staged->chip_args + 4096, &tensors, 4);
    memcpy(staged->chip_args + 4100, &scalars, 4);
    Graph graph{OPS, 0, &callable};
    callable.orchestration->find<void(Graph *)>("framework_bind_runtime")(&graph);
    callable.orchestration->find<void(const void *)>(callable.entry.c_str())(staged->chip_args);
    for (size_t i = 0; i < count; i++) {
        const bool back = args[TENSOR * i + 43] != 1 && (i >= callable.signature.size() || callable.signature[i] != IN);
        if (back) memcpy(reinterpret_cast<void *>(u64(args + TENSOR * i)), staged->memory[i].data(), staged->memory[i].size());
    }
    delete staged;
    return 0;
}

}  // namespace
