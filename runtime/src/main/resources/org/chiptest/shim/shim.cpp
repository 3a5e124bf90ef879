// The part of the device runtime that Java cannot be: it opens libraries together with the loader's error text, calls user code
// inside try/catch, gives each call its identity and its note for the case of a crash, and holds the variadic operations.
// Compiled by the user's g++ as C++17 at first use. Layouts and numbers that Java knows too are pinned by static_assert here and
// by the ...Descriptor classes of org.chiptest.runtime.linker there.

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <unordered_map>

#include <cxxabi.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define CHIPTEST_EXPORT extern "C" __attribute__((visibility("default")))

namespace {

constexpr int32_t ABI_VERSION = 2;

// ---- one call of user code -------------------------------------------------------------------------------------------------------

enum Outcome : int32_t { RETURNED = 0, THREW = 1 };
constexpr int CHANGED_SHIFT = 8;

enum class Kind : int32_t { KERNEL = 1, ENTRY = 2, CONFIG = 3, BIND = 4, HOOKS = 5 };

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
    uint32_t touched;  // what a kernel has asked for: TOUCHED_...
    uint64_t cookie;   // number of the block that a kernel belongs to, different from that of any other block of this process
    int32_t kernels;   // of which the block consists
    uint32_t subblock_dim;
    uint32_t context[3];  // what a kernel has set as its block index, subblock id and number of subblocks
};
static_assert(sizeof(CallFrame) == 128);
static_assert(offsetof(CallFrame, touched) == 92);
static_assert(offsetof(CallFrame, cookie) == 96);
static_assert(offsetof(CallFrame, kernels) == 104);
static_assert(offsetof(CallFrame, subblock_dim) == 108);
static_assert(offsetof(CallFrame, context) == 112);
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

// What a thread had before any user code ran on it, of the state that only a system call shows.
struct SlowState {
    sigset_t signals;
    cpu_set_t cpus;
    locale_t locale;
};

struct Thread {
    CallFrame *frame;  // the innermost call of user code on this thread
    int32_t id;
    uint32_t changed;  // by libraries that were opened and closed; see Changed
    bool loading;      // constructors or destructors of a library run
    SlowState found;
};
thread_local Thread self = {};

// Look at a thread once, before it runs user code.
__attribute__((noinline)) void meet(Thread &thread) {
    thread.id = static_cast<int32_t>(syscall(SYS_gettid));
    pthread_sigmask(SIG_SETMASK, nullptr, &thread.found.signals);
    CPU_ZERO(&thread.found.cpus);
    sched_getaffinity(0, sizeof thread.found.cpus, &thread.found.cpus);
    thread.found.locale = uselocale(nullptr);
}

