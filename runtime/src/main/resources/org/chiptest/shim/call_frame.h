// One call of user code: what other processes read of it while it runs, and what each thread knows of its own.
// Used by every part that runs user code or is called by it.

#pragma once

#include <cstddef>
#include <cstdint>

#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "exports.h"

namespace {

enum Outcome : int32_t { RETURNED = 0, THREW = 1 };
constexpr int CHANGED_SHIFT = 8;

enum class Kind : int32_t { KERNEL = 1, ENTRY = 2, CONFIG = 3, BIND = 4, HOOKS = 5 };

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
    stack_t alternate_stack;
};

struct Thread {
    CallFrame *frame;  // the innermost call of user code on this thread
    int32_t id;
    uint32_t changed;  // by libraries that were opened and closed; see Changed
    bool loading;      // constructors or destructors of a library run
    SlowState found;
};
thread_local Thread self = {};

// The threads that have run user code, by their ids; those beyond the first thousand are not looked at.
constexpr int32_t MET_THREADS = 1024;
int32_t met_threads = 0;
pid_t met[MET_THREADS];

// Look at a thread once, before it runs user code.
__attribute__((noinline)) void meet(Thread &thread) {
    thread.id = static_cast<int32_t>(syscall(SYS_gettid));
    pthread_sigmask(SIG_SETMASK, nullptr, &thread.found.signals);
    CPU_ZERO(&thread.found.cpus);
    sched_getaffinity(0, sizeof thread.found.cpus, &thread.found.cpus);
    thread.found.locale = uselocale(nullptr);
    sigaltstack(nullptr, &thread.found.alternate_stack);
    // what user code cancels there would be the Java VM's work, later
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
    const int32_t place = __atomic_fetch_add(&met_threads, 1, __ATOMIC_ACQ_REL);
    if (place < MET_THREADS) {
        __atomic_store_n(&met[place], thread.id, __ATOMIC_RELAXED);
    }
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

}  // namespace
