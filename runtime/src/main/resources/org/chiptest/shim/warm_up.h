// The smallest callable of each runtime: two tasks, one after the other. A device runs it before the first callable of a user, whose
// run then finds everything loaded, linked and mapped. Called as user code is.

#pragma once

#include <cstddef>
#include <cstdint>

#include "call_frame.h"
#include "exports.h"
#include "hbg_operations.h"
#include "trb_operations.h"

void chiptest_warm_kernel(uint64_t) {}

// For a process that only trains a cache.
int32_t chiptest_empty_hbg_entry(RuntimeObject *, uint64_t) { return 0; }

void chiptest_empty_trb_entry(uint64_t) {}

int32_t chiptest_warm_hbg_entry(RuntimeObject *rt, uint64_t) {
    const auto *operations = static_cast<const HbgOperations *>(rt->operations);
    uint64_t args[1] = {0};
    const int32_t first = operations->add_task(rt, args, 1, 0, 1);
    const int32_t second = operations->add_task(rt, args, 1, 0, 0);
    operations->add_successor(rt, first, second);
    return 0;
}

// An Arg without tensors and scalars (docs/contract/trb.md#orchestration-types) is all zero but for its number of blocks.
void chiptest_warm_trb_entry(uint64_t) {
    constexpr size_t ARG_SIZE = 496;
    constexpr size_t BLOCK_NUM = 472;
    RuntimeObject *rt = self.frame->runtime;
    const auto *operations = static_cast<const TrbOperations *>(rt->operations);
    alignas(8) uint8_t arg[ARG_SIZE] = {};
    arg[BLOCK_NUM] = 1;
    const int32_t vector[3] = {-1, 0, -1};
    const int32_t cube[3] = {0, -1, -1};
    operations->submit_task(rt, vector, arg);
    operations->submit_task(rt, cube, arg);
}