class RunningCall {
public:
    RunningCall(CallFrame *call, Kind kind) : thread(self), frame(call), outer(thread.frame) {
        if (thread.id == 0) {
            meet(thread);
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

// ---- what user code may leave behind -----------------------------------------------------------------------------------------------

// State of its thread that user code has changed and left so. Java knows these bits as ThreadState.
enum Changed : uint32_t {
    FLOATING_POINT = 1,
    X87_STACK = 2,
    PROCESSOR_FLAGS = 4,
    SIGNAL_MASK = 8,
    CPU_AFFINITY = 16,
    LOCALE = 32,
};

// The registers by which user code changes how whatever runs next on its thread computes. Only differences are written: writing costs
// ten times as much as reading. The flags of past exceptions are nobody's business.
#if defined(__x86_64__)

struct Mode {
    // not side by side: both would be read at once, which waits until both are written
    uint32_t mxcsr;
    uint64_t flags;
    uint16_t x87_control;
    uint16_t x87_status;

    static constexpr uint32_t MXCSR = 0x1f80;
    static constexpr uint32_t MXCSR_STICKY = 0x3f;
    static constexpr uint16_t X87_CONTROL = 0x37f;
    static constexpr uint16_t X87_TOP = 0x3800;
    static constexpr uint64_t DIRECTION = 1u << 10;
    static constexpr uint64_t ALIGNMENT_CHECK = 1u << 18;

    static Mode current() {
        Mode mode;
        mode.flags = __builtin_ia32_readeflags_u64();
        asm volatile("stmxcsr %0" : "=m"(mode.mxcsr));
        asm volatile("fnstcw %0" : "=m"(mode.x87_control));
        asm volatile("fnstsw %0" : "=a"(mode.x87_status));
        return mode;
    }

    uint32_t differences() const {
        uint32_t changed = 0;
        if ((mxcsr & ~MXCSR_STICKY) != MXCSR || x87_control != X87_CONTROL) {
            changed |= FLOATING_POINT;
        }
        if ((x87_status & X87_TOP) != 0) {
            changed |= X87_STACK;
        }
        if ((flags & (DIRECTION | ALIGNMENT_CHECK)) != 0) {
            changed |= PROCESSOR_FLAGS;
        }
        return changed;
    }

    // Nothing shows cheaply whether MMX registers or all eight of the x87 stack are in use, so they are always released. What is unmasked
    // may have an exception pending, which only the instructions that do not wait get past.
    static void release_x87() { asm volatile("emms" ::: "st", "mm0"); }

    __attribute__((noinline, cold)) void put_back(uint32_t changed) const {
        if ((changed & PROCESSOR_FLAGS) != 0) {
            __builtin_ia32_writeeflags_u64(flags & ~(DIRECTION | ALIGNMENT_CHECK));
        }
        if ((changed & (FLOATING_POINT | X87_STACK)) != 0) {
            const uint32_t standard = MXCSR;
            asm volatile("fninit");
            asm volatile("ldmxcsr %0" ::"m"(standard));
        }
    }

    // Give user code its own mode again, after Java has worked in ours.
    __attribute__((noinline, cold)) void resume() const {
        asm volatile("fnclex");
        asm volatile("fldcw %0" ::"m"(x87_control));
        asm volatile("ldmxcsr %0" ::"m"(mxcsr));
        __builtin_ia32_writeeflags_u64(flags);
    }
};

#elif defined(__aarch64__)

struct Mode {
    uint64_t fpcr;

    static Mode current() {
        Mode mode;
        asm volatile("mrs %0, fpcr" : "=r"(mode.fpcr));
        return mode;
    }

    uint32_t differences() const { return fpcr != 0 ? FLOATING_POINT : 0; }

    static void release_x87() {}

    void put_back(uint32_t) const {
        const uint64_t standard = 0;
        asm volatile("msr fpcr, %0" ::"r"(standard));
    }

    void resume() const { asm volatile("msr fpcr, %0" ::"r"(fpcr)); }
};

#else
#error "chiptest knows the floating-point environment of x86-64 and AArch64 only"
#endif

// Return to the mode that Java and all user code start in; tells what was different.
inline uint32_t put_back_mode() {
    const Mode mode = Mode::current();
    const uint32_t changed = mode.differences();
    if (__builtin_expect(changed != 0, 0)) {
        mode.put_back(changed);
    }
    Mode::release_x87();
    return changed;
}

// Put back what only system calls show; tells what was different.
uint32_t put_back_slow_state(Thread &thread) {
    uint32_t changed = 0;
    sigset_t signals;
    pthread_sigmask(SIG_SETMASK, nullptr, &signals);
    if (memcmp(&signals, &thread.found.signals, sizeof(uint64_t)) != 0) {  // the kernel fills 64 signals, and libc no more
        pthread_sigmask(SIG_SETMASK, &thread.found.signals, nullptr);
        changed |= SIGNAL_MASK;
    }
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    if (sched_getaffinity(0, sizeof cpus, &cpus) == 0 && !CPU_EQUAL(&cpus, &thread.found.cpus)) {
        sched_setaffinity(0, sizeof thread.found.cpus, &thread.found.cpus);
        changed |= CPU_AFFINITY;
    }
    if (uselocale(nullptr) != thread.found.locale) {
        uselocale(thread.found.locale);
        changed |= LOCALE;
    }
    return changed;
}

// ---- copies of the process ---------------------------------------------------------------------------------------------------------

// Not 0 in the process that loaded the shim; the kernel empties its page in every copy that fork() or clone() makes.
uint32_t *const original = [] {
    constexpr size_t PAGE = 65536;
    void *page = mmap(nullptr, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) {
        std::abort();
    }
    madvise(page, PAGE, MADV_WIPEONFORK);
    auto *word = static_cast<uint32_t *>(page);
    *word = 1;
    return word;
}();

constexpr int COPY_EXIT_CODE = 71;
constexpr int FATAL_SIGNALS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};

struct sigaction handlers_of_java[sizeof FATAL_SIGNALS / sizeof *FATAL_SIGNALS];
int lifeline = -1;

bool is_copy() { return __builtin_expect(__atomic_load_n(original, __ATOMIC_RELAXED) == 0, 0); }

// A copy must touch neither what it shares with the original nor Java, of whose threads it has one. It may have come here with any mode.
[[noreturn]] __attribute__((noinline, cold)) void end_copy(const char *where) {
    put_back_mode();
    char text[256];
    const int length = snprintf(text, sizeof text,
                                "chiptest: process %d is a copy that fork() made in %s and that came back from it; it ends here, the original goes on\n",
                                static_cast<int>(getpid()), where);
    if (length > 0 && write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) {
        _exit(COPY_EXIT_CODE);
    }
    _exit(COPY_EXIT_CODE);
}

// Runs in a copy that libc's fork() has made: what is wrong with it is no matter of the Java VM, which would report it as the
// original's. Handlers of user code stay.
void become_copy() {
    __atomic_store_n(original, 0u, __ATOMIC_RELAXED);
    if (lifeline < 0 && self.frame == nullptr && !self.loading) {
        return;  // a process that is not ours alone, such as a test JVM, and none of our calls
    }
    for (size_t i = 0; i < sizeof FATAL_SIGNALS / sizeof *FATAL_SIGNALS; i++) {
        struct sigaction now;
        if (sigaction(FATAL_SIGNALS[i], nullptr, &now) == 0 && now.sa_sigaction == handlers_of_java[i].sa_sigaction) {
            signal(FATAL_SIGNALS[i], SIG_DFL);
        }
    }
    if (lifeline >= 0) {
        close(lifeline);
    }
}

const bool watches_forks = [] {
    for (size_t i = 0; i < sizeof FATAL_SIGNALS / sizeof *FATAL_SIGNALS; i++) {
        sigaction(FATAL_SIGNALS[i], nullptr, &handlers_of_java[i]);
    }
    return pthread_atfork(nullptr, nullptr, become_copy) == 0;
}();

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

// The only place where user code is called: whatever it throws ends here. The result is the outcome, and above it what was changed.
template <typename Call>
int32_t guarded(CallFrame *frame, Kind kind, Call call) {
    RunningCall running(frame, kind);
    uint32_t changed = 0;
    try {
        {
            UserCode user(name(kind), changed);
            call();
        }
        return RETURNED | static_cast<int32_t>(changed << CHANGED_SHIFT);
    } catch (const std::exception &e) {
        describe(frame, e.what());
    } catch (const std::string &text) {
        describe(frame, text.c_str());
    } catch (const char *text) {
        describe(frame, text != nullptr ? text : "");
    } catch (...) {
        describe(frame, "");
    }
    return THREW | static_cast<int32_t>(changed << CHANGED_SHIFT);
}

// What a kernel leaves behind in the end if it asked for something, or is one of several of its block.
void leave_block(CallFrame *frame);

template <typename Function>
Function *function_of(const CallFrame *frame) {
    return reinterpret_cast<Function *>(frame->function);
}

}  // namespace

CHIPTEST_EXPORT int32_t chiptest_abi_version() { return ABI_VERSION; }

// Put back what user code has changed of this thread and only system calls show; tells that and what libraries have changed since the
// last time.
CHIPTEST_EXPORT int32_t chiptest_settle_thread() {
    if (self.id == 0) {
        return 0;
    }
    const uint32_t changed = self.changed | put_back_slow_state(self);
    self.changed = 0;
    return static_cast<int32_t>(changed);
}

CHIPTEST_EXPORT int32_t chiptest_call_kernel(CallFrame *frame) {
    const int32_t outcome = guarded(frame, Kind::KERNEL, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
    if (frame->kernels > 1 || frame->touched != 0) {
        leave_block(frame);
    }
    return outcome;
}

CHIPTEST_EXPORT int32_t chiptest_call_hbg_entry(CallFrame *frame) {
    return guarded(frame, Kind::ENTRY, [frame] {
        frame->result = function_of<int32_t(RuntimeObject *, uint64_t)>(frame)(frame->runtime, frame->args);
    });
}

CHIPTEST_EXPORT int32_t chiptest_call_trb_entry(CallFrame *frame) {
    return guarded(frame, Kind::ENTRY, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
}

// A struct of one int32 is returned like an int32.
CHIPTEST_EXPORT int32_t chiptest_call_trb_config(CallFrame *frame) {
    return guarded(frame, Kind::CONFIG, [frame] { frame->result = function_of<int32_t(uint64_t)>(frame)(frame->args); });
}

// The pointer to store is in `args`: `runtime` is the one that messages belong to, also while it is being unbound.
CHIPTEST_EXPORT int32_t chiptest_call_bind_runtime(CallFrame *frame) {
    return guarded(frame, Kind::BIND, [frame] { function_of<void(uint64_t)>(frame)(frame->args); });
}

// ---- libraries -------------------------------------------------------------------------------------------------------------------

namespace {

void copy_loader_error(char *text, uint32_t capacity) {
    const char *error = dlerror();
    append(text, capacity, 0, error != nullptr ? error : "the loader gave no reason");
}

// Have the loader open or close a library, which runs its constructors or destructors.
template <typename Call>
auto loading(const char *where, Call call) {
    if (self.id == 0) {
        meet(self);
    }
    self.loading = true;
    auto result = [&] {
        UserCode user(where, self.changed);
        return call();
    }();
    self.loading = false;
    return result;
}

}  // namespace

// noexcept: an exception of a static initialiser that unwound through the loader would leave its lock held
CHIPTEST_EXPORT void *chiptest_open(const char *path, int32_t lazy, char *text, uint32_t capacity) noexcept {
    void *handle = loading("a library's constructor",
                           [=] { return dlopen(path, (lazy != 0 ? RTLD_LAZY : RTLD_NOW) | RTLD_LOCAL); });
    if (handle == nullptr) {
        copy_loader_error(text, capacity);
    }
    return handle;
}

// Put the names of a library that has nothing else into the global scope.
CHIPTEST_EXPORT void *chiptest_open_global(const char *path, char *text, uint32_t capacity) noexcept {
    void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
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
    int32_t result = loading("a library's destructor", [=] { return dlclose(handle); });
    if (result != 0) {
        copy_loader_error(text, capacity);
    }
    return result;
}

// Whether a library that was closed under this path, which no other one ever had, is still in the process. The loader looks for
// libraries that can go only when one is closed: the reference taken here and given back lets one go whose last thread has ended since.
CHIPTEST_EXPORT int32_t chiptest_is_loaded(const char *path) noexcept {
    for (int look = 0; look < 2; ++look) {
        void *handle = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
        if (handle == nullptr) {
            dlerror();
            return 0;
        }
        dlclose(handle);
    }
    return 1;
}

// ---- identity and pipe state of the calling core ---------------------------------------------------------------------------------

namespace {

constexpr size_t SHARED_ALIGNMENT = 64;

// Zero-filled memory for any type, or null if there is not so much; given back with free.
void *zeroed(size_t size) {
    void *block = nullptr;
    return posix_memalign(&block, SHARED_ALIGNMENT, size) == 0 ? memset(block, 0, size) : nullptr;
}

// The blocks that kernels of a cluster share, by (device, cluster, key). Never moved: they hold mutexes.
class PipeStates {
public:
    void *find_or_create(int32_t device, int32_t cluster, uint64_t key, size_t size) {
        const Key name(device, cluster, key);
        {
            std::shared_lock<std::shared_mutex> reading(mutex);
            auto found = blocks.find(name);
            if (found != blocks.end()) {
                return found->second;
            }
        }
        std::unique_lock<std::shared_mutex> writing(mutex);
        auto [place, added] = blocks.try_emplace(name, nullptr);
        if (added) {
            void *block = zeroed(size);
            if (block == nullptr) {
                blocks.erase(place);
                return nullptr;
            }
            place->second = block;
        }
        return place->second;
    }

    void clear(int32_t device) {
        std::unique_lock<std::shared_mutex> writing(mutex);
        auto place = blocks.lower_bound(Key(device, INT32_MIN, 0));
        while (place != blocks.end() && std::get<0>(place->first) == device) {
            std::free(place->second);
            place = blocks.erase(place);
        }
    }

private:
    using Key = std::tuple<int32_t, int32_t, uint64_t>;
    std::shared_mutex mutex;
    std::map<Key, void *> blocks;
};

// never destroyed: kernels may still run while the process exits
PipeStates &pipe_states() {
    static PipeStates *states = new PipeStates;
    return *states;
}

}  // namespace

CHIPTEST_EXPORT uint32_t pto_sim_get_subblock_id() {
    const CallFrame *frame = self.frame;
    return frame != nullptr ? static_cast<uint32_t>(frame->lane) : 0;
}

CHIPTEST_EXPORT void *pto_sim_get_pipe_shared_state(uint64_t key, size_t size) {
    const CallFrame *frame = self.frame;
    if (size == 0 || frame == nullptr || frame->device < 0) {
        return nullptr;
    }
    return pipe_states().find_or_create(frame->device, frame->cluster, key, size);
}

// ---- what kernels share by name, and their place in their task ---------------------------------------------------------------------

namespace {

constexpr uint32_t TOUCHED_CONTEXT = 1;
constexpr uint32_t TOUCHED_STORAGE = 2;

// The memory that kernels of one block share. It goes when the last of them has ended; what a run that failed has left goes when its
// device starts the next one.
class BlockStorages {
public:
    void *find_or_create(const CallFrame *frame, const char *key, size_t size) {
        std::lock_guard<std::mutex> lock(mutex);
        void *&block = of(frame).memory.try_emplace(key, nullptr).first->second;
        if (block == nullptr) {
            block = zeroed(size);
        }
        return block;
    }

    void leave(const CallFrame *frame) {
        std::lock_guard<std::mutex> lock(mutex);
        if (++of(frame).ended == frame->kernels) {
            drop(blocks.find(frame->cookie));
        }
    }

    void clear(int32_t device) {
        std::lock_guard<std::mutex> lock(mutex);
        for (auto place = blocks.begin(); place != blocks.end();) {
            place = place->second.device == device ? drop(place) : std::next(place);
        }
    }

private:
    struct Block {
        int32_t device;
        int32_t ended;
        std::map<std::string, void *> memory;
    };
    using Blocks = std::unordered_map<uint64_t, Block>;

    Block &of(const CallFrame *frame) {
        return blocks.try_emplace(frame->cookie, Block{frame->device, 0, {}}).first->second;
    }

    Blocks::iterator drop(Blocks::iterator place) {
        for (const auto &named : place->second.memory) {
            std::free(named.second);
        }
        return blocks.erase(place);
    }

    std::mutex mutex;
    Blocks blocks;
};

// never destroyed: kernels may still run while the process exits
BlockStorages &block_storages() {
    static BlockStorages *storages = new BlockStorages;
    return *storages;
}

void leave_block(CallFrame *frame) {
    if (frame->kernels > 1 || (frame->touched & TOUCHED_STORAGE) != 0) {
        block_storages().leave(frame);
    }
    frame->touched = 0;
}

CallFrame *kernel_of_this_thread() {
    CallFrame *frame = self.frame;
    return frame != nullptr && frame->kind == Kind::KERNEL ? frame : nullptr;
}

void store(uint32_t *place, uint32_t value) {
    if (place != nullptr) {
        *place = value;
    }
}

}  // namespace

// Null without a key or a size, outside kernels, and if there is not so much memory. The first size counts.
CHIPTEST_EXPORT void *pto_cpu_sim_get_shared_storage(const char *key, size_t size) {
    CallFrame *frame = kernel_of_this_thread();
    if (key == nullptr || size == 0 || frame == nullptr || frame->device < 0) {
        return nullptr;
    }
    frame->touched |= TOUCHED_STORAGE;
    return block_storages().find_or_create(frame, key, size);
}

// 0 outside kernels.
CHIPTEST_EXPORT uint64_t pto_cpu_sim_get_task_cookie() {
    const CallFrame *frame = kernel_of_this_thread();
    return frame != nullptr ? frame->cookie : 0;
}

// The index of the block in its task; which of the block's vector kernels this is, and how many it has, at least one.
CHIPTEST_EXPORT void pto_cpu_sim_get_execution_context(uint32_t *block_idx, uint32_t *subblock_id, uint32_t *subblock_dim) {
    const CallFrame *frame = kernel_of_this_thread();
    if (frame == nullptr) {
        store(block_idx, 0);
        store(subblock_id, 0);
        store(subblock_dim, 1);
    } else if ((frame->touched & TOUCHED_CONTEXT) != 0) {
        store(block_idx, frame->context[0]);
        store(subblock_id, frame->context[1]);
        store(subblock_dim, frame->context[2]);
    } else {
        store(block_idx, static_cast<uint32_t>(frame->block));
        store(subblock_id, frame->subblock_dim > 1 ? static_cast<uint32_t>(frame->lane) : 0);
        store(subblock_dim, frame->subblock_dim);
    }
}

// Until the kernel ends; without effect outside kernels.
CHIPTEST_EXPORT void pto_cpu_sim_set_execution_context(uint32_t block_idx, uint32_t subblock_id, uint32_t subblock_dim) {
    CallFrame *frame = kernel_of_this_thread();
    if (frame != nullptr) {
        frame->touched |= TOUCHED_CONTEXT;
        frame->context[0] = block_idx;
        frame->context[1] = subblock_id;
        frame->context[2] = subblock_dim != 0 ? subblock_dim : 1;
    }
}

// ---- what a device gives to its kernels --------------------------------------------------------------------------------------------

CHIPTEST_EXPORT void chiptest_clear_pipe_state(int32_t device) {
    pipe_states().clear(device);
    block_storages().clear(device);
}

CHIPTEST_EXPORT int32_t chiptest_call_register_hooks(CallFrame *frame) {
    return guarded(frame, Kind::HOOKS, [frame] {
        function_of<void(void *, void *)>(frame)(reinterpret_cast<void *>(pto_sim_get_subblock_id),
                                                 reinterpret_cast<void *>(pto_sim_get_pipe_shared_state));
    });
}

// ---- what an orchestration calls -------------------------------------------------------------------------------------------------

namespace {

// What an orchestration knows as its runtime: the table of operations, then the mode of the next scope, then our own part.
struct alignas(64) RuntimeObject {
    const void *operations;
    uint8_t pending_scope_mode;
    alignas(8) uint32_t stopped;  // not 0: the run has failed or is over, operations have no effect
};
static_assert(sizeof(RuntimeObject) == 64);
static_assert(offsetof(RuntimeObject, pending_scope_mode) == 8);
static_assert(offsetof(RuntimeObject, stopped) == 16);

// Every operation that reaches Java has this one signature: the index of the runtime object, then up to four words.
using Upcall = int64_t (*)(int64_t slot, int64_t a, int64_t b, int64_t c, int64_t d);

struct Upcalls {
    Upcall hbg_add_task;
    Upcall hbg_set_tensor_info;
    Upcall hbg_add_successor;
    Upcall hbg_record_tensor_pair;
    Upcall hbg_get_task_count;
    Upcall hbg_print_runtime;
    Upcall hbg_device_malloc;
    Upcall hbg_device_free;
    Upcall hbg_copy_to_device;
    Upcall trb_submit_task;
    Upcall trb_scope_begin;
    Upcall trb_scope_end;
    Upcall trb_orchestration_done;
    Upcall trb_report_fatal;
    Upcall trb_log;
    Upcall trb_get_tensor_data;
    Upcall trb_set_tensor_data;
    Upcall trb_alloc_tensors;
    Upcall trb_submit_dummy_task;
};
static_assert(sizeof(Upcalls) == 19 * sizeof(Upcall));

Upcalls upcalls;
RuntimeObject *objects = nullptr;
uintptr_t objects_size = 0;

// A pointer from user code is believed only if it is one of the objects that Java made.
int64_t slot_of(const RuntimeObject *rt) {
    uintptr_t offset = reinterpret_cast<uintptr_t>(rt) - reinterpret_cast<uintptr_t>(objects);
    if (offset >= objects_size || offset % sizeof(RuntimeObject) != 0) {
        throw std::invalid_argument("operation called with a pointer that is no runtime of this process");
    }
    return static_cast<int64_t>(offset / sizeof(RuntimeObject));
}

bool is_stopped(const RuntimeObject *rt) { return __atomic_load_n(&rt->stopped, __ATOMIC_ACQUIRE) != 0; }

template <typename Word>
int64_t word(Word value) {
    if constexpr (std::is_pointer_v<Word>) {
        return static_cast<int64_t>(reinterpret_cast<uintptr_t>(value));
    } else {
        return static_cast<int64_t>(value);
    }
}

// Ask Java; `stopped_value` is the answer once the run has stopped. What Java cannot do it remembers, and stops the run.
template <typename... Words>
int64_t ask(Upcall Upcalls::*operation, int64_t stopped_value, RuntimeObject *rt, Words... words) {
    const int64_t slot = slot_of(rt);
    if (is_stopped(rt)) {
        return stopped_value;
    }
    int64_t all[4] = {word(words)...};
    const JavaCode java;
    return (upcalls.*operation)(slot, all[0], all[1], all[2], all[3]);
}

int32_t hbg_add_task(RuntimeObject *rt, uint64_t *args, int32_t count, int32_t func_id, int32_t core_type) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_add_task, -1, rt, args, count, func_id, core_type));
}

int32_t hbg_set_tensor_info(RuntimeObject *rt, int32_t task, const void *info, int32_t count) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_set_tensor_info, -1, rt, task, info, count));
}

