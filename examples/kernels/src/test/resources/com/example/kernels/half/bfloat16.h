// BFLOAT16, the upper half of a float, for compilers that do not have it.
#pragma once

#include <bit>
#include <cstdint>

struct bfloat16 {
    uint16_t bits;

    operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

    // Rounds to nearest, ties to even.
    static bfloat16 of(float value) {
        const auto whole = std::bit_cast<uint32_t>(value);
        if (value != value) {
            return {static_cast<uint16_t>(whole >> 16 | 0x40)}; // cutting off must not make a NaN infinite
        }
        return {static_cast<uint16_t>((whole + 0x7fff + (whole >> 16 & 1)) >> 16)};
    }
};
