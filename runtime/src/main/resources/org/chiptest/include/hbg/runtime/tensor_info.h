// Descriptions that an orchestration may attach to the raw arguments of a task, so that tools can tell what an address
// holds. Execution does not depend on them.
#pragma once

#include <cstdint>

#include "chip_arch.h"
#include "common/platform_config.h"
#include "data_type.h"
#include "tensor_arg.h"

#if CHIPTEST_ARCH_A5 && !defined(PTO2_PROFILING)
#define PTO2_PROFILING 1
#endif

struct TensorInfo {
    DataType dtype;
    uint8_t ndims;
    uint16_t reserved;
    uint32_t shapes[PLATFORM_DUMP_MAX_DIMS];
    uint32_t raw_shapes[PLATFORM_DUMP_MAX_DIMS]; // of the whole buffer, where shapes is a part of it
    uint32_t offsets[PLATFORM_DUMP_MAX_DIMS];
};

static_assert(sizeof(TensorInfo) == 64 && alignof(TensorInfo) == 4, "TensorInfo is 64 bytes");
static_assert(__builtin_offsetof(TensorInfo, dtype) == 0, "TensorInfo.dtype");
static_assert(__builtin_offsetof(TensorInfo, ndims) == 1, "TensorInfo.ndims");
static_assert(__builtin_offsetof(TensorInfo, shapes) == 4, "TensorInfo.shapes");
static_assert(__builtin_offsetof(TensorInfo, raw_shapes) == 24, "TensorInfo.raw_shapes");
static_assert(__builtin_offsetof(TensorInfo, offsets) == 44, "TensorInfo.offsets");

// One allocation of device memory.
struct TensorAllocationInfo {
    uint64_t base_addr;
    uint64_t size_bytes;

    // Subtracting first keeps an allocation at the very end of the address space right.
    bool contains(uint64_t addr) const { return addr >= base_addr && addr - base_addr < size_bytes; }
};
static_assert(sizeof(TensorAllocationInfo) == 16, "TensorAllocationInfo is two words");

// Without raw_shapes and offsets the tensor is its whole buffer. More than five dimensions are counted but not kept.
inline TensorInfo make_tensor_info(DataType dtype, uint32_t ndims, const uint32_t *shapes,
                                   const uint32_t *raw_shapes = nullptr, const uint32_t *offsets = nullptr) {
    TensorInfo info = {};
    info.dtype = dtype;
    info.ndims = static_cast<uint8_t>(ndims);
    for (uint32_t i = 0; i < ndims && i < static_cast<uint32_t>(PLATFORM_DUMP_MAX_DIMS); ++i) {
        info.shapes[i] = shapes[i];
        info.raw_shapes[i] = raw_shapes != nullptr ? raw_shapes[i] : shapes[i];
        info.offsets[i] = offsets != nullptr ? offsets[i] : 0;
    }
    return info;
}

inline TensorInfo make_tensor_info_from_tensor_arg(const ContinuousTensor &tensor) {
    return make_tensor_info(tensor.dtype, tensor.ndims, tensor.shapes);
}
