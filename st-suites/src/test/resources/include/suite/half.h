// The two 16-bit floating-point types, converted by their bits: not every g++ has them as types of the language. Results
// are rounded to nearest even.
#pragma once

#include <cstdint>
#include <cstring>

namespace suite {

inline uint32_t bits_of(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
}

inline float float_of(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

// The upper half of a float: 1 sign bit, 8 of exponent, 7 of fraction.
struct bf16 {
    uint16_t bits;
};

inline float to_float(bf16 value) { return float_of(static_cast<uint32_t>(value.bits) << 16); }

inline bf16 to_bf16(float value) {
    const uint32_t bits = bits_of(value);
    if ((bits & 0x7fffffff) > 0x7f800000) {
        return bf16{static_cast<uint16_t>(bits >> 16 | 0x40)}; // a NaN stays one, whatever is cut off
    }
    return bf16{static_cast<uint16_t>((bits + 0x7fff + (bits >> 16 & 1)) >> 16)};
}

// 1 sign bit, 5 of exponent, 10 of fraction.
struct f16 {
    uint16_t bits;
};

inline float to_float(f16 value) {
    // The exponent's bias differs by 112; multiplying corrects it for subnormal numbers too.
    float magnitude = float_of(static_cast<uint32_t>(value.bits & 0x7fff) << 13) * 0x1p112f;
    if (magnitude >= 65536.0f) {
        magnitude = float_of(bits_of(magnitude) | 0x7f800000); // infinity or NaN
    }
    return float_of(bits_of(magnitude) | static_cast<uint32_t>(value.bits & 0x8000) << 16);
}

inline f16 to_f16(float value) {
    const uint32_t bits = bits_of(value);
    const uint32_t sign = bits >> 16 & 0x8000;
    const uint32_t magnitude = bits & 0x7fffffff;
    uint32_t half;
    if (magnitude > 0x7f800000) {
        half = 0x7e00 | (magnitude >> 13 & 0x3ff); // NaN
    } else if (magnitude >= 0x477ff000) {
        half = 0x7c00; // too large, also after rounding
    } else if (magnitude < 0x38800000) {
        // Subnormal: adding a half aligns the fraction at its unit of 2^-24 and rounds it.
        half = bits_of(float_of(magnitude) + 0.5f) - bits_of(0.5f);
    } else {
        half = (magnitude + 0xfff + (magnitude >> 13 & 1) - (112u << 23)) >> 13;
    }
    return f16{static_cast<uint16_t>(sign | half)};
}

} // namespace suite
