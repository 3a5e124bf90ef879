// A launch of blocks, and what each of its kernels leaves behind.
//
//     plan      int32 [launches, FIELDS]
//     meetings  int32 [launches], 0: where the kernels of a launch meet, if they are to
//     slots     int32 [slots, WORDS]: one slot for each kernel of each block; a launch has consecutive ones
//     counts    int32 [3]
#pragma once

#include <cstdint>

namespace spmd {

struct Launch {
    static constexpr uint32_t FIELDS = 4;

    int32_t kernels;    // 1: AIC, 2: AIV0, 4: AIV1, added up
    int32_t blocks;
    int32_t sync_start; // 1: all blocks start together, and their kernels meet
    int32_t first_slot;

    int32_t kernel_count() const { return __builtin_popcount(kernels); }
};

// Words of a slot; a slot is a cache line.
enum Word : int32_t { LAUNCH, BLOCK_INDEX, BLOCK_COUNT, KERNEL, TIMES, WORDS = 16 };

} // namespace spmd
