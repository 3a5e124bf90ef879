// What a kernel of tensormap_and_ringbuffer is called with, by the layouts of the contract's headers.
// Called by Java, on the threads that run kernels.

#pragma once

#include <cstddef>
#include <cstdint>

#include "exports.h"
#include "words.h"

namespace {

constexpr int64_t TENSOR_BYTES = 128;
constexpr int64_t CONTEXT_WORDS = 48;
constexpr uint32_t MOST_COMPLETIONS = 64;

struct LocalContext {
    int32_t block_index;
    int32_t block_num;
    uint64_t count;
    uint64_t error;
    uint64_t entries;
    uint32_t capacity;
    uint32_t unused;
    uint64_t task;
};

struct GlobalContext {
    int32_t sub_block;
};

// Where the kernel leaves the conditions of a deferred completion.
struct CompletionIngress {
    uint32_t count;
    uint32_t error;
    uint64_t entries[3 * MOST_COMPLETIONS];
    uint64_t unused[7];
};
static_assert(offsetof(CompletionIngress, error) == 4);
static_assert(offsetof(CompletionIngress, entries) == 8);
static_assert(sizeof(CompletionIngress) == 1600);

struct Payload {
    uint64_t function;
    uint64_t args[CONTEXT_WORDS + 2];
    LocalContext local;
    GlobalContext global;
    uint8_t unused[52];
    CompletionIngress ingress;
};
static_assert(offsetof(Payload, args) == 8);
static_assert(offsetof(Payload, local) == 408);
static_assert(offsetof(LocalContext, count) == 8);
static_assert(offsetof(LocalContext, capacity) == 32);
static_assert(offsetof(LocalContext, task) == 40);
static_assert(offsetof(Payload, global) == 456);
static_assert(offsetof(Payload, ingress) == 512);

}  // namespace

// `tensors` is where the task has its tensors, followed by its scalars. Everything is written anew for each block: the one before may
// have changed it.
int64_t chiptest_lay_out_arguments(int64_t payload, int64_t tensors, int64_t tensor_count, int64_t scalar_count, int64_t block,
                                   int64_t block_num, int64_t sub_block, int64_t task) noexcept {
    auto *out = pointer<Payload>(payload);
    uint64_t *arg = out->args;
    int64_t tensor = tensors;
    for (int64_t i = 0; i < tensor_count; ++i) {
        *arg++ = static_cast<uint64_t>(tensor);
        tensor += TENSOR_BYTES;
    }
    const auto *scalars = pointer<const uint64_t>(tensor);
    for (int64_t i = 0; i < scalar_count; ++i) {
        *arg++ = scalars[i];
    }
    out->args[CONTEXT_WORDS] = static_cast<uint64_t>(word(&out->local));
    out->args[CONTEXT_WORDS + 1] = static_cast<uint64_t>(word(&out->global));
    out->local.block_index = static_cast<int32_t>(block);
    out->local.block_num = static_cast<int32_t>(block_num);
    out->local.count = static_cast<uint64_t>(word(&out->ingress.count));
    out->local.error = static_cast<uint64_t>(word(&out->ingress.error));
    out->local.entries = static_cast<uint64_t>(word(out->ingress.entries));
    out->local.capacity = MOST_COMPLETIONS;
    out->local.task = static_cast<uint64_t>(task);
    out->global.sub_block = static_cast<int32_t>(sub_block);
    out->ingress.count = 0;
    out->ingress.error = 0;
    return word(out->args);
}