void hbg_add_successor(RuntimeObject *rt, int32_t from, int32_t to) { ask(&Upcalls::hbg_add_successor, 0, rt, from, to); }

void hbg_record_tensor_pair(RuntimeObject *rt, void *host, void *device, size_t size) {
    ask(&Upcalls::hbg_record_tensor_pair, 0, rt, host, device, size);
}

int32_t hbg_get_task_count(RuntimeObject *rt) { return static_cast<int32_t>(ask(&Upcalls::hbg_get_task_count, 0, rt)); }

void hbg_print_runtime(RuntimeObject *rt) { ask(&Upcalls::hbg_print_runtime, 0, rt); }

void *hbg_device_malloc(RuntimeObject *rt, size_t size) {
    return reinterpret_cast<void *>(ask(&Upcalls::hbg_device_malloc, 0, rt, size));
}

void hbg_device_free(RuntimeObject *rt, void *address) { ask(&Upcalls::hbg_device_free, 0, rt, address); }

int32_t hbg_copy_to_device(RuntimeObject *rt, void *device, const void *host, size_t size) {
    return static_cast<int32_t>(ask(&Upcalls::hbg_copy_to_device, -1, rt, device, host, size));
}

struct HbgOperations {
    decltype(&hbg_add_task) add_task;
    decltype(&hbg_set_tensor_info) set_tensor_info;
    decltype(&hbg_add_successor) add_successor;
    decltype(&hbg_record_tensor_pair) record_tensor_pair;
    decltype(&hbg_get_task_count) get_task_count;
    decltype(&hbg_print_runtime) print_runtime;
    decltype(&hbg_device_malloc) device_malloc;
    decltype(&hbg_device_free) device_free;
    decltype(&hbg_copy_to_device) copy_to_device;
};
static_assert(sizeof(HbgOperations) == 72);

