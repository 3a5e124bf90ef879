// Signature entries of a callable and how many arguments one may have.
#pragma once

#include <cstdint>

enum class ArgDirection : int32_t {
    SCALAR = 0,
    IN = 1,
    OUT = 2,
    INOUT = 3,
};

// A core's argument block is small and fixed; a chip takes the arguments of a whole orchestration.
inline constexpr int CORE_MAX_TENSOR_ARGS = 16;
inline constexpr int CHIP_MAX_TENSOR_ARGS = 64;
inline constexpr int CORE_MAX_SCALAR_ARGS = 32;
inline constexpr int CHIP_MAX_SCALAR_ARGS = 128;

// Code inside a callable image starts on a cache line.
inline constexpr uint32_t CALLABLE_ALIGN = 64;

// Wraps to 0 for sizes within 63 bytes of 4 GiB; images are far smaller.
static inline uint32_t callable_align_up(uint32_t size) {
    return (size + (CALLABLE_ALIGN - 1)) & ~(CALLABLE_ALIGN - 1);
}

inline const char *arg_direction_name(ArgDirection d) {
    switch (d) {
    case ArgDirection::SCALAR:
        return "SCALAR";
    case ArgDirection::IN:
        return "IN";
    case ArgDirection::OUT:
        return "OUT";
    case ArgDirection::INOUT:
        return "INOUT";
    }
    return "UNKNOWN";
}
