// The part of the device runtime that Java cannot be: it opens libraries together with the loader's error text, calls user code
// inside try/catch, gives each call its identity and its note for the case of a crash, and holds the variadic operations.
// Compiled by the user's g++ as C++17 at first use. Layouts and numbers that Java knows too are pinned by static_assert here and
// by the ...Descriptor classes of org.chiptest.runtime.linker there.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <typeinfo>

#include <cxxabi.h>
#include <dlfcn.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CHIPTEST_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

constexpr int32_t ABI_VERSION = 1;

// ---- one call of user code -------------------------------------------------------------------------------------------------------

enum Outcome : int32_t { RETURNED = 0, THREW = 1 };

enum class Kind : int32_t { KERNEL = 1, ENTRY = 2, CONFIG = 3, BIND = 4 };

struct RuntimeObject;

// What a call of user code is: filled by Java, readable by another process while the call runs. `sequence` is odd exactly while user
// code runs, and all other words are stable then.
struct alignas(64) CallFrame {
    uint32_t sequence;
    Kind kind;
    uint64_t function;
    uint64_t args;
    uint64_t task;
    int32_t func_id;
    int32_t block;
    int32_t device;  // negative: the thread is bound to no device
    int32_t cluster;
    int32_t core;
    int32_t lane;
    int32_t thread;
    int32_t result;
    uint64_t start_nanos;
    RuntimeObject *runtime;
    char *text;  // type name of a thrown exception, NUL, its what(), NUL
    uint32_t text_capacity;
};
static_assert(sizeof(CallFrame) == 128);
static_assert(offsetof(CallFrame, kind) == 4);
static_assert(offsetof(CallFrame, function) == 8);
static_assert(offsetof(CallFrame, args) == 16);
static_assert(offsetof(CallFrame, task) == 24);
static_assert(offsetof(CallFrame, func_id) == 32);
static_assert(offsetof(CallFrame, block) == 36);
static_assert(offsetof(CallFrame, device) == 40);
static_assert(offsetof(CallFrame, cluster) == 44);
static_assert(offsetof(CallFrame, core) == 48);
static_assert(offsetof(CallFrame, lane) == 52);
static_assert(offsetof(CallFrame, thread) == 56);
static_assert(offsetof(CallFrame, result) == 60);
static_assert(offsetof(CallFrame, start_nanos) == 64);
static_assert(offsetof(CallFrame, runtime) == 72);
static_assert(offsetof(CallFrame, text) == 80);
static_assert(offsetof(CallFrame, text_capacity) == 88);

struct Thread {
    CallFrame *frame;  // the innermost call of user code on this thread
    int32_t id;
};
thread_local Thread self = {nullptr, 0};

class RunningCall {
public:
    RunningCall(CallFrame *frame, Kind kind) : thread(self), frame(frame), outer(thread.frame) {
        if (thread.id == 0) {
            thread.id = static_cast<int32_t>(syscall(SYS_gettid));
        }
        timespec now;
        clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
        frame->kind = kind;
        frame->thread = thread.id;
        frame->start_nanos = static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
        __atomic_store_n(&frame->sequence, frame->sequence + 1, __ATOMIC_RELEASE);
        thread.frame = frame;
    }

    ~RunningCall() {
        thread.frame = outer;
        __atomic_store_n(&frame->sequence, frame->sequence + 1, __ATOMIC_RELEASE);
        // the next call's words, which Java stores, must not be seen before this one has ended
        __atomic_thread_fence(__ATOMIC_RELEASE);
    }

    RunningCall(const RunningCall &) = delete;
    RunningCall &operator=(const RunningCall &) = delete;

private:
    Thread &thread;
    CallFrame *const frame;
    CallFrame *const outer;
};

// Append a string and its NUL at `used`, cut to what fits; returns the new end.
uint32_t append(char *text, uint32_t capacity, uint32_t used, const char *value) {
    if (used >= capacity) {
        return used;
    }
    size_t length = strnlen(value, capacity - used - 1);
    memcpy(text + used, value, length);
    text[used + length] = '\0';
    return used + static_cast<uint32_t>(length) + 1;
}

void describe(CallFrame *frame, const char *what) {
    const std::type_info *type = abi::__cxa_current_exception_type();
    const char *mangled = type != nullptr ? type->name() : "an exception of another language";
    int status = 0;
    char *demangled = abi::__cxa_demangle(mangled, nullptr, nullptr, &status);
    uint32_t used = append(frame->text, frame->text_capacity, 0, status == 0 ? demangled : mangled);
    append(frame->text, frame->text_capacity, used, what);
    std::free(demangled);
}

// The only place where user code is called: whatever it throws ends here.
template <typename Call>
int32_t guarded(CallFrame *frame, Kind kind, Call call) {
    RunningCall running(frame, kind);
    try {
        call();
        return RETURNED;
    } catch (const std::exception &e) {
        describe(frame, e.what());
    } catch (const std::string &text) {
        describe(frame, text.c_str());
    } catch (const char *text) {
        describe(frame, text != nullptr ? text : "");
    } catch (...) {
        describe(frame, "");
    }
    return THREW;
}

template <typename Function>
Function *function_of(const CallFrame *frame) {
    return reinterpret_cast<Function *>(frame->function);
}

}  // namespace

CHIPTEST_EXPORT int32_t chiptest_abi_version() { return ABI_VERSION; }

CHIPTEST_EXPORT int32_t chiptest_call_kernel(CallFrame *frame) {
    return guarded(frame, Kind::KERNEL, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
}

CHIPTEST_EXPORT int32_t chiptest_call_hbg_entry(CallFrame *frame) {
    return guarded(frame, Kind::ENTRY, [frame] {
        frame->result = function_of<int32_t(RuntimeObject *, uint64_t)>(frame)(frame->runtime, frame->args);
    });
}

// ---- libraries -------------------------------------------------------------------------------------------------------------------

namespace {

void copy_loader_error(char *text, uint32_t capacity) {
    const char *error = dlerror();
    append(text, capacity, 0, error != nullptr ? error : "the loader gave no reason");
}

}  // namespace

// noexcept: an exception of a static initialiser that unwound through the loader would leave its lock held
CHIPTEST_EXPORT void *chiptest_open(const char *path, int32_t lazy, char *text, uint32_t capacity) noexcept {
    void *handle = dlopen(path, (lazy != 0 ? RTLD_LAZY : RTLD_NOW) | RTLD_LOCAL);
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return handle;
}

CHIPTEST_EXPORT void *chiptest_symbol(void *handle, const char *name, char *text, uint32_t capacity) noexcept {
    dlerror();
    void *address = dlsym(handle, name);
    if (address == nullptr) {
        copy_loader_error(text, capacity);
    }
    return address;
}

CHIPTEST_EXPORT int32_t chiptest_close(void *handle, char *text, uint32_t capacity) noexcept {
    int32_t result = dlclose(handle);
    if (result != 0) {
        copy_loader_error(text, capacity);
    }
    return result;
}
