// What kernels of tensormap_and_ringbuffer get as a tensor argument: the address of a Tensor, not that of its elements.
#pragma once

#include <cstdint>

#include "tensor.h"

template <typename T>
T *elements(int64_t word) {
    const auto *tensor = reinterpret_cast<const Tensor *>(word);
    return reinterpret_cast<T *>(tensor->buffer.addr) + tensor->start_offset;
}

inline uint64_t count(int64_t word) { return reinterpret_cast<const Tensor *>(word)->numel(); }
