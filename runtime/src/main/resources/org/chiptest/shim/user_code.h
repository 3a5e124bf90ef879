// The way into user code and out of it: identity, what it throws, what it leaves behind, copies of the process.
// Every call of user code is a `guarded` one; every call of Java by user code has a JavaCode around it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <typeinfo>

#include <cxxabi.h>

#include "call_frame.h"
#include "process_copies.h"
#include "thread_state.h"

namespace {

const char *name(Kind kind) {
    switch (kind) {
    case Kind::KERNEL:
        return "a kernel";
    case Kind::ENTRY:
        return "an orchestration's entry";
    case Kind::CONFIG:
        return "an orchestration's config function";
    case Kind::BIND:
        return "framework_bind_runtime";
    case Kind::HOOKS:
        return "pto_sim_register_hooks";
    }
    return "user code";
}

// While it exists, user code runs on this thread; afterwards the thread is ours again, in this process.
class UserCode {
public:
    UserCode(const char *where, uint32_t &changed) : where(where), changed(changed) {}

    ~UserCode() {
        if (is_copy()) {
            end_copy(where);
        }
        changed |= put_back_mode();
    }

    UserCode(const UserCode &) = delete;
    UserCode &operator=(const UserCode &) = delete;

private:
    const char *const where;
    uint32_t &changed;
};

// While it exists, Java runs on this thread, called by user code, whose mode comes back afterwards.
class JavaCode {
public:
    JavaCode() : mode(Mode::current()), changed(mode.differences()) {
        if (is_copy()) {
            end_copy("user code");
        }
        if (__builtin_expect(changed != 0, 0)) {
            mode.put_back(changed);
        }
        Mode::release_x87();
    }

    ~JavaCode() {
        if (__builtin_expect(changed != 0, 0)) {
            mode.resume();
        }
    }

    JavaCode(const JavaCode &) = delete;
    JavaCode &operator=(const JavaCode &) = delete;

private:
    const Mode mode;
    const uint32_t changed;
};

// Append a string and its NUL at `used`, cut to what fits; returns the new end.
size_t append(char *text, size_t capacity, size_t used, const char *value) {
    if (used >= capacity) {
        return used;
    }
    const size_t length = strnlen(value, capacity - used - 1);
    memcpy(text + used, value, length);
    text[used + length] = '\0';
    return used + length + 1;
}

// The room for the type name of what was thrown, NUL, its what(), NUL.
struct Thrown {
    char *text;
    size_t capacity;
};

void describe(Thrown thrown, const char *what) {
    const std::type_info *type = abi::__cxa_current_exception_type();
    const char *mangled = type != nullptr ? type->name() : "an exception of another language";
    int status = 0;
    char *demangled = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    const size_t used = append(thrown.text, thrown.capacity, 0, status == 0 ? demangled : mangled);
    append(thrown.text, thrown.capacity, used, what);
    std::free(demangled);
}

// The only place where user code is called: whatever it throws ends here. The result is the outcome, and above it what was changed.
template <typename Call>
inline __attribute__((always_inline)) int32_t contained(const char *where, Thrown thrown, Call call) {
    uint32_t changed = 0;
    try {
        {
            UserCode user(where, changed);
            call();
        }
        return RETURNED | static_cast<int32_t>(changed << CHANGED_SHIFT);
    } catch (const std::exception &e) {
        describe(thrown, e.what());
    } catch (const std::string &text) {
        describe(thrown, text.c_str());
    } catch (const char *text) {
        describe(thrown, text != nullptr ? text : "");
    } catch (...) {
        describe(thrown, "");
    }
    return THREW | static_cast<int32_t>(changed << CHANGED_SHIFT);
}

// A call that others can see while it runs.
template <typename Call>
int32_t guarded(CallFrame *frame, Kind kind, Call call) {
    RunningCall running(frame, kind);
    return contained(name(kind), {frame->text, frame->text_capacity}, call);
}

template <typename Function>
Function *function_of(const CallFrame *frame) {
    return reinterpret_cast<Function *>(frame->function);
}

}  // namespace
