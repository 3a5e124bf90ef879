// Element types of tensors, and scalars as the 64-bit words in which they travel.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

// Functions below are called from kernels too, where the device compiler wants them marked. Kernels normally bring the
// mark with their instruction library; in simulation the mark means nothing, and g++ would not understand it.
#if defined(__DAV_VEC__) || defined(__DAV_CUBE__)
#ifndef __aicore__
#ifdef __CPU_SIM
#define __aicore__
#else
#define __aicore__ [aicore]
#endif
#endif
#define PTO_DEVICE_FUNC __aicore__
#else
#define PTO_DEVICE_FUNC
#endif

// What may be passed as a scalar argument. Pointers are left out on purpose: the address of host memory means nothing
// to a device, so whoever wants to pass one has to say so with a cast.
template <typename T>
inline constexpr bool is_supported_scalar_arg_v =
    std::is_arithmetic_v<std::remove_cv_t<std::remove_reference_t<T>>> ||
    std::is_enum_v<std::remove_cv_t<std::remove_reference_t<T>>>;

enum class DataType : uint8_t {
    FLOAT32,
    FLOAT16,
    INT32,
    INT16,
    INT8,
    UINT8,
    BFLOAT16,
    INT64,
    UINT64,
    UINT16,
    UINT32,
    DATA_TYPE_NUM,
};

// Bytes per element. dtype must be a real type: DATA_TYPE_NUM has no size.
inline uint64_t get_element_size(DataType dtype) {
    constexpr std::array<uint64_t, static_cast<size_t>(DataType::DATA_TYPE_NUM)> sizes{4, 2, 4, 2, 1, 1, 2, 8, 8, 2, 4};
    return sizes[static_cast<size_t>(dtype)];
}

inline const char *get_dtype_name(DataType dtype) {
    constexpr std::array<const char *, static_cast<size_t>(DataType::DATA_TYPE_NUM)> names{
        "FLOAT32",  "FLOAT16", "INT32",  "INT16",  "INT8",   "UINT8",
        "BFLOAT16", "INT64",   "UINT64", "UINT16", "UINT32",
    };
    const size_t index = static_cast<size_t>(dtype);
    return index < names.size() ? names[index] : "UNKNOWN";
}

// The object's bytes, zero-extended: a negative int32_t keeps its 32-bit pattern and does not fill the upper half.
template <typename T>
PTO_DEVICE_FUNC inline uint64_t to_u64(T value) {
    static_assert(sizeof(T) <= sizeof(uint64_t), "to_u64: the value does not fit into 64 bits");
    static_assert(std::is_trivially_copyable_v<T>, "to_u64: only plain bytes can travel, T must be trivially copyable");
    uint64_t bits = 0;
    __builtin_memcpy(&bits, &value, sizeof(T));
    return bits;
}

// The inverse of to_u64: from_u64<float>(word). Bytes beyond T are ignored.
template <typename T>
PTO_DEVICE_FUNC inline T from_u64(uint64_t bits) {
    static_assert(sizeof(T) <= sizeof(uint64_t), "from_u64: T is wider than 64 bits");
    static_assert(std::is_trivially_copyable_v<T>, "from_u64: only plain bytes can travel, T must be trivially copyable");
    T value;
    __builtin_memcpy(&value, &bits, sizeof(T));
    return value;
}