constexpr HbgOperations HBG_OPERATIONS = {
    hbg_add_task,      hbg_set_tensor_info, hbg_add_successor, hbg_record_tensor_pair, hbg_get_task_count,
    hbg_print_runtime, hbg_device_malloc,   hbg_device_free,   hbg_copy_to_device,
};

// What a submit returns through a hidden pointer. Java writes it in place.
struct TaskOutputs {
    uint64_t task_id;
    uint32_t count;
    void *tensors[16];
};
static_assert(sizeof(TaskOutputs) == 144);

constexpr TaskOutputs NO_OUTPUTS = {UINT64_MAX, 0, {}};

TaskOutputs trb_submit_task(RuntimeObject *rt, const void *kernels, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_submit_task, 0, rt, kernels, arg, &outputs);
    return outputs;
}

TaskOutputs trb_alloc_tensors(RuntimeObject *rt, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_alloc_tensors, 0, rt, arg, &outputs);
    return outputs;
}

TaskOutputs trb_submit_dummy_task(RuntimeObject *rt, const void *arg) {
    TaskOutputs outputs = NO_OUTPUTS;
    ask(&Upcalls::trb_submit_dummy_task, 0, rt, arg, &outputs);
    return outputs;
}

void trb_scope_begin(RuntimeObject *rt) {
    const uint8_t mode = rt->pending_scope_mode;
    rt->pending_scope_mode = 0;
    ask(&Upcalls::trb_scope_begin, 0, rt, mode);
}

