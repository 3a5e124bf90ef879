// What user code can do wrong, by the numbers of the Java enum Fault.

#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum class Fault : int64_t {
    NONE = 0,
    NULL_POINTER = 1,
    EXIT = 2,
    ABORT = 3,
    EXCEPTION = 4,
    ENDLESS_LOOP = 5,
    DIVISION_BY_ZERO = 6,
    ILLEGAL_INSTRUCTION = 7,
    BUS_ERROR = 8,
    STACK_OVERFLOW = 9,
    SMASHED_HEAP = 10,
    DEADLOCK = 11,
    KILLED = 12,
    STOPPED = 13,
    NO_DESCRIPTORS = 14,
    GARBAGE_IN_MAILBOX = 15,
    HEAP_SMASHED_SILENTLY = 16,
    SMASHED_HEAP_USED = 17,
};

// Each has a function of its own, which a crash report can name.

[[gnu::noinline]] inline void store_to_null() {
    volatile int *volatile nothing = nullptr;
    *nothing = 1;
}

[[gnu::noinline]] inline void loop_for_ever() {
    for (volatile bool on = true; on;) {
    }
}

[[gnu::noinline]] inline void divide_by_zero() {
    volatile int dividend = 1000;
    volatile int zero = 0;
    volatile int quotient = dividend / zero;
    (void)quotient;
}

[[gnu::noinline]] inline void run_no_instruction() {
#if defined(__x86_64__)
    asm volatile("ud2");
#else
    asm volatile("udf #0");
#endif
}

// Touches a page of a file that ends before it.
[[gnu::noinline]] inline void touch_behind_the_end() {
    const int file = memfd_create("empty", MFD_CLOEXEC);
    void *page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    *static_cast<volatile int *>(page) = 1;
}

[[gnu::noinline]] inline int recurse_for_ever(int depth) {
    volatile char frame[4096];
    frame[depth % 4096] = 1;
    return depth < 0 ? 0 : recurse_for_ever(depth + 1) + frame[0];
}

// Overwrites what the allocator keeps before a block, and leaves the address in the environment.
[[gnu::noinline]] inline void smash_heap() {
    uint64_t *block = static_cast<uint64_t *>(std::malloc(4096));
    block[-1] = 0x5a5a5a5a5a5a5a58;
    setenv("CHIPTEST_SMASHED", std::to_string(reinterpret_cast<uintptr_t>(block)).c_str(), 1);
}

[[gnu::noinline]] inline void use_smashed_heap() {
    std::free(reinterpret_cast<void *>(std::stoull(getenv("CHIPTEST_SMASHED"))));
}

// Takes all descriptors, of which it leaves the process few, and keeps them.
[[gnu::noinline]] inline void take_all_descriptors() {
    rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = 512;
    setrlimit(RLIMIT_NOFILE, &limit);
    while (dup(STDOUT_FILENO) >= 0) {
    }
    throw std::runtime_error("no free descriptor");
}

// Overwrites the first page of the memory by which this process and its parent talk.
[[gnu::noinline]] inline void overwrite_mailbox() {
    std::FILE *maps = std::fopen("/proc/self/maps", "r");
    char line[512];
    while (std::fgets(line, sizeof line, maps) != nullptr) {
        unsigned long long start;
        if (std::strstr(line, "memfd:chiptest-control") != nullptr && std::sscanf(line, "%llx-", &start) == 1) {
            std::memset(reinterpret_cast<void *>(start), 0xA5, 4096);
        }
    }
    std::fclose(maps);
}

// A fault is announced in a line that no orderly end of the process writes out.
inline void commit(Fault fault) {
    if (fault == Fault::NONE) {
        return;
    }
    std::printf("committing fault %d\n", static_cast<int>(fault));
    switch (fault) {
    case Fault::NONE:
    case Fault::DEADLOCK:
        return;
    case Fault::NULL_POINTER:
        return store_to_null();
    case Fault::EXIT:
        std::exit(3);
    case Fault::ABORT:
        std::abort();
    case Fault::EXCEPTION:
        throw std::runtime_error("the device is on fire");
    case Fault::ENDLESS_LOOP:
        return loop_for_ever();
    case Fault::DIVISION_BY_ZERO:
        return divide_by_zero();
    case Fault::ILLEGAL_INSTRUCTION:
        return run_no_instruction();
    case Fault::BUS_ERROR:
        return touch_behind_the_end();
    case Fault::STACK_OVERFLOW:
        std::printf("%d\n", recurse_for_ever(0));
        return;
    case Fault::SMASHED_HEAP:
        smash_heap();
        return use_smashed_heap();
    case Fault::KILLED:
        kill(getpid(), SIGKILL);
        return;
    case Fault::STOPPED:
        kill(getpid(), SIGSTOP);
        // the other threads stop a little later than the one that takes the signal
        return loop_for_ever();
    case Fault::NO_DESCRIPTORS:
        return take_all_descriptors();
    case Fault::GARBAGE_IN_MAILBOX:
        return overwrite_mailbox();
    case Fault::HEAP_SMASHED_SILENTLY:
        return smash_heap();
    case Fault::SMASHED_HEAP_USED:
        return use_smashed_heap();
    }
}
