// The calls of a device library that somebody else has written, each by the type that its C interface gives it.
// Called by Java.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "call_frame.h"
#include "exports.h"
#include "user_code.h"
#include "words.h"

namespace {

// One call, filled by Java, which knows these bytes as ForeignCallDescriptor.
struct ForeignCall {
    uint64_t function;
    int64_t type;                   // number of the function's type, see call_foreign
    const int64_t *words;           // its arguments
    const char *const *variables;   // name, value, name, value, ... null: set in the environment of C during the call
    int64_t result;
    char *text;                     // what was thrown
    int64_t text_capacity;
};
static_assert(sizeof(ForeignCall) == 56);
static_assert(offsetof(ForeignCall, type) == 8);
static_assert(offsetof(ForeignCall, words) == 16);
static_assert(offsetof(ForeignCall, variables) == 24);
static_assert(offsetof(ForeignCall, result) == 32);
static_assert(offsetof(ForeignCall, text) == 40);
static_assert(offsetof(ForeignCall, text_capacity) == 48);

// While it exists, variables have other values in the environment that C sees.
class Variables {
public:
    explicit Variables(const char *const *pairs) {
        for (; pairs != nullptr && *pairs != nullptr; pairs += 2) {
            const char *before = getenv(pairs[0]);
            kept.push_back({pairs[0], before != nullptr, before != nullptr ? before : ""});
            setenv(pairs[0], pairs[1], 1);
        }
    }

    ~Variables() {
        for (auto each = kept.rbegin(); each != kept.rend(); ++each) {
            if (each->present) {
                setenv(each->name.c_str(), each->value.c_str(), 1);
            } else {
                unsetenv(each->name.c_str());
            }
        }
    }

    Variables(const Variables &) = delete;
    Variables &operator=(const Variables &) = delete;

private:
    struct Kept {
        std::string name;
        bool present;
        std::string value;
    };
    std::vector<Kept> kept;
};

template <typename Value>
Value from_word(int64_t word) {
    if constexpr (std::is_pointer_v<Value>) {
        return reinterpret_cast<Value>(static_cast<uintptr_t>(word));
    } else {
        return static_cast<Value>(word);
    }
}

template <typename Result, typename... Arguments, size_t... Index>
int64_t call_with(Result (*function)(Arguments...), const int64_t *words, std::index_sequence<Index...>) {
    static_cast<void>(words);
    if constexpr (std::is_void_v<Result>) {
        function(from_word<Arguments>(words[Index])...);
        return 0;
    } else {
        return word(function(from_word<Arguments>(words[Index])...));
    }
}

template <typename Result, typename... Arguments>
int64_t call_as(Result (*function)(Arguments...), const int64_t *words) {
    return call_with(function, words, std::index_sequence_for<Arguments...>{});
}

template <typename Function>
int64_t call_as(const ForeignCall *call) {
    return call_as(reinterpret_cast<Function *>(call->function), call->words);
}

// The numbers are those of ForeignType.
int64_t call_foreign(const ForeignCall *call) {
    switch (call->type) {
    case 0:
        return call_as<void *()>(call);
    case 1:
        return call_as<size_t()>(call);
    case 2:
        return call_as<void(void *)>(call);
    case 3:
        return call_as<size_t(void *)>(call);
    case 4:
        return call_as<int(void *)>(call);
    case 5:
        return call_as<void *(void *, size_t)>(call);
    case 6:
        return call_as<void(void *, void *)>(call);
    case 7:
        return call_as<int(void *, void *, const void *, size_t)>(call);
    case 8:
        return call_as<int(void *, int32_t)>(call);
    case 9:
        return call_as<int(void *, int32_t, const void *)>(call);
    case 10:
        return call_as<int(int, int)>(call);
    case 11:
        return call_as<int(void *, void *)>(call);
    case 12:
        return call_as<int(void *, int, const uint8_t *, size_t, const uint8_t *, size_t)>(call);
    case 13:
        return call_as<int(void *, int, const uint8_t *, size_t, const uint8_t *, size_t, const uint8_t *, size_t, const void *)>(call);
    case 14:
        return call_as<int(void *, void *, int32_t, const void *, int, int, int, int, int, int, const char *)>(call);
    case 15:
        return call_as<int(void *, void *, int32_t, const void *, const void *, const void *)>(call);
    case 16:
        return call_as<void *(void *)>(call);
    case 17:
        return call_as<void *(int, int, void *, const char *)>(call);
    case 18:
        return call_as<int(void *, size_t, uint64_t *)>(call);
    default:
        std::abort();  // Java and C++ of one build have the same numbers
    }
}

}  // namespace

// Call a function of a foreign library. The result is as of other calls of user code: see Outcome and CHANGED_SHIFT.
int64_t chiptest_call_foreign(int64_t address, int64_t, int64_t, int64_t) noexcept {
    auto *call = pointer<ForeignCall>(address);
    if (self.id == 0) {
        meet(self);
    }
    return contained("a call of the device's library", {call->text, static_cast<size_t>(call->text_capacity)}, [call] {
        const Variables variables(call->variables);
        call->result = call_foreign(call);
    });
}