void trb_scope_end(RuntimeObject *rt) { ask(&Upcalls::trb_scope_end, 0, rt); }

void trb_orchestration_done(RuntimeObject *rt) { ask(&Upcalls::trb_orchestration_done, 0, rt); }

bool trb_is_fatal(RuntimeObject *rt) { return is_stopped(rt); }

uint64_t trb_get_tensor_data(RuntimeObject *rt, const void *tensor, uint32_t dims, const uint32_t *indices) {
    return static_cast<uint64_t>(ask(&Upcalls::trb_get_tensor_data, 0, rt, tensor, dims, indices));
}

void trb_set_tensor_data(RuntimeObject *rt, const void *tensor, uint32_t dims, const uint32_t *indices, uint64_t value) {
    ask(&Upcalls::trb_set_tensor_data, 0, rt, tensor, dims, indices, value);
}

constexpr size_t MESSAGE_CAPACITY = 4096;

class Message {
public:
    Message(const char *format, va_list arguments) {
        int length = format != nullptr ? vsnprintf(text, sizeof text, format, arguments) : -1;
        if (length < 0) {
            strcpy(text, "(message with an invalid format)");
        } else if (static_cast<size_t>(length) >= sizeof text) {
            memcpy(text + sizeof text - 4, "...", 4);
        }
    }

