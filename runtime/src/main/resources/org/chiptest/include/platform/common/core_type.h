// The two kinds of cores of a chip: cube (AIC) and vector (AIV).
#pragma once

#include <cstdint>
#include <cstring>

enum class CoreType : int32_t {
    AIC = 0,
    AIV = 1,
};

// Everything that is not a vector core is a cube core, also no name at all.
inline CoreType core_type_from_string(const char *type_str) {
    const bool vector = type_str != nullptr && (std::strcmp(type_str, "aiv") == 0 || std::strcmp(type_str, "AIV") == 0);
    return vector ? CoreType::AIV : CoreType::AIC;
}

inline const char *core_type_to_string(CoreType core_type) {
    switch (core_type) {
    case CoreType::AIC:
        return "AIC";
    case CoreType::AIV:
        return "AIV";
    }
    return "UNKNOWN";
}
