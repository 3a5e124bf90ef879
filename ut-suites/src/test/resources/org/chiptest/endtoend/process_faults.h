// What user code can do to its process and to what others share with it, for fault.h.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iostream>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>

#include <alloca.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>

constexpr int SET_NO_MORE_CODE = 65;  // PR_SET_MDWE, which older headers do not know

inline void require(bool worked, const char *what) {
    if (!worked) {
        throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
    }
}

inline void start_thread(void *(*body)(void *), const char *name) {
    pthread_t thread;
    require(pthread_create(&thread, nullptr, body, nullptr) == 0, "pthread_create");
    if (name != nullptr) {
        pthread_setname_np(thread, name);
    }
    pthread_detach(thread);
}

// Under the name of the thread that starts it, or another one.
inline void leave_thread(const char *name) {
    start_thread(
        [](void *) -> void * {
            while (true) {
                pause();
            }
        },
        name);
}

// Of another process, which may share this one's memory: no library is called.
inline int idle(void *) {
    while (true) {
        syscall(SYS_pause);
    }
}

// In a session and with an environment of its own.
inline int become_another_program(void *) {
    setsid();
    char name[] = "sleep", time[] = "1000";
    char *const arguments[] = {name, time, nullptr};
    char *const environment[] = {nullptr};
    execve("/bin/sleep", arguments, environment);
    _exit(1);
}

// A process that is no child of this one, but of its parent.
inline void leave_sibling(int (*body)(void *), int shared) {
    constexpr size_t STACK = 1 << 18;
    void *stack = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(stack != MAP_FAILED, "mmap");
    require(clone(body, static_cast<char *>(stack) + STACK, CLONE_PARENT | SIGCHLD | shared, nullptr) > 0, "clone");
}

inline void leave_thread_that_crashes() {
    start_thread(
        [](void *) -> void * {
            usleep(100000);
            *static_cast<volatile int *volatile>(nullptr) = 1;
            return nullptr;
        },
        nullptr);
}

// Calls with the largest mapping of a file.
template <typename Call>
void with_mapping(const char *name, Call call) {
    std::FILE *maps = std::fopen("/proc/self/maps", "r");
    char line[512];
    unsigned long long start = 0, end = 0;
    while (std::fgets(line, sizeof line, maps) != nullptr) {
        unsigned long long from, to;
        if (std::strstr(line, name) != nullptr && std::sscanf(line, "%llx-%llx", &from, &to) == 2 && to - from > end - start) {
            start = from;
            end = to;
        }
    }
    std::fclose(maps);
    call(reinterpret_cast<char *>(start), static_cast<size_t>(end - start));
}

// Leaves alone what the scenario itself uses.
constexpr size_t OWN_TENSORS = 1 << 20;

inline void make_tensors_read_only() {
    with_mapping("memfd:chiptest-tensors", [](char *start, size_t size) {
        require(mprotect(start + OWN_TENSORS, size - OWN_TENSORS, PROT_READ) == 0, "mprotect");
    });
}

inline void unmap_tensors() {
    with_mapping("memfd:chiptest-tensors", [](char *start, size_t size) {
        require(munmap(start + OWN_TENSORS, size - OWN_TENSORS) == 0, "munmap");
    });
}

// Deeper than any path may be long.
inline void leave_deep_folder() {
    const int here = open(".", O_RDONLY | O_DIRECTORY);
    require(here >= 0, "open");
    for (int depth = 0; depth < 1000; ++depth) {
        require(mkdir("folder", 0700) == 0 && chdir("folder") == 0, "mkdir");
    }
    require(fchdir(here) == 0, "fchdir");
    close(here);
}

inline void redirect_output() {
    static std::stringbuf other;
    std::cout.rdbuf(&other);
}

inline void keep_memory() {
    constexpr size_t SIZE = 5ul << 28;
    static void *volatile kept = std::malloc(SIZE);
    std::memset(kept, 1, SIZE);
}

inline void become_first_to_be_killed() {
    std::FILE *score = std::fopen("/proc/self/oom_score_adj", "w");
    require(score != nullptr && std::fputs("900", score) >= 0 && std::fclose(score) == 0, "oom_score_adj");
}

// Each process of it starts the next one and ends; should nobody stop it, it ends by itself.
inline void start_relay() {
    if (fork() == 0) {
        setsid();
        for (const time_t end = std::time(nullptr) + 20; std::time(nullptr) < end;) {
            if (fork() > 0) {
                _exit(0);
            }
        }
        _exit(0);
    }
}

// Its function is gone when the library is, and its threads go later.
inline void leave_key() {
    pthread_key_t key;
    require(pthread_key_create(&key, [](void *) { std::puts("a thread has ended"); }) == 0, "pthread_key_create");
    pthread_setspecific(key, &key);
}

inline void take_clock_away() {
#if defined(__x86_64__)
    require(prctl(PR_SET_TSC, PR_TSC_SIGSEGV) == 0, "prctl");
    __builtin_ia32_rdtsc();
#else
    __builtin_trap();
#endif
}

inline void ring_soon() {
    const itimerval soon = {{0, 0}, {0, 20000}};
    require(setitimer(ITIMER_REAL, &soon, nullptr) == 0, "setitimer");
}

inline void replace_descriptors() {
    const int null = open("/dev/null", O_RDWR);
    for (int i = 3; i < null; ++i) {
        dup2(null, i);
    }
}

// In some words of the memory by which this process and its parent talk; the log tells which.
inline void overwrite_control_at_random() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t random = static_cast<uint64_t>(now.tv_nsec) | 1;
    std::printf("garbage of seed %llu\n", static_cast<unsigned long long>(random));
    with_mapping("memfd:chiptest-control", [&random](char *start, size_t size) {
        for (int i = 0; i < 50; ++i) {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            // every second time among the words of requests and answers, which come first
            const size_t room = (i % 2 == 0 ? size : 8192) / 8;
            uint64_t *word = reinterpret_cast<uint64_t *>(start) + (random >> 16) % room;
            *word = (random & 1) != 0 ? random : *word ^ uint64_t{1} << (random >> 58);
        }
    });
}

// Calls with less and less stack, down to what its guard leaves.
template <typename Call>
[[gnu::noinline]] void call_with_stack(size_t bytes, Call call) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    const size_t here = static_cast<size_t>(static_cast<char *>(__builtin_frame_address(0)) - static_cast<char *>(low));
    volatile char *taken = static_cast<volatile char *>(alloca(here - bytes));
    taken[0] = 1;
    call();
}

template <typename Call>
void call_with_little_stack(Call call) {
    for (size_t kib = 400; kib > 0; kib -= 8) {
        call_with_stack(kib << 10, call);
    }
}