    const char *c_str() const { return text; }

private:
    char text[MESSAGE_CAPACITY];
};

void trb_report_fatal(RuntimeObject *rt, int32_t code, const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const Message message(format, arguments);
    va_end(arguments);
    ask(&Upcalls::trb_report_fatal, 0, rt, code, function, message.c_str());
}

enum Level : int32_t { LEVEL_ERROR, LEVEL_WARN, LEVEL_INFO, LEVEL_DEBUG };

// Messages carry no runtime: they belong to the one whose orchestration runs on this thread. A thread that the orchestration started
// by itself writes to stderr.
void log(Level level, int32_t verbosity, const char *function, const char *format, va_list arguments) {
    static const char *const NAMES[] = {"ERROR", "WARN", "INFO", "DEBUG"};
    const Message message(format, arguments);
    const RuntimeObject *rt = self.frame != nullptr ? self.frame->runtime : nullptr;
    if (rt == nullptr) {
        fprintf(stderr, "%s %s: %s\n", NAMES[level], function != nullptr ? function : "", message.c_str());
    } else {
        const JavaCode java;
        upcalls.trb_log(slot_of(rt), level, verbosity, word(function), word(message.c_str()));
    }
}

void trb_log_error(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_ERROR, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_warn(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_WARN, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_debug(const char *function, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_DEBUG, 0, function, format, arguments);
    va_end(arguments);
}

void trb_log_info_v(const char *function, int32_t verbosity, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    log(LEVEL_INFO, verbosity, function, format, arguments);
    va_end(arguments);
}

struct TrbOperations {
    decltype(&trb_submit_task) submit_task;
    decltype(&trb_scope_begin) scope_begin;
    decltype(&trb_scope_end) scope_end;
    decltype(&trb_orchestration_done) orchestration_done;
    decltype(&trb_is_fatal) is_fatal;
    decltype(&trb_report_fatal) report_fatal;
    decltype(&trb_log_error) log_error;
    decltype(&trb_log_warn) log_warn;
    decltype(&trb_log_debug) log_debug;
    decltype(&trb_log_info_v) log_info_v;
    decltype(&trb_get_tensor_data) get_tensor_data;
    decltype(&trb_set_tensor_data) set_tensor_data;
    decltype(&trb_alloc_tensors) alloc_tensors;
    decltype(&trb_submit_dummy_task) submit_dummy_task;
};
static_assert(sizeof(TrbOperations) == 112);

constexpr TrbOperations TRB_OPERATIONS = {
    trb_submit_task,     trb_scope_begin,     trb_scope_end,     trb_orchestration_done, trb_is_fatal,
    trb_report_fatal,    trb_log_error,       trb_log_warn,      trb_log_debug,          trb_log_info_v,
    trb_get_tensor_data, trb_set_tensor_data, trb_alloc_tensors, trb_submit_dummy_task,
};

}  // namespace

