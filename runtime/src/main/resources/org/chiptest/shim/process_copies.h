// Copies of the process, which user code may make by fork(): a copy that comes back from user code ends, and becomes nobody's crash.
// Called by libc in a copy, and by whatever comes back from user code.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <csignal>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include "call_frame.h"
#include "thread_state.h"

namespace {

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

}  // namespace
