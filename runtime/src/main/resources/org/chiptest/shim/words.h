// The whole words of 64 bits in which Java and C++ speak with each other.
// Used by whatever Java calls, and on the way into Java.

#pragma once

#include <cstdint>
#include <type_traits>

namespace {

template <typename Value>
int64_t word(Value value) {
    if constexpr (std::is_pointer_v<Value>) {
        return static_cast<int64_t>(reinterpret_cast<uintptr_t>(value));
    } else {
        return static_cast<int64_t>(value);
    }
}

template <typename Pointee>
Pointee *pointer(int64_t word) {
    return reinterpret_cast<Pointee *>(static_cast<uintptr_t>(word));
}

// Whether a smaller number keeps the value of a word: where it does not, the word must not be narrowed.
template <typename Number>
bool fits(int64_t word) {
    return static_cast<Number>(word) == word;
}

}  // namespace