// Give the shim what Java has made for it, once per process: the operations and `count` runtime objects.
CHIPTEST_EXPORT void chiptest_install(const Upcalls *operations, RuntimeObject *first, int64_t count) {
    upcalls = *operations;
    objects = first;
    objects_size = static_cast<uintptr_t>(count) * sizeof(RuntimeObject);
}

CHIPTEST_EXPORT const void *chiptest_hbg_operations() { return &HBG_OPERATIONS; }

CHIPTEST_EXPORT const void *chiptest_trb_operations() { return &TRB_OPERATIONS; }

// ---- warm-up ---------------------------------------------------------------------------------------------------------------------

// The smallest callable of each runtime: two tasks, one after the other. A device runs it before the first callable of a user, whose
// run then finds everything loaded, linked and mapped.
CHIPTEST_EXPORT void chiptest_warm_kernel(uint64_t) {}

// An entry of both runtimes.
CHIPTEST_EXPORT int32_t chiptest_empty_entry(uint64_t, uint64_t) { return 0; }

CHIPTEST_EXPORT int32_t chiptest_warm_hbg_entry(RuntimeObject *rt, uint64_t) {
    const auto *operations = static_cast<const HbgOperations *>(rt->operations);
    uint64_t args[1] = {0};
    const int32_t first = operations->add_task(rt, args, 1, 0, 1);
    const int32_t second = operations->add_task(rt, args, 1, 0, 0);
    operations->add_successor(rt, first, second);
    return 0;
}

