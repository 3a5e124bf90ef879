// What user code may leave behind of its thread: registers that only cost a look, and what only system calls show.
// Used around each call of user code and each call of Java by it; Java asks for the slow part after runs and libraries.

#pragma once

#include <cstdint>
#include <cstring>

#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>

#include "call_frame.h"
#include "exports.h"

namespace {

// State of its thread that user code has changed and left so. Java knows these bits as ThreadState.
enum Changed : uint32_t {
    FLOATING_POINT = 1,
    X87_STACK = 2,
    PROCESSOR_FLAGS = 4,
    SIGNAL_MASK = 8,
    CPU_AFFINITY = 16,
    LOCALE = 32,
    ALTERNATE_STACK = 64,
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

    uint32_t differences() const { return fpcr != 0 ? uint32_t{FLOATING_POINT} : 0; }

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

// Whether a thread has a filter of system calls that it had not when the process was remembered. Nothing takes one away, and only the
// thread itself can ask cheaply.
bool filtered = false;
int usual_filter = -1;

void note_filter() {
    const int filter = prctl(PR_GET_SECCOMP);
    if (usual_filter < 0) {
        usual_filter = filter < 0 ? 0 : filter;
    } else if (__builtin_expect(filter != usual_filter, 0)) {
        __atomic_store_n(&filtered, true, __ATOMIC_RELAXED);
    }
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
    // Java's signals run on the alternate stack of their thread, and that of a library goes with the library
    stack_t stack;
    if (sigaltstack(nullptr, &stack) == 0 &&
        (stack.ss_sp != thread.found.alternate_stack.ss_sp || stack.ss_flags != thread.found.alternate_stack.ss_flags)) {
        sigaltstack(&thread.found.alternate_stack, nullptr);
        changed |= ALTERNATE_STACK;
    }
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
    if (usual_filter >= 0) {
        note_filter();
    }
    return changed;
}

}  // namespace

// Put back what user code has changed of this thread and only system calls show; tells that and what libraries have changed since the
// last time.
int64_t chiptest_settle_thread(int64_t, int64_t, int64_t, int64_t) noexcept {
    if (self.id == 0) {
        return 0;
    }
    const uint32_t changed = self.changed | put_back_slow_state(self);
    self.changed = 0;
    return changed;
}
