// A dense tensor as it crosses from the host into an orchestration, and what a task does with it.
#pragma once

#include <cstdint>
#include <type_traits>

#include "data_type.h"

constexpr int CONTINUOUS_TENSOR_MAX_DIMS = 5;

struct ContinuousTensor {
    uint64_t data; // address, of host or device memory
    uint32_t shapes[CONTINUOUS_TENSOR_MAX_DIMS];
    uint32_t ndims;
    DataType dtype;
    uint8_t child_memory; // 1: the memory is already the device's, so nothing is copied in or out

    // A tensor without dimensions is one element. The product wraps at 64 bits.
    [[nodiscard]] uint64_t nbytes() const {
        uint64_t elements = 1;
        for (uint32_t i = 0; i < ndims; ++i) {
            elements *= shapes[i];
        }
        return elements * get_element_size(dtype);
    }

    template <typename T>
    T *data_as() const {
        return reinterpret_cast<T *>(static_cast<uintptr_t>(data));
    }

    [[nodiscard]] bool is_child_memory() const { return child_memory != 0; }
};

// The order of the members is the wire format between processes.
static_assert(sizeof(ContinuousTensor) == 40 && alignof(ContinuousTensor) == 8, "ContinuousTensor is 40 bytes");
static_assert(__builtin_offsetof(ContinuousTensor, data) == 0, "ContinuousTensor.data");
static_assert(__builtin_offsetof(ContinuousTensor, shapes) == 8, "ContinuousTensor.shapes");
static_assert(__builtin_offsetof(ContinuousTensor, ndims) == 28, "ContinuousTensor.ndims");
static_assert(__builtin_offsetof(ContinuousTensor, dtype) == 32, "ContinuousTensor.dtype");
static_assert(__builtin_offsetof(ContinuousTensor, child_memory) == 33, "ContinuousTensor.child_memory");
static_assert(std::is_trivially_copyable_v<ContinuousTensor>, "ContinuousTensor is copied as bytes");

// How a task uses a tensor: what it waits for and whom it announces itself to.
enum class TensorArgType : int32_t {
    INPUT = 0,
    OUTPUT = 1,
    INOUT = 2,
    OUTPUT_EXISTING = 3,
    NO_DEP = 4,
};