// An Arg without tensors and scalars (specification, 6.4) is all zero but for its number of blocks.
CHIPTEST_EXPORT void chiptest_warm_trb_entry(uint64_t) {
    constexpr size_t ARG_SIZE = 496;
    constexpr size_t BLOCK_NUM = 472;
    RuntimeObject *rt = self.frame->runtime;
    const auto *operations = static_cast<const TrbOperations *>(rt->operations);
    alignas(8) uint8_t arg[ARG_SIZE] = {};
    arg[BLOCK_NUM] = 1;
    const int32_t vector[3] = {-1, 0, -1};
    const int32_t cube[3] = {0, -1, -1};
    operations->submit_task(rt, vector, arg);
    operations->submit_task(rt, cube, arg);
}

// ---- death of the parent ---------------------------------------------------------------------------------------------------------

namespace {

struct Watch {
    int pipe;
    pid_t parent;
    int32_t exit_code;
    sem_t armed;
};

// _exit, not exit: a handler of user code could keep the process alive.
void *watch(void *argument) {
    Watch *request = static_cast<Watch *>(argument);
    const int pipe = request->pipe;
    const int32_t exit_code = request->exit_code;
    // Belongs to this thread, which never ends. It also ends a process that is stopped and so sees no end of file.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (request->parent > 0 && getppid() != request->parent) {
        _exit(exit_code);
    }
    sem_post(&request->armed);
    char ignored[64];
    ssize_t length;
    do {
        length = read(pipe, ignored, sizeof ignored);
    } while (length > 0 || (length < 0 && errno == EINTR));
    _exit(exit_code);
}

// Take `fd` over; descriptor 0 gets /dev/null instead, since user code may read standard input.
int take_over(int fd) {
    int pipe = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (pipe < 0) {
        return -1;
    }
    if (fd != STDIN_FILENO) {
        close(fd);
        return pipe;
    }
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
        return -1;
    }
    close(null);
    return pipe;
}

}  // namespace

// End this process with `exit_code` as soon as nobody has the other end of `fd` open or `parent` (if positive) is not its parent.
// Returns 0, or the errno of what failed.
CHIPTEST_EXPORT int32_t chiptest_watch_parent(int32_t fd, int32_t parent, int32_t exit_code) {
    Watch request = {take_over(fd), parent, exit_code, {}};
    if (request.pipe < 0) {
        return errno;
    }
    lifeline = request.pipe;
    sem_init(&request.armed, 0, 0);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    // signals of the process are for the threads of the Java VM
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, watch, &request);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    pthread_attr_destroy(&attributes);
    if (error == 0) {
        while (sem_wait(&request.armed) != 0 && errno == EINTR) {
        }
    }
    // A debugger that the parent starts is not our ancestor, which is all that Linux allows by default; a kernel that knows no such
    // limit refuses this, which costs nothing.
    prctl(PR_SET_PTRACER, static_cast<unsigned long>(parent > 0 ? parent : 0));
    sem_destroy(&request.armed);
    return error;
}

// Before anything is printed; a stream that refuses stays as it is, which costs nothing but text lost in a crash.
CHIPTEST_EXPORT void chiptest_line_buffer_output() { setvbuf(stdout, nullptr, _IOLBF, 0); }
