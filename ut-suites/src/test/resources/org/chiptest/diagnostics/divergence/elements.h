// What kernels of both runtimes want to know of a tensor of 256 numbers.
#pragma once

#include <cstdint>
#include <cstring>

constexpr int ELEMENTS = 256;

#if __has_include("tensor.h")
#include "tensor.h"

inline float *elements(int64_t word) {
    const Tensor *tensor = reinterpret_cast<const Tensor *>(word);
    return reinterpret_cast<float *>(tensor->buffer.addr) + tensor->start_offset;
}
#else
inline float *elements(int64_t word) { return reinterpret_cast<float *>(word); }
#endif

inline float scalar(int64_t word) {
    float value;
    memcpy(&value, &word, sizeof value);
    return value;
}
